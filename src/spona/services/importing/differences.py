"""What a file would change, value by value, and what of it cannot be taken over."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from spona.documents.workbook.differences import (
    CHANGE,
    END,
    NEW,
    REMOVE,
    Cell,
    Differences,
    Values,
    Wanted,
    as_uuid,
)
from spona.reference.scripts import latin
from spona.reference.words import Words
from spona.services.importing.apply import is_kept, put, says_where, stands
from spona.services.importing.columns import BETWEEN, ENDED, HOURS, KINDS, PHONE, PLACE, SERVICE
from spona.services.importing.entries import Read, ServiceEntry
from spona.services.importing.import_session import Desk
from spona.services.importing.known import Known
from spona.services.importing.resolve import meaning
from spona.services.importing.values import Row, get, in_words, name_of
from spona.services.models import Location, Phone, Schedule, Service, SpecialDays, Status

_MODELS: Final[dict[str, type[Row]]] = {
    SERVICE: Service, PLACE: Location, HOURS: Schedule, PHONE: Phone,
}  # fmt: skip
# By these another system's rows are known again, since it keeps no id of ours.
_LIKE: Final = {
    PHONE: ("number", "kind"),
    HOURS: ("freq", "byday", "bymonthday", "interval", "all_day", "opens_at", "closes_at",
            "valid_from", "valid_to"),
}  # fmt: skip


def differences_of(found: Read, known: Known) -> Differences:
    """Compared with what `known` has; nothing is written. The rows of `known` are changed in
    memory, so it serves once.
    """
    desk = Desk(found, known)
    for kind in KINDS:
        for entry in found.of(kind):
            _compare(desk, entry)
    if found.source:
        _gone_elsewhere(desk)
    desk.made.untouched = sum(
        row.ended_at is None and row.pk not in desk.seen for row in known.services.values()
    )
    desk.made.refusals.sort(key=lambda one: (one.line.where, one.line.row))
    return desk.made


def _compare(desk: Desk, entry: ServiceEntry) -> None:
    before = len(desk.made.refusals)

    def is_refused() -> bool:
        return len(desk.made.refusals) > before

    row = None if (entry.kind, entry.key) in desk.rows else _row(desk, entry)
    if (entry.kind, entry.key) in desk.rows or (row is not None and row.pk in desk.seen):
        desk.refuse(entry, "id", _("This row stands twice in the file. Remove one of the two."))
        return
    desk.rows[entry.kind, entry.key] = None
    if _leads_to_hidden(desk, entry, row) or row is None:
        return
    is_new = not is_kept(row)
    # A cell of it cannot be read; the others are looked at all the same.
    is_broken = entry.values.pop("", entry) is None
    desk.seen.add(row.pk)
    values = meaning(desk, entry, is_new=is_new)
    if is_broken or is_refused():
        desk.name_refused(entry)
        return
    if _leaves(entry, values):
        _leaving(desk, entry, row, values)
    else:
        _staying(desk, entry, row, values)


def _staying(desk: Desk, entry: ServiceEntry, row: Row, values: Values) -> None:
    before, is_new = len(desk.made.refusals), not is_kept(row)
    if isinstance(row, Service | Location) and row.ended_at is not None:
        desk.refuse(entry, "id", _("This is no more. Bring it back first."))
        return
    changed = {
        name: value
        for name, value in values.items()
        if name != ENDED and (is_new or not _same(get(row, name), value))
    }
    old = {name: None if is_new else get(row, name) for name in changed}
    put(desk, entry, row, changed)
    if len(desk.made.refusals) > before or not stands(desk, entry, row, changed):
        return
    desk.rows[entry.kind, entry.key] = desk.by_id[row.pk] = row
    if entry.kind in desk.names:
        desk.name(entry.kind, row, entry.key)
    cells = tuple(
        Cell(name, _words(desk, entry, name, old[name]), _words(desk, entry, name, value))
        for name, value in changed.items()
        if not (is_new and value in (None, "", [], False))
    )
    if is_new or cells:
        what = NEW if is_new else CHANGE
        desk.made.want(what, entry, row, changed, cells)
    else:
        desk.made.same += 1


def _leads_to_hidden(desk: Desk, entry: ServiceEntry, row: Row | None) -> bool:
    """Asked before anything else that may be wrong with the line: such a file is not kept."""
    hidden = entry.hidden
    if isinstance(row, Location) and is_kept(row):
        hidden = hidden or row.confidential or row.institution.confidential
    if entry.where and hidden:
        desk.refuse(entry, "", says_where())
        return True
    return False


def _words(desk: Desk, entry: ServiceEntry, name: str, value: Any) -> str:
    if name in ("service", "services", "place"):
        ids = value if isinstance(value, list) else [value]
        return BETWEEN.join(sorted(_called(desk, ident) for ident in ids if ident))
    return in_words(entry.kind, name, value, desk.known)


def _called(desk: Desk, ident: str) -> str:
    """Also of a row that this file brings, whose id will be another one each time it is read."""
    row = desk.named(ident)
    return name_of(row) if isinstance(row, Service | Location) and name_of(row) else "–"


def _leaves(entry: ServiceEntry, values: Values) -> bool:
    ends = entry.kind == SERVICE and (values.get(ENDED) or values.get("status") == Status.DEFUNCT)
    return entry.remove or bool(ends)


def _leaving(desk: Desk, entry: ServiceEntry, row: Row, values: Values) -> None:
    # What belongs to it is not wrong because of it.
    desk.rows[entry.kind, entry.key] = row
    gone = isinstance(row, Service | Location) and row.ended_at is not None
    if gone or not is_kept(row):
        desk.made.same += 1
        return
    reason = values.get(ENDED) or _("It was so in a file that was sent in.")
    what = END if entry.kind == SERVICE else REMOVE
    desk.made.want(what, entry, row, {ENDED: reason})


def _row(desk: Desk, entry: ServiceEntry) -> Row | None:
    """The row that an entry stands for, or a new one; None where that cannot be told."""
    source, ident = desk.found.source, entry.key
    row: Row | None
    if entry.kind == SERVICE:
        row = desk.known.service_of(source, ident)
    elif entry.kind == PLACE:
        row = desk.known.place_of(source, ident)
    else:
        row = _part(desk, entry)
    if row is not None:
        return row
    if as_uuid(ident) and not source:
        sentence = _(
            "No row that you may change has this id. For a new one leave the cell empty, or write "
            "a word of your own."
        )
        desk.refuse(entry, "id", sentence)
        return None
    if entry.kind == HOURS and as_uuid(ident) and SpecialDays.objects.filter(pk=ident).exists():
        # Days apart, as our own export writes them; they stay as they are.
        return None
    made = _MODELS[entry.kind](**({"words": Words()} if entry.kind == SERVICE else {}))
    if source and isinstance(made, Service | Location):
        made.external_source, made.external_id = source, ident[:120]
    return made


def _part(desk: Desk, entry: ServiceEntry) -> Row | None:
    """By its id; of another system by what it says."""
    every = _parts(desk.known, entry.kind)
    ident = as_uuid(entry.key)
    found = next((row for row in every if row.pk == ident), None)
    if found is not None or not desk.found.source:
        return found
    return next(
        (row for row in every if row.pk not in desk.seen and _is_like(desk, row, entry)), None
    )


def _parts(known: Known, kind: str) -> list[Any]:
    rows: list[Any] = []
    for service in known.services.values():
        if kind == PHONE:
            rows += service.phones.all()
        else:
            rows += service.schedules.all()
            rows += [one for at in service.at_locations.all() for one in at.schedules.all()]
    if kind == PHONE:
        rows += [one for place in known.places.values() for one in place.phones.all()]
    return rows


def _is_like(desk: Desk, row: Row, entry: ServiceEntry) -> bool:
    if any(get(row, name) != entry.values.get(name, get(row, name)) for name in _LIKE[entry.kind]):
        return False
    for name, kind in (("service", SERVICE), ("place", PLACE)):
        named = entry.values.get(name, "")
        leads_to = desk.rows.get((kind, named)) if named else None
        if get(row, name) != (str(leads_to.pk) if leads_to else ""):
            return False
    return True


def _gone_elsewhere(desk: Desk) -> None:
    """Another system's file tells all numbers and hours of its services: what it names no more is
    no more, for an old number is worse than none. Our own export does not tell all.
    """
    for entry in desk.found.of(SERVICE):
        row = desk.rows.get((SERVICE, entry.key))
        if not isinstance(row, Service) or row.external_source != desk.found.source:
            continue
        if not is_kept(row):
            continue
        for kind, parts in ((PHONE, row.phones.all()), (HOURS, row.schedules.all())):
            if kind not in desk.found.told:
                continue
            for part in parts:
                if part.pk not in desk.seen:
                    gone = Wanted(REMOVE, kind, str(part.pk), entry.line, part, {}, ())
                    desk.made.wanted.append(gone)


def _same(old: Any, new: Any) -> bool:
    """Blind to what a file cannot carry: line ends, and in which script an address stands."""
    if isinstance(old, str) and isinstance(new, str):
        return _plain(old) == _plain(new)
    if old in (None, "") and new in (None, ""):
        return True
    return bool(old == new)


def _plain(text: str) -> str:
    return latin(" ".join(text.split()))
