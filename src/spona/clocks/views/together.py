"""The list of a first meeting in two steps: one person proposes all of it, another adopts it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.clocks import actions, time
from spona.clocks.forms import AdoptSeveralForm, SeveralForm
from spona.clocks.models import Rule, State
from spona.clocks.permissions import check_can_propose_rule, only_adopter
from spona.clocks.queries import adopters_of, rules_of
from spona.clocks.words import time_given
from spona.directory.models import Network
from spona.directory.views.asking import known_network
from spona.identity.views.once import was_shown
from spona.reference.models import Proposal
from spona.reference.models.proposals import RULE
from spona.reference.permissions import may_confirm, may_propose
from spona.reference.queries import waiting
from spona.reference.words import Words


@member("network:read")
@require_safe
def together(request: MemberRequest, slug: str) -> HttpResponse:
    """What is only proposed and what waits, each list with one button, for whom it is."""
    return _page(request, known_network(request, slug))


@member("clock:propose_rule")
@require_POST
def propose_together(request: MemberRequest, slug: str) -> HttpResponse:
    network = known_network(request, slug)
    check_can_propose_rule(request.actor, network)
    rows = _open_rules(network)
    form = SeveralForm(request.POST, offered=_rule_choices(rows), prefix="propose")

    def act() -> None:
        chosen = set(form.cleaned_data["chosen"])
        actions.propose_as_they_are(
            [row for row in rows if row.key in chosen], network=network, by=request.actor
        )

    return _done(request, network, form, act) or _page(request, network, propose=form)


@member("clock:adopt_rule")
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
        return reverse("clocks:together", args=[network.slug])

    token = form.data.get(form.add_prefix("token"), "")
    # Of a form that was sent already the list is gone meanwhile: it leads where it led then.
    if was_shown(token) or form.is_valid():
        try:
            return HttpResponseRedirect(once(token, acted))
        except (Denied, Conflict) as refusal:
            form.add_error(None, str(refusal.sentence))
    return None


def _page(
    request: MemberRequest,
    network: Network,
    *,
    propose: SeveralForm | None = None,
    adopt: AdoptSeveralForm | None = None,
) -> HttpResponse:
    waits = list(waiting((RULE,), network.pk).values())
    rules, mine = _open_rules(network), _for_me(request, network)
    alone = only_adopter(request.actor, network)
    offered = may_propose(request.actor, RULE, network.pk) and not alone
    context = {
        "network": network,
        "adopters": [one.person.shown_name for one in adopters_of(network)],
        "alone": alone,
        "rules": [(row, time_given(row.amount, row.unit)) for row in rules],
        "others": [_said(row) for row in waits if row not in mine],
        "propose": propose
        or (SeveralForm(offered=_rule_choices(rules), prefix="propose") if offered else None),
        "adopt": adopt
        or AdoptSeveralForm(
            offered=_proposal_choices(mine), prefix="adopt", initial={"first_day": time.today()}
        ),
        "mine": mine,
    }
    status = 422 if propose or adopt else 200
    return render(request, "clocks/together.html", context, status=status)


def _open_rules(network: Network) -> list[Rule]:
    """Only proposed, and nobody has asked the network yet to adopt them."""
    asked = waiting((RULE,), network.pk)
    rows = [row for row in rules_of(network.pk) if row.state == State.PROPOSED]
    return [row for row in rows if row.key not in asked]


def _for_me(request: MemberRequest, network: Network) -> list[Proposal]:
    rows = waiting((RULE,), network.pk).values()
    return [row for row in rows if may_confirm(request.actor, row)]


def _rule_choices(rows: Sequence[Rule]) -> list[tuple[str, str]]:
    return [(row.key, _in_one_line(row.words, row.amount, row.unit)) for row in rows]


def _proposal_choices(rows: Sequence[Proposal]) -> list[tuple[str, str]]:
    return [(str(row.pk), _said(row)) for row in rows]


def _said(row: Proposal) -> str:
    """What a proposal says in one line; that of an end names what ends."""
    change = row.change
    if change["what"] == "end":
        ended = Rule.objects.filter(pk=row.base).first()
        return f"{ended.words if ended else row.subject} · {_('it would end')}"
    return _in_one_line(Words(change["words"]), change["amount"], change["unit"])


def _in_one_line(words: Words, amount: int, unit: str) -> str:
    """Most rules say their time in their own words; then it is not said twice."""
    said, given = str(words), time_given(amount, unit)
    return said if given in said else f"{said} · {given}"
