"""The list of a first meeting in two steps: one person proposes all of it, another adopts it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.deadlines import actions, time
from spona.deadlines.forms import AdoptSeveralForm, SeveralForm
from spona.deadlines.models import Rule, State
from spona.deadlines.permissions import check_can_propose_rule, only_adopter
from spona.deadlines.queries import adopters_of, rules_of
from spona.deadlines.together_lines import line_of, rule_lines
from spona.directory.models import Network
from spona.directory.views.lookups import known_network
from spona.identity.views.once import was_shown
from spona.reference.models import Proposal
from spona.reference.models.proposals import RULE
from spona.reference.permissions import may_confirm, may_propose
from spona.reference.queries import waiting


@member("network:read")
@require_safe
def together(request: MemberRequest, slug: str) -> HttpResponse:
    """What is only proposed and what waits, each list with one button, for whom it is."""
    return _page(request, known_network(request, slug))


@member("deadline:propose_rule")
@require_POST
def propose_together(request: MemberRequest, slug: str) -> HttpResponse:
    network = known_network(request, slug)
    check_can_propose_rule(request.actor, network)
    rows = _open_rules(network)
    form = SeveralForm(request.POST, offered=_rule_choices(rows), prefix="propose")

    def act() -> None:
        chosen = set(form.cleaned_data["chosen"])
        actions.propose_as_they_are(
            [row for row in rows if str(row.pk) in chosen], network=network, by=request.actor
        )

    return _done(request, network, form, act) or _page(request, network, propose=form)


@member("deadline:adopt_rule")
@require_POST
def adopt_together(request: MemberRequest, slug: str) -> HttpResponse:
    network = known_network(request, slug)
    rows = _for_me(request, network)
    form = AdoptSeveralForm(request.POST, offered=_proposal_choices(rows), prefix="adopt")

    def act() -> None:
        asked = form.cleaned_data
        actions.adopt_rules(
            [row for row in rows if str(row.pk) in asked["chosen"]],
            network=network,
            decision=asked["decision"],
            on=asked["first_day"],
            by=request.actor,
        )

    return _done(request, network, form, act) or _page(request, network, adopt=form)


def _done(
    request: MemberRequest, network: Network, form: SeveralForm, act: Callable[[], object]
) -> HttpResponse | None:
    """To the list of deadlines when it is done; None where the form has to be seen again."""

    def acted() -> str:
        act()
        return reverse("deadlines:together", args=[network.slug])

    token = form.data.get(form.add_prefix("token"), "")
    # Of a form that was sent already the list is gone meanwhile: it leads where it led then.
    if was_shown(token) or form.is_valid():
        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(token, acted))
    return None


def _page(
    request: MemberRequest,
    network: Network,
    *,
    propose: SeveralForm | None = None,
    adopt: AdoptSeveralForm | None = None,
) -> HttpResponse:
    rules, mine = _open_rules(network), _for_me(request, network)
    waits = [row for row in _waiting(network) if row not in mine]
    alone = only_adopter(request.actor, network)
    offered = may_propose(request.actor, RULE, network.pk) and not alone
    shown = propose
    if shown is None and offered:
        shown = SeveralForm(offered=_rule_choices(rules), prefix="propose")
    asked = adopt or AdoptSeveralForm(offered=_proposal_choices(mine), prefix="adopt")
    lines = [line_of(row, network) for row in mine]
    if adopt is None:
        # What is new or was changed is read first, so nobody adopts it by one press.
        asked.initial["first_day"] = time.today()
        asked.initial["chosen"] = [line.value for line in lines if line.as_it_stood]
    context = {
        "network": network,
        "adopters": [one.person.shown_name for one in adopters_of(network)],
        "alone": alone,
        "rules": rule_lines(rules, network),
        "others": [line_of(row, network) for row in waits],
        "propose": shown,
        "adopt": asked,
        "mine": lines,
    }
    status = 422 if propose or adopt else 200
    return render(request, "deadlines/together.html", context, status=status)


def _open_rules(network: Network) -> list[Rule]:
    """Only proposed, and nobody has asked the network yet to adopt them."""
    asked = waiting((RULE,), network.pk)
    rows = [row for row in rules_of(network.pk) if row.state == State.PROPOSED]
    return [row for row in rows if row.key not in asked]


def _waiting(network: Network) -> list[Proposal]:
    """In the order of the paper for the meeting; what is new stands last."""
    order = {row.key: at for at, row in enumerate(rules_of(network.pk))}
    rows = waiting((RULE,), network.pk).values()
    return sorted(rows, key=lambda row: (order.get(row.subject, len(order)), row.subject))


def _for_me(request: MemberRequest, network: Network) -> list[Proposal]:
    return [row for row in _waiting(network) if may_confirm(request.actor, row)]


def _rule_choices(rows: Sequence[Rule]) -> list[tuple[str, str]]:
    """By the row that was looked at: one that was replaced meanwhile is not proposed unseen."""
    return [(str(row.pk), str(row.words)) for row in rows]


def _proposal_choices(rows: Sequence[Proposal]) -> list[tuple[str, str]]:
    return [(str(row.pk), row.subject) for row in rows]
