"""The life of a network as any page draws it: twelve months, a circle for each meeting."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.meetings.vitality import Held, There, Vitality, at_table, months_before
from spona.ui import days
from spona.ui.trace import Facts, Trace


@dataclass(slots=True)
class Month:
    first: dt.date
    name: str
    now: bool
    held: list[Held] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Year:
    """`vitality` with its months, the oldest first, how often each came, and its sentence."""

    vitality: Vitality
    months: list[Month]
    attendance: list[There]
    told: str

    @property
    def made(self) -> Trace:
        slug = self.vitality.network.slug
        return Trace(
            f"life-{slug}",
            _(
                "Meetings of the network that were held, and the institutions that were there"
                " themselves or by a deputy."
            ),
            period=_("the last 12 months"),
            facts=Facts(_("All meetings"), f"{reverse('meetings:meetings')}?network={slug}"),
        )


def year_of(life: Vitality) -> Year:
    """The last twelve months, this one included."""
    firsts = months_before(life.day)
    months = {
        (first.year, first.month): Month(first, _name(first), first == firsts[-1])
        for first in firsts
    }
    for one in life.held:
        months[one.day.year, one.day.month].held.append(one)
    return Year(life, list(months.values()), at_table(life.held), told(life))


def told(life: Vitality) -> str:
    """How long ago it was, said kindly: a network that was quiet has had other work."""
    if life.days is None:
        return _("No meeting is written down yet. The first one can be short.")
    if not life.days:
        return _("The last meeting was today.")
    if not life.quiet:
        text = ngettext(
            "The last meeting was %(n)s day ago.", "The last meeting was %(n)s days ago.", life.days
        )
        return text % {"n": life.days}
    text = ngettext(
        "It has been quiet for %(n)d day.", "It has been quiet for %(n)d days.", life.days
    )
    said = text % {"n": life.days}
    return said if life.next else said + " " + _("A short meeting is enough to begin again.")


def _name(first: dt.date) -> str:
    """As a day of it is said, in three letters: Django's own short names are none in Serbian."""
    return days.day(first).split()[-1][:3]
