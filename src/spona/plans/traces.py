"""How the numbers of a plan, of an indicator and of what was done are made."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.directory.models import Network
from spona.mandates.words import full_day
from spona.plans.feeds import Value
from spona.plans.models import Feed, Indicator, Plan
from spona.plans.periods import Period
from spona.ui.trace import Facts, Source, Trace

# Who sees, beside the sums, how institutions of the network answer.
_LEADS = "network:read_waiting"


def of_plan(plan: Plan) -> Trace:
    """Of the line under the title: how much is done and how much is late."""
    return Trace(
        "far",
        _("Planned activities of the whole plan, by what is done and by their last days."),
        period=_between(plan.starts_on, plan.ends_on),
        facts=Facts(_("Show as a table"), reverse("plans:table", args=[plan.pk])),
    )


def of_indicators(plan: Plan, year: int) -> Trace:
    """Of their table."""
    return Trace(
        "indicators",
        _(
            "Where Spona knows the answer, the number fills itself. The rest is written by who is"
            " responsible."
        ),
        period=str(year),
        closed=_("The page of each indicator says how its own number is made."),
    )


def of_indicator(row: Indicator, value: Value, period: Period, actor: Actor) -> Trace:
    """Of one, by where it is from; a small number has the same trace as none at all."""
    feed = Feed(row.feed)
    facts = _facts(feed, row.plan.network, actor)
    return Trace(
        "indicator",
        _rule(feed),
        period=_between(period.first, period.last),
        sources=[Source(value.source)],
        facts=facts,
        closed="" if facts else _("Which they are is seen by who sent or received them."),
    )


def of_report(plan: Plan, period: Period) -> Trace:
    """Of the report to city council or donor."""
    words = _("All recorded activities")
    return Trace(
        "report",
        _(
            "Meetings, activities, trainings, indicators and the plan itself. No file and no"
            " person; a network without a single case has a whole report."
        ),
        period=_between(period.first, period.last),
        facts=Facts(words, f"{reverse('plans:activities')}?network={plan.network.slug}"),
    )


def of_activities() -> Trace:
    """Of a list of what was done and for how many: it is the list of facts itself."""
    return Trace(
        "people",
        _(
            "Activities as they were recorded, each with the people who were counted there. Who"
            " came twice is counted twice, and what was withdrawn counts nowhere."
        ),
        facts=Facts(_("All recorded activities"), "#list"),
    )


def of_project_activities(period: str) -> Trace:
    """Of a project, for a donor too: the sums are whole, what is small in them is covered."""
    return Trace(
        "people",
        _(
            "Recorded activities that name this project. Who came twice is counted twice. By sex"
            " and age fewer than 5 are not told, nor what would give them away."
        ),
        period=period,
        facts=Facts(_("All recorded activities"), reverse("plans:activities")),
    )


def _facts(feed: Feed, network: Network, actor: Actor) -> Facts | None:
    """What the reader may look through; of reports and answers nobody has a list as a reader of
    the plan, and who leads the network sees by whom they are awaited, not more.
    """
    asked = f"?network={network.slug}"
    if feed is Feed.HAND:
        return Facts(_("Numbers by day"), "#readings")
    if feed is Feed.ANSWERED:
        leads = network.pk in actor.networks_where(_LEADS)
        return Facts(_("Answered in time"), reverse("dashboard:between")) if leads else None
    found = {
        Feed.MEETINGS: (_("All meetings"), reverse("meetings:meetings") + asked),
        Feed.ACTIVITIES: (_("All recorded activities"), reverse("plans:activities") + asked),
        Feed.PEOPLE: (_("All recorded activities"), reverse("plans:activities") + asked),
        Feed.TRAINED: (_("Who is trained where"), reverse("training:where")),
        Feed.DEPUTIES: (_("Seat by seat"), reverse("mandates:coverage")),
        Feed.SERVICES: (_("Services"), reverse("services:network") + asked),
    }.get(feed)
    return Facts(*found) if found else None


def _between(first: dt.date, last: dt.date) -> str:
    return f"{full_day(first)} – {full_day(last)}"


def _rule(feed: Feed) -> str:
    quarters = _(
        "Quarters that are over are put together until at least five stand behind a number; less is"
        " not told, zero neither."
    )
    return {
        Feed.HAND: _("The last number that was written down by who is responsible for it."),
        Feed.MEETINGS: _("Meetings of the network that were held."),
        Feed.ACTIVITIES: _("Recorded activities of the kind that the indicator asks for."),
        Feed.PEOPLE: _("People counted at such activities; who came twice is counted twice."),
        Feed.TRAINED: _("People who took part in a training, each once."),
        Feed.DEPUTIES: _("Seats of members with a valid mandate and a deputy, of all their seats."),
        Feed.REPORTS: _("Reports that were sent in the network.") + " " + quarters,
        Feed.ANSWERED: _("Answers within a deadline that was adopted.") + " " + quarters,
        Feed.SERVICES: _("Totals that the institutions typed in for each quarter."),
    }[feed]
