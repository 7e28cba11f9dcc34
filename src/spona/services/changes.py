"""Writing down what was changed: field, before, after, who, when.

Of a place that is confidential no word of where it is is written down, and what stood there
before it became so is blanked.
"""

from __future__ import annotations

import json
from typing import Any, Final

from django.db import models
from django.db.models import Q

from spona import deadlines
from spona.access.actor import Actor
from spona.directory.models import Institution
from spona.services.models import (
    Change,
    ChangeKind,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceImport,
    ServiceTown,
    SpecialDays,
)
from spona.services.pii_scan import leads

# HSDS calls the tables so; what it does not have keeps our own word.
RESOURCES: Final = {
    "Service": "service", "Location": "location", "ServiceAtLocation": "service_at_location",
    "Schedule": "schedule", "SpecialDays": "special_days", "Phone": "phone",
    "Language": "language", "Exclusion": "exclusion", "RequiredDocument": "required_document",
    "Cost": "cost_option", "Capacity": "capacity", "ServiceTown": "service_area",
}  # fmt: skip
_NOT: Final = frozenset(
    {"id", "mac", "search_key", "created_at", "changed_at", "changed_by", "confirmed_by",
     "updated_at", "updated_by", "order", "service", "location", "at_location", "institution"}
)  # fmt: skip
# For members' eyes; the history says that it changed, not what it said.
_UNSAID: Final = frozenset({"note"})

type State = dict[str, str]


def state_of(row: models.Model) -> State:
    """Its columns as text, as the history shows them."""
    return {
        field.name: _text(getattr(row, field.attname))
        for field in row._meta.concrete_fields  # noqa: SLF001
        if field.name not in _NOT
    }


def kept_state(row: models.Model) -> State | None:
    """As it stands in the database; None where it is not there yet. Locks it."""
    kept = as_kept(row, lock=True)
    return state_of(kept) if kept is not None else None


def as_kept[Row: models.Model](row: Row, *, lock: bool = False) -> Row | None:
    """The same row, read anew."""
    rows = type(row)._base_manager.filter(pk=row.pk)  # noqa: SLF001
    return (rows.select_for_update(of=("self",)) if lock else rows).first()


def name_of(row: models.Model) -> str:
    """Of its table, as the history and the log call it."""
    return RESOURCES[type(row).__name__]


def note_change(
    row: models.Model,
    before: State | None,
    *,
    by: Actor,
    service: Service | None,
    location: Location | None = None,
) -> set[str]:
    """After `row` was saved. `before` as `kept_state` gave it. Returns the fields that changed."""
    owner = service.institution_id if service is not None else _of(location)
    base: dict[str, Any] = {
        "institution_id": owner, "service": service, "resource": name_of(row),
        "resource_id": row.pk, "at": deadlines.now(), "by_id": by.member_id,
    }  # fmt: skip
    if before is None:
        Change.objects.create(**base, kind=ChangeKind.CREATED, after=_named(row))
        return set(state_of(row))
    after = state_of(row)
    changed = {name for name in after if after[name] != before.get(name, "")}
    silent = isinstance(row, Location) and (row.confidential or before["confidential"] == "true")
    Change.objects.bulk_create(
        Change(
            **base,
            kind=ChangeKind.CHANGED,
            field=name,
            before="" if _unsaid(name, silent) else before.get(name, ""),
            after="" if _unsaid(name, silent) else after[name],
        )
        for name in sorted(changed)
    )
    return changed


def note_removal(
    row: models.Model, *, by: Actor, service: Service | None, location: Location | None = None
) -> None:
    """Before `row` is deleted, or after it was ended."""
    Change.objects.create(
        institution_id=service.institution_id if service is not None else _of(location),
        service=service,
        resource=name_of(row),
        resource_id=row.pk,
        kind=ChangeKind.REMOVED,
        before=_named(row),
        at=deadlines.now(),
        by_id=by.member_id,
    )


def forget_where(location: Location) -> None:
    """Blanks what the history says about a place that has become confidential."""
    here = Q(resource="location", resource_id=location.pk)
    services = list(location.services_here.values_list("service", flat=True))
    front = Phone.objects.filter(
        Q(location=location) | Q(service__in=services), front_gate=True
    ).values_list("pk", flat=True)
    numbers = Q(resource="phone") & (
        Q(service__in=services) | Q(service=None, institution=location.institution_id)
    )
    Change.objects.filter(here | (numbers & ~Q(resource_id__in=list(front)))).update(
        before="", after=""
    )
    ways = Q(resource="service", service__in=services, field__in=("email", "url"))
    Change.objects.filter(ways).update(before="", after="")
    for row in Change.objects.filter(service__in=services).exclude(before="", after=""):
        # A number in the history is a front gate's by now, and of the rest only texts can lead.
        if row.resource != "phone" and leads(_said(row.before) + _said(row.after)):
            row.before = row.after = ""
            row.save(update_fields=["before", "after"])


def _said(kept: str) -> list[str]:
    """Texts of a value as it is kept here; codes, days and ids are none."""
    if kept.startswith("{"):
        return [str(text) for text in json.loads(kept).values()]
    return []


def forget_files(institution: Institution) -> None:
    """Files of services that wait to be taken over may say where a place is that has become
    confidential. Who may write for it may have sent one in; theirs go, and they send it again.
    """
    near = Q(institution=institution) | Q(
        institution__seats__network__in=institution.seats.values("network")
    )
    rows = ServiceImport.objects.filter(near, content__isnull=False)
    waiting = list(rows.values_list("pk", flat=True).distinct())
    ServiceImport.objects.filter(pk__in=waiting).update(content=None)


def _of(location: Location | None) -> Any:
    if location is None:
        raise ValueError("a change belongs to a service or to a place")
    return location.institution_id


def _unsaid(name: str, silent: bool) -> bool:
    return name in _UNSAID or (silent and name != "confidential")


def _named(row: models.Model) -> str:
    """What a row is called in the history; nothing of a confidential place, and of a service at
    a place only that it is: the place may become confidential.
    """
    match row:
        case Location():
            name: object = "" if row.confidential else (row.address or row.words)
        case Schedule():
            hours = "00:00–24:00" if row.all_day else f"{row.opens_at:%H:%M}–{row.closes_at:%H:%M}"
            name = f"{row.byday or row.bymonthday} {hours}".strip()
        case ServiceTown():
            name = row.town.words
        case SpecialDays():
            name = f"{row.first_day} – {row.last_day}"
        case _:
            words = (getattr(row, one, None) for one in ("number", "words", "unit", "code"))
            name = next(filter(None, words), "")
    return _text(name)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
    return str(value)
