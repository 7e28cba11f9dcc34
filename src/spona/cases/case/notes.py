"""Notes of a case: what one tells of, and what became of it where it was corrected.

They lie in the section `notes`, oldest first, and are only added to. A correction is a note that
names the one it corrects. Notes of older versions have no kind and no day of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona import deadlines
from spona.deadlines.time import today
from spona.reference.scripts import fold
from spona.ui.days import hour, long_day


class NoteKind(NamedTuple):
    label: Promise
    icon: str


KINDS: Final[Mapping[str, NoteKind]] = {
    "visit": NoteKind(pgettext_lazy("kind of note", "Visit"), "home"),
    "call": NoteKind(pgettext_lazy("kind of note", "Call"), "phone"),
    "interview": NoteKind(pgettext_lazy("kind of note", "Interview"), "message-circle"),
    "letter": NoteKind(pgettext_lazy("kind of note", "Letter"), "mail"),
    "observation": NoteKind(pgettext_lazy("kind of note", "Observation"), "eye"),
}
# What a button of the file writes down at once.
AT_ONCE: Final = [(code, KINDS[code]) for code in ("visit", "call", "interview", "letter")]
# Of an older version: it says nothing of its kind.
_UNTOLD: Final = NoteKind(_("Note"), "note")
AHEAD_DAY: Final = _("This day is still to come. A note tells of what has been.")
AHEAD_TIME: Final = _("This hour is still to come. A note tells of what has been.")


@dataclass(frozen=True, slots=True)
class Event:
    """What a note tells of. `kind` is a code of `KINDS`, `whom` a role or a name."""

    kind: str
    day: date
    time: time | None = None
    whom: str = ""

    def to_document(self) -> dict[str, str]:
        return {
            "kind": self.kind,
            "day": self.day.isoformat(),
            "time": self.time.isoformat("minutes") if self.time else "",
            "whom": self.whom.strip(),
        }

    @property
    def ahead(self) -> Promise | None:
        """The sentence where it has not happened yet."""
        if self.day > today():
            return AHEAD_DAY
        now = timezone.localtime(deadlines.now()).replace(tzinfo=None)
        late = self.time is not None and datetime.combine(self.day, self.time) > now
        return AHEAD_TIME if late else None


@dataclass(frozen=True, slots=True)
class Note:
    """`at` is when it was written; `happened` the day of the event, with its hour if it has one."""

    id: str
    at: datetime
    by: str
    text: str
    event: Event | None
    corrects: str

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Note:
        hour, day = document.get("time"), document.get("day")
        event = None
        if day:
            event = Event(
                document["kind"],
                date.fromisoformat(day),
                time.fromisoformat(hour) if hour else None,
                document.get("whom", ""),
            )
        return cls(
            document.get("id", ""),
            datetime.fromisoformat(document["at"]),
            document["by"],
            document["text"],
            event,
            document.get("corrects", ""),
        )

    @property
    def kind(self) -> NoteKind:
        return KINDS.get(self.event.kind, _UNTOLD) if self.event else _UNTOLD

    @property
    def happened(self) -> date:
        if self.event is None:
            return self.at
        if self.event.time is None:
            return self.event.day
        return datetime.combine(self.event.day, self.event.time)

    @property
    def line(self) -> str:
        """All of it in one line, for paper."""
        at, whom = self.happened, self.event.whom if self.event else ""
        what = " · ".join(filter(None, (str(self.kind.label), whom)))
        clock = hour(at) if isinstance(at, datetime) else ""
        return ", ".join(filter(None, (what, long_day(at), clock, f"{self.by}: {self.text}")))

    @property
    def place(self) -> tuple[date, time]:
        """Where it stands among others: without an hour of its own by the hour it was written."""
        written = timezone.localtime(self.at)
        if self.event is None:
            return written.date(), written.time()
        same = written.time() if self.event.day == written.date() else time.min
        return self.event.day, self.event.time or same


class Corrected(NamedTuple):
    """What a note was before, and when that was corrected."""

    note: Note
    at: datetime

    @property
    def line(self) -> str:
        said = _("Corrected %(at)s. Before it said:") % {"at": long_day(self.at)}
        return f"{said} {self.note.line}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A note as it holds today, and what it was before, the newest first."""

    note: Note
    before: Sequence[Corrected]

    @property
    def all(self) -> list[Note]:
        return [self.note, *(one.note for one in self.before)]

    @property
    def lines(self) -> list[str]:
        return [self.note.line, *(one.line for one in self.before)]


def entries_of(document: Mapping[str, Any]) -> list[Entry]:
    """Of the section `notes`: what nothing corrects, by the day of the event, the newest first."""
    notes = [Note.of(one) for one in document.get("notes", [])]
    by_id = {one.id: one for one in notes if one.id}
    corrected = {one.corrects for one in notes if one.corrects}
    found = [
        Entry(one, list(_before(one, by_id))) for one in notes[::-1] if one.id not in corrected
    ]
    return sorted(found, key=lambda one: one.note.place, reverse=True)


def _before(note: Note, by_id: Mapping[str, Note]) -> Iterator[Corrected]:
    while note.corrects in by_id:
        note, at = by_id[note.corrects], note.at
        yield Corrected(note, at)


def narrowed(entries: Sequence[Entry], *, kind: str = "", words: str = "") -> list[Entry]:
    """Those of a kind in which each word stands, in either script, also as it was before."""
    wanted = fold(words).split()
    return [
        one
        for one in entries
        if (not kind or (one.note.event is not None and one.note.event.kind == kind))
        and (not wanted or _has(one, wanted))
    ]


def _has(entry: Entry, wanted: Sequence[str]) -> bool:
    said = fold(" ".join(f"{one.text} {one.event.whom if one.event else ''}" for one in entry.all))
    return all(word in said for word in wanted)
