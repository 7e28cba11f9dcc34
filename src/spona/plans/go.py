"""Where references of this app lead and what became of them, for apps below that ask."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from spona.access.actor import Actor
from spona.deadlines.late import today_in
from spona.plans.models import Activity, Line, State
from spona.plans.queries import states
from spona.prevention.outcome_links import Outcome


def activity_path(reference: str, actor: Actor) -> str | None:
    if Activity.objects.visible_to(actor).filter(reference=reference).exists():
        return reverse("plans:activity", args=[reference])
    return None


def activities_told(references: list[str], actor: Actor) -> dict[str, Outcome]:
    rows = Activity.objects.visible_to(actor).filter(reference__in=references)
    return {
        row.reference: Outcome(
            row.title,
            _("withdrawn") if row.withdrawn_at else "",
            reverse("plans:activity", args=[row.reference]),
        )
        for row in rows
    }


def lines_told(references: list[str], actor: Actor) -> dict[str, Outcome]:
    """A line by its id: its number and title, and how far it is today."""
    idents = {ident: text for text in references if (ident := _ident(text))}
    rows = Line.objects.filter(pk__in=idents, plan__network__in=actor.networks)
    return {idents[row.pk]: _line_told(row) for row in rows.select_related("plan")}


def _line_told(row: Line) -> Outcome:
    page = reverse("plans:line", args=[row.pk])
    if row.dropped_on is not None:
        return Outcome(
            str(row), pgettext("of an activity", "taken out of the plan"), page, "arrow-back-up"
        )
    if row.plan.state == State.DRAFT:
        return Outcome(str(row), _("the plan is a draft"), page)
    _line, state = states(row.plan, [row], today_in(row.plan.network))[0]
    return Outcome(str(row), state.told, page, state.icon, state.ground)


def _ident(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
