"""A step and its lines, as the pages draw them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.dashboard.overview.check import Ready
from spona.directory.models import ContactPoint
from spona.ui.days import until_day

type Links = tuple[tuple[str, str | Promise], ...]

# In their order: a later one needs what an earlier one brings. Name in the address → words.
NAMES: Final[dict[str, Promise]] = {
    "numbers": _("National numbers"),
    "network": _("Who sits in the network"),
    "keys": _("Intake officers and paper keys"),
    "duty": _("Duty and numbers out of hours"),
    "deadlines": _("Deadlines"),
    "statistics": _("Statistics key"),
    "opening": _("Opening casework"),
}


def day_year(value: dt.date) -> dict[str, object]:
    """For sentences with "24 November" and its year."""
    return {"day": until_day(value), "year": value.year}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a step: whether it is so, what is so, and otherwise who does what next; where it
    cannot be done yet, what has to be there first, with the way there as its first link.

    `contact` is a number that whoever looks may confirm here. What does not `count` is neither done
    nor left: a partner who works on paper.
    """

    state: Ready
    title: str
    said: str = ""
    who: str = ""
    links: Links = ()
    contact: ContactPoint | None = None
    counts: bool = True

    @property
    def ok(self) -> bool:
        return self.counts and self.state is Ready.DONE


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
        return sum(line.counts for line in self.lines)

    @property
    def met(self) -> int:
        return sum(line.ok for line in self.lines)

    @property
    def left(self) -> int:
        return self.total - self.met

    @property
    def is_done(self) -> bool:
        return bool(self.total) and not self.left

    @property
    def state(self) -> Ready:
        """Cannot be done yet where all that is left waits for something else."""
        left = [line for line in self.lines if line.counts and not line.ok]
        if self.is_done:
            return Ready.DONE
        waits = all(line.state is Ready.CANNOT_YET for line in left)
        return Ready.CANNOT_YET if waits and left and not self.met else Ready.NOT_YET
