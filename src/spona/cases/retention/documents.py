"""The sealed section `retention`: by which rule a case is kept, until when, who ends it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from spona.cases.retention.codes import MOST, POSTPONED_FOR

type Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Postponed:
    """`reason` is a code of `POSTPONED_FOR`; `until` the first day on which it may be destroyed."""

    reason: str
    words: str
    until: str
    at: str
    by: str

    @property
    def label(self) -> str:
        return str(POSTPONED_FOR.get(self.reason, ""))

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.until)

    @property
    def when(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked whom to confirm the destroying; `person` and `member` are ids of who asked."""

    by: str
    person: str
    member: str
    to: str
    to_name: str
    at: str

    @property
    def when(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class SentBack:
    by: str
    words: str
    at: str


@dataclass(frozen=True, slots=True)
class Retention:
    """`outcome`, `years`, `source` and the id of the `rule` as they held when it was sealed; `due`
    the day on which that time is over. `copy_by`: who confirmed that the official copy exists.
    """

    outcome: str
    years: int
    source: str
    rule: str
    due: str
    postponed: tuple[Postponed, ...] = ()
    copy_by: str = ""
    copy_at: str = ""
    asked: Asked | None = None
    sent_back: SentBack | None = None

    def to_document(self) -> Document:
        return {"schema": 1, **asdict(self)}

    @classmethod
    def from_document(cls, document: Document) -> Retention | None:
        """None where it was emptied, as when the case was opened again."""
        if "due" not in document:
            return None
        known = {one: value for one, value in document.items() if one != "schema"}
        asked, back = known["asked"], known["sent_back"]
        return cls(
            **known
            | {
                "postponed": tuple(Postponed(**one) for one in known["postponed"]),
                "asked": Asked(**asked) if asked else None,
                "sent_back": SentBack(**back) if back else None,
            }
        )

    @property
    def due_day(self) -> dt.date:
        """From when on it may be destroyed: by the rule, or by the last postponement."""
        days = [dt.date.fromisoformat(self.due), *(one.day for one in self.postponed)]
        return max(days)

    @property
    def rule_day(self) -> dt.date:
        return dt.date.fromisoformat(self.due)

    @property
    def may_postpone(self) -> bool:
        return len(self.postponed) < MOST

    def then_postponed(self, one: Postponed) -> Retention:
        return replace(self, postponed=(*self.postponed, one), asked=None)


# While the case is open nothing is said of how long it is kept.
EMPTIED: Final[Document] = {"schema": 1}


def after(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; of the last of February the last of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
