"""What the desk and the network page read from the apps below, one function a line, in one place.

A desk is opened more often than any other page, so each line is one light question.
"""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.dashboard.overview.check import Ahead, Ask, Check, done_if
from spona.deadlines.late import today_in
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.mandates.models import Signatory
from spona.mandates.queries import founding_document_on, sentences
from spona.plans.models import Activity, Line
from spona.plans.states import LATE, SOON_DUE, LineState, state_of
from spona.practice.queries import line as drill_line
from spona.reference.templatetags.scripts import in_script
from spona.surveys.models import Round, State
from spona.training.models import Session
from spona.ui.days import until_day

# A source that only names the members does not say that they signed.
_SURE: Final = ("entered", "high")
# How long before its deadline a line of the plan is asked for.
_SOON: Final = dt.timedelta(days=14)
_FEW: Final = 3
_LOOKED_AT: Final = 25


def founding_document(network: Network, day: dt.date) -> Check:
    """Until when the founding document of the network holds, and how many signed it."""
    found = founding_document_on(network, day)
    first, second = sentences(found, day)
    ends = found.last_day if found else None
    holds = found is not None and (ends is None or (ends - day).days > found.remind_days)
    url, button = reverse("mandates:documents"), pgettext("of a network", "Act")
    # A document under which nobody's signature stands is none yet.
    ok = done_if(holds and bool(signed(network, day)))
    return Check(ok, first.removesuffix("."), second.removesuffix("."), url, button)


def drill(network: Network, day: dt.date) -> Check:
    """How long ago the last drill was; the app says it, and whether it is time for one."""
    said = drill_line(network, day)
    held = said.drill is not None and not said.due
    return Check(done_if(held), said.title, said.text, reverse("practice:overview"), _("Drill"))


def signed(network: Network, day: dt.date) -> frozenset[UUID]:
    """Institutions under a founding document of the network that holds that day."""
    found = Signatory.objects.filter(
        _holds(day, "document__"), document__network=network, document__withdrawn_at=None,
        withdrawn_at=None, certainty__in=_SURE,
    )  # fmt: skip
    return frozenset(found.values_list("institution_id", flat=True))


def joint_activities(network: Network, first: dt.date, last: dt.date) -> list[frozenset[UUID]]:
    """The institutions of each activity that took place from `first` to `last`."""
    found = Activity.objects.filter(
        network=network, held_on__range=(first, last), withdrawn_at=None
    )
    took_part: dict[UUID, set[UUID]] = {}
    for ident, own, partner in found.order_by().values_list("pk", "institution_id", "partners"):
        took_part.setdefault(ident, {own}).update({partner} - {None})
    return [frozenset(ids) for ids in took_part.values()]


def progress_due(actor: Actor) -> list[Ask]:
    """Lines of the plan whose progress the actor's institution has to report soon, or had to."""
    # A day more, for another town may have it already; the plan says of each what it is.
    last = today() + _SOON + dt.timedelta(days=1)
    told = [(row, _state(row)) for row in _DUE.rows(actor, [last])]
    due = [(row, state) for row, state in told if state.name in (SOON_DUE, LATE)]
    title = _("Write how far it has got")
    return [
        Ask("progress", f"{title}: {in_script(row.title)}",
            state.told if state.name == LATE else _until(row.ends_on),
            _page("plans:line", row.pk), _("Write"), late=state.name == LATE)
        for row, state in due[:_FEW]
    ]  # fmt: skip


def sessions_ahead(actor: Actor, day: dt.date) -> list[Ask]:
    """Trainings that somebody of the actor's networks may still register for."""
    found = _AHEAD.rows(actor, [day])
    return [
        Ask("school", str(row.module.title),
            _("training on %(day)s, register until %(until)s")
            % {"day": until_day(row.first_day), "until": until_day(row.register_until)},
            _page("training:session", row.pk), _("Look"))
        for row in found
    ]  # fmt: skip


def month_ahead(network: Network, first: dt.date, last: dt.date) -> list[Ahead]:
    """Trainings, ends of lines of the plan and last days of questionnaires from `first` to `last`;
    meetings stand beside it.
    """
    sessions = _SESSIONS_BETWEEN.rows([network.pk], [first], [last])
    lines = _ENDS_BETWEEN.rows([network.pk], [first], [last])
    found = [
        Ahead(
            row.first_day,
            str(row.module.title),
            in_script(row.place),
            _page("training:session", row.pk),
        )
        for row in sessions
    ]
    found += [
        Ahead(
            row.ends_on,
            in_script(row.title),
            _("deadline in the plan"),
            _page("plans:line", row.pk),
        )
        for row in lines
    ]
    found += [
        Ahead(
            row.closes_on,
            str(row.title),
            _("last day of the questionnaire"),
            _page("surveys:round", row.pk),
        )
        for row in _ROUNDS_BETWEEN.rows([network.pk], [first], [last])
    ]
    return sorted(found, key=lambda one: one.day)


def pages(actor: Actor) -> list[Ask]:
    """What everybody of an institution can do for the network on any Monday."""
    if not actor.may("life:record"):
        return []
    return [
        Ask(
            "clipboard-list",
            _("Record an activity"),
            _("A workshop, a lesson, a stall: two minutes."),
            reverse("plans:record"),
            _("Record"),
        ),
        Ask(
            "eye",
            _("Write down what you noticed"),
            _("A thing, a place, a practice; never a person."),
            reverse("prevention:observe"),
            _("Write down"),
        ),
    ]


def _state(row: Line) -> LineState:
    network = row.plan.network
    return state_of(row, today_in(network), {}, first_day=network.first_day)


def _page(name: str, ident: UUID) -> str:
    return reverse(name, args=[ident])


def _until(day: dt.date) -> str:
    return _("until %(day)s") % {"day": until_day(day)}


def _holds(day: dt.date, where: str = "") -> Q:
    """A document whose first day has come and whose end has not."""
    begun = Q(**{f"{where}starts_on__lte": day})
    return begun & (Q(**{f"{where}ends_on": None}) | Q(**{f"{where}ends_on__gt": day}))


def _lines(which: Q) -> QuerySet[Line]:
    """Lines of adopted plans that are not done, the nearest end first."""
    done = Q(units_planned__isnull=False, units_done__gte=F("units_planned")) | Q(percent__gte=100)
    found = Line.objects.filter(
        which, plan__state="adopted", plan__network__practice=False, dropped_on=None
    )
    return found.exclude(done).order_by("ends_on", "pk")


def _sessions(which: Q) -> QuerySet[Session]:
    """Sessions neither over nor called off, the nearest first."""
    found = Session.objects.filter(
        which, network__practice=False, cancelled_at=None, closed_at=None
    )
    return found.select_related("module").order_by("first_day", "pk")


_DUE: Final = PreparedRows(
    lambda actor, last: (
        _lines(Q(plan__network__in=actor.networks, responsible=actor.institution_id))
        .filter(counts="hand", starts_on__lte=last[0], ends_on__lte=last[0])
        .select_related("plan__network")[:_LOOKED_AT]
    )
)
_AHEAD: Final = PreparedRows(
    lambda actor, day: _sessions(Q(network__in=actor.networks, register_until__gte=day[0]))[:_FEW]
)
_SESSIONS_BETWEEN: Final = PreparedRows(
    lambda networks, first, last: _sessions(
        Q(network__in=networks, first_day__range=(first[0], last[0]))
    )
)
_ROUNDS_BETWEEN: Final = PreparedRows(
    lambda networks, first, last: Round.objects.filter(
        network__in=networks, state=State.OPEN, closes_on__range=(first[0], last[0])
    ).order_by("closes_on", "pk")
)
_ENDS_BETWEEN: Final = PreparedRows(
    lambda networks, first, last: _lines(
        Q(plan__network__in=networks, ends_on__range=(first[0], last[0]))
    )
)
