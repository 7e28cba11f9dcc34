"""A file comes in: kept, looked at, then taken over in one go or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Institution
from spona.documents.workbook.differences import END, REMOVE, Wanted
from spona.reference.models import Town
from spona.services import actions
from spona.services.importing.apply import says_where, says_where_in_words
from spona.services.importing.columns import (
    EVERYWHERE,
    HOURS,
    PHONE,
    PLACE,
    SERVICE,
)
from spona.services.importing.differences import differences_of
from spona.services.importing.known import check_writes, editable, known_to
from spona.services.importing.reading import compared, read
from spona.services.models import (
    Exclusion,
    Language,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceImport,
)
from spona.services.permissions import check_can_remind


def send_in(content: bytes, *, by: Actor, source: str = "", language: str = "") -> ServiceImport:
    """Keeps the file; nothing of the services changes. `source` and `language` are of tables of
    HSDS, both empty for a workbook of ours. What is no such file is told on the page that shows
    the changes.

    Denied where the actor writes for nobody, and, before a byte is kept, where the file says where
    a confidential place is.
    """
    known = known_to(by)
    check_writes(known)
    found = differences_of(read(content, source=source, language=language), known)
    secret = (says_where(), says_where_in_words())
    if where := [one for one in found.refusals if one.sentence in secret]:
        raise Denied(f"{where[0].line.where}, {where[0].line.row}: {where[0].sentence}")
    institution = next((pk for pk in known.institutions if pk == by.institution_id), None)
    with audit.transaction() as log:
        made = ServiceImport.objects.create(
            institution_id=institution or next(iter(known.institutions)),
            source=source,
            language=language,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            sent_at=deadlines.now(),
            sent_by_id=by.member_id,
        )
        log.record("service:file_sent", by=by, subject=made.subject, lane=made.institution_id)
    return made


def take_over(sent: ServiceImport, *, seen: str, by: Actor, leave_out: bool = False) -> int:
    """Writes every change of the file; `seen` is the mark of what the page showed.

    Denied where a line cannot be taken over, unless somebody chose to `leave_out` those; Conflict
    where something has changed since it was looked at. Returns how many rows were changed.
    """
    with audit.transaction() as log:
        row = ServiceImport.objects.select_for_update(of=("self",)).get(pk=sent.pk)
        if row.taken_over_at is not None or row.content is None:
            raise Conflict(_("This file was taken over already, or it waited too long."))
        # Nobody writes for one of them meanwhile.
        institutions = Institution.objects.filter(pk__in=[one.pk for one in editable(by)])
        list(institutions.select_for_update().order_by("pk"))
        known = known_to(by)
        check_writes(known)
        found = compared(row, known)
        if found.mark != seen:
            raise Conflict(_("Something has changed since you looked. Look at the changes again."))
        if found.refusals and not leave_out:
            raise Denied(_("Some lines cannot be taken over. Nothing was changed."))
        if not found.wanted:
            raise Denied(_("There is nothing to change: all of it is here already."))
        # What ends goes last: what belongs to it is written before.
        for one in sorted(found.wanted, key=lambda one: one.what == END):
            _write(one, by)
        row.content, row.taken_over_at = None, deadlines.now()
        row.save(update_fields=["content", "taken_over_at"])
        log.record(
            "service:imported", by=by, subject=row.subject, lane=row.institution_id,
            detail={"rows": len(found.wanted), "left_out": len(found.refusals)},
        )  # fmt: skip
    return len(found.wanted)


def forget(sent: ServiceImport, *, by: Actor) -> None:
    """A file that nobody has taken over for some days; `jobs` asks for it."""
    check_can_remind(by)
    with audit.transaction() as log:
        row = ServiceImport.objects.select_for_update(of=("self",)).get(pk=sent.pk)
        row.content = None
        row.save(update_fields=["content"])
        log.record("service:file_forgotten", by=by, subject=row.subject, lane=row.institution_id)


def _write(one: Wanted, by: Actor) -> None:
    """By the app's own actions; a refusal says at which line."""
    write: dict[str, Callable[[Wanted, Actor], None]] = {
        SERVICE: _service, PLACE: _place, HOURS: _part, PHONE: _part,
    }  # fmt: skip
    try:
        (_leave if one.what in (END, REMOVE) else write[one.kind])(one, by)
    except (Denied, Conflict) as refused:
        said = f"{one.line.where}, {one.line.row}: {refused.sentence}"
        raise type(refused)(said) from refused


def _service(one: Wanted, by: Actor) -> None:
    row: Service = one.row
    values = one.values
    towns = values.get("towns")
    actions.write_service(
        row,
        by=by,
        towns=None if towns is None else _town_ids(towns),
        languages=[
            Language(code=code.removesuffix("*"), with_interpreter=code.endswith("*"))
            for code in values["languages"]
        ]
        if "languages" in values
        else None,
        exclusions=_exclusions(row, values["exclusions"]) if "exclusions" in values else None,
    )


def _town_ids(slugs: list[str]) -> list[Any]:
    wanted = [slug for slug in slugs if slug != EVERYWHERE]
    return list(Town.objects.filter(slug__in=wanted).values_list("pk", flat=True))


def _exclusions(row: Service, codes: list[str]) -> list[Exclusion]:
    """What stands there keeps its words."""
    there = {} if row._state.adding else {one.code: one.words for one in row.exclusions.all()}  # noqa: SLF001 (new or kept)
    return [Exclusion(code=code, words=there.get(code, {})) for code in codes]


def _place(one: Wanted, by: Actor) -> None:
    row: Location = one.row
    actions.write_location(row, by=by)
    if "services" not in one.values:
        return
    wanted = set(one.values["services"])
    for at in ServiceAtLocation.objects.filter(location=row).select_related("service__institution"):
        if str(at.service_id) in wanted:
            wanted.discard(str(at.service_id))
        else:
            actions.take_from(at, by=by)
    for service in (
        Service.objects.filter(pk__in=wanted).select_related("institution").order_by("pk")
    ):
        actions.put_at(service, location=row, by=by)


def _part(one: Wanted, by: Actor) -> None:
    row: Phone | Schedule = one.row
    if isinstance(row, Schedule) and row.at_location is not None:
        row.at_location = actions.put_at(
            row.at_location.service, location=row.at_location.location, by=by
        )
    actions.write_part(row, by=by)


def _leave(one: Wanted, by: Actor) -> None:
    if one.what == END:
        actions.end_service(one.row, reason=str(one.values["ended"]), by=by)
    elif isinstance(one.row, Location):
        actions.end_location(one.row, by=by)
    else:
        actions.take_out(one.row, by=by)
