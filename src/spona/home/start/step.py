"""A step and its lines, as the pages draw them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.directory.models import ContactPoint
from spona.ui.days import until_day

type Links = tuple[tuple[str, str | Promise], ...]

# In their order: a later one needs what an earlier one brings. Name in the address → words.
NAMES: Final[dict[str, Promise]] = {
    "numbers": _("National numbers"),
    "network": _("Who sits in the network"),
    "keys": _("Intake holders and paper keys"),
    "duty": _("Duty and numbers out of hours"),
    "deadlines": _("Deadlines"),
    "opening": _("Opening casework"),
}


def day_year(value: dt.date) -> dict[str, object]:
    """For sentences with "24 November" and its year."""
    return {"day": until_day(value), "year": value.year}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a step: whether it is so, what is so, and otherwise who does what next.

    `contact` is a number that whoever looks may confirm here.
    """

    ok: bool
    title: str
    said: str = ""
    who: str = ""
    links: Links = ()
    contact: ContactPoint | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """`empty` says why there is no line yet, where that is so: such a step is not done.

    `links`: what is done for all its lines together. `seen`: what is so, beside the word of people.
    """

    name: str
    lead: str
    lines: tuple[Line, ...]
    empty: str = ""
    links: Links = ()
    seen: str = ""

    @property
    def title(self) -> str:
        return str(NAMES[self.name])

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def met(self) -> int:
        return sum(line.ok for line in self.lines)

    @property
    def left(self) -> int:
        return self.total - self.met

    @property
    def is_done(self) -> bool:
        return bool(self.lines) and not self.left
