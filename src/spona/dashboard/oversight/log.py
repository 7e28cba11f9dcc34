"""The log of an institution for whoever oversees it: when, who by a code, what was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.access.actor import Actor
from spona.audit.models import Entry
from spona.cases.case.models import Case
from spona.cases.casefile.file_log import EXPORTED, MANY, PRINTED, PRINTED_FOR
from spona.cases.export.codes import EXPORTED_FOR
from spona.cases.export.queries import BEGUN
from spona.dashboard.oversight.colleagues import titles
from spona.dashboard.oversight.log_words import of_kind, sentence_of, told
from spona.deadlines.exclusions import exclusions_of, not_excluded
from spona.directory.log_codes import log_code
from spona.directory.models import Institution, Member
from spona.vault.models import Section
from spona.vault.reasons import REASONS

# More references than these are only counted.
_NAMED: Final = 3
_EXPORTS: Final = frozenset({BEGUN, EXPORTED})


@dataclass(frozen=True, slots=True)
class Line:
    """`times`: how often the same happened in a row, within one minute."""

    at: dt.datetime
    who: str
    sentence: str
    why: str = ""
    references: tuple[str, ...] = ()
    files: int = 0
    times: int = 1

    @property
    def more(self) -> str:
        """How many files, where they are too many to name."""
        if self.references or not self.files:
            return ""
        return ngettext("%(n)d file", "%(n)d files", self.files) % {"n": self.files}

    def is_like(self, other: Line) -> bool:
        same_minute = self.at.replace(second=0, microsecond=0) == other.at.replace(
            second=0, microsecond=0
        )
        return same_minute and replace(self, at=other.at, times=other.times) == other


def entries_of(
    where: Institution,
    reader: Actor,
    *,
    kind: str = "",
    month: dt.date | None = None,
    who: str = "",
) -> QuerySet[Entry]:
    """The newest first. What the reader is excluded from is no line."""
    rows = Entry.objects.filter(not_excluded(reader), told(), lane=where.pk)
    if kind:
        rows = rows.filter(of_kind(kind))
    if month is not None:
        first, after = _bounds(month)
        rows = rows.filter(at__gte=first, at__lt=after)
    if who:
        rows = rows.filter(
            actor__in=[str(one) for one in _people_of(where) if log_code(one) == who]
        )
    return rows.order_by("-seq")


def lines_of(where: Institution, reader: Actor, entries: Sequence[Entry]) -> list[Line]:
    """What happened several times within a minute is one line."""
    people, references = _people_of(where), _References(where, reader, entries)
    found: list[Line] = []
    for entry in entries:
        files = references.of(entry)
        line = Line(
            at=entry.at,
            who=_who(entry, people, where),
            sentence=sentence_of(entry.name),
            why=_why(entry),
            references=files if len(files) <= _NAMED else (),
            files=len(files),
        )
        if found and found[-1].is_like(line):
            found[-1] = replace(found[-1], times=found[-1].times + 1)
        else:
            found.append(line)
    return found


def known_codes(where: Institution) -> list[tuple[str, str]]:
    """Code and what it is, of everybody who ever worked there with a role."""
    found = {log_code(person): roles for person, roles in _people_of(where).items() if roles}
    return sorted((code, f"{code} · {roles}") for code, roles in found.items())


def _people_of(where: Institution) -> dict[UUID, str]:
    """Person → their roles there, the newest mandate's."""
    rows = Member.objects.filter(institution=where).order_by("starts_on")
    return {one.person_id: ", ".join(titles(one)) for one in rows}


def _who(entry: Entry, people: dict[UUID, str], where: Institution) -> str:
    try:
        ident = UUID(entry.actor)
    except ValueError:
        return _("The server")
    if entry.acted_for not in (None, where.pk):
        return _("Another institution")
    if ident not in people:
        return _("Somebody who signs in")
    return " · ".join(filter(None, (log_code(ident), people[ident])))


def _why(entry: Entry) -> str:
    if entry.name == PRINTED:
        return str(PRINTED_FOR.get(str(entry.detail.get("purpose", "")), ""))
    if entry.name in _EXPORTS:
        return str(EXPORTED_FOR.get(str(entry.detail.get("purpose", "")), ""))
    return str(REASONS.get(str(entry.detail.get("reason", "")), ""))


class _References:
    """Which file a line is about. None for a file from which the reader is excluded, so that its
    line reads like one that is about no file.
    """

    def __init__(self, where: Institution, reader: Actor, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        asked = {one for entry in entries for one in _sections_of(entry)}
        boxes = dict(Section.objects.filter(pk__in=asked).values_list("pk", "box_id"))
        hidden = exclusions_of(reader)["case"]
        cases = Case.objects.filter(owner_institution=where).exclude(pk__in=hidden)
        ids = {
            entry.subject_id
            for entry in entries
            if entry.subject_kind == "case" and entry.subject_id is not None
        }
        named = cases.filter(pk__in=ids) | cases.filter(box__in=set(boxes.values()))
        rows = list(named.values_list("pk", "box_id", "reference"))
        self._by_case = {pk: reference for pk, _box, reference in rows}
        by_box = {box: reference for _pk, box, reference in rows}
        self._by_section = {section: by_box[box] for section, box in boxes.items() if box in by_box}

    def of(self, entry: Entry) -> tuple[str, ...]:
        if entry.subject_kind == "case" and entry.subject_id in self._by_case:
            return (self._by_case[entry.subject_id],)
        found = {self._by_section.get(one, "") for one in _sections_of(entry)}
        return tuple(sorted(found - {""}))


def _sections_of(entry: Entry) -> list[UUID]:
    if entry.name == MANY:
        return [UUID(one) for one in entry.detail.get("sections", [])]
    if entry.subject_kind == "section" and entry.subject_id is not None:
        return [entry.subject_id]
    return []


def _bounds(month: dt.date) -> tuple[dt.datetime, dt.datetime]:
    first = month.replace(day=1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    zone = timezone.get_current_timezone()
    return (
        dt.datetime.combine(first, dt.time(), tzinfo=zone),
        dt.datetime.combine(after, dt.time(), tzinfo=zone),
    )
