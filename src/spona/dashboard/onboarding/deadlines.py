"""Step 5: the proposed deadlines, for the first meeting to adopt or change."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from spona.dashboard.onboarding.step import Line, Step
from spona.dashboard.overview.check import Ready
from spona.deadlines.models import Rule, State
from spona.deadlines.queries import rules_of
from spona.deadlines.words import time_given
from spona.directory.models import Network
from spona.reference.models.proposals import RULE
from spona.reference.queries import waiting


def step(network: Network) -> Step:
    # What is left first; what holds already is only to be seen.
    rules = sorted(rules_of(network.pk), key=lambda rule: rule.state == State.ADOPTED)
    waits = waiting((RULE,), network.pk)
    return Step(
        "deadlines",
        _(
            "Nobody is late by what is only proposed. Print the list for the first meeting; what "
            "it adopts is proposed here by one person, the head or an intake officer of an "
            "institution, and adopted by another, the coordinator or the deputy."
        ),
        tuple(_line(rule, network, asked=rule.key in waits) for rule in rules),
        _("No deadline is known yet. The operator loads them: ./spona import."),
        ((reverse("deadlines:together", args=[network.slug]), _("The whole list at once")),),
    )


def _line(rule: Rule, network: Network, *, asked: bool) -> Line:
    title = str(rule.words)
    given = time_given(rule.amount, rule.unit)
    there = (reverse("deadlines:rule", args=[network.slug, rule.key]), _("See the deadline"))
    if rule.state == State.ADOPTED:
        return Line(Ready.DONE, title, f"{given} · {_('holds already')}", links=(there,))
    said = _("waits for a second person") if asked else _("only proposed")
    return Line(Ready.NOT_YET, title, f"{given} · {said}", links=(there,))
