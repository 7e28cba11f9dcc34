"""Deadlines of a network: what holds, what is only proposed, and proposing a change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.guards import MemberRequest, member
from spona.deadlines import actions
from spona.deadlines.forms import EndRuleForm, NewRuleForm, RuleForm
from spona.deadlines.models import Rule, State
from spona.deadlines.permissions import check_can_propose_rule
from spona.deadlines.queries import rules_not_started, rules_of, versions_of
from spona.deadlines.words import STARTED, about, event_words, time_given
from spona.directory.models import Network
from spona.directory.views.lookups import known_network
from spona.reference.forms import sector_choices
from spona.reference.models import Code, Proposal
from spona.reference.models.proposals import RULE
from spona.reference.permissions import may_propose
from spona.reference.queries import history_of, waiting
from spona.reference.views import found, propose_page


@dataclass(frozen=True, slots=True)
class Row:
    """A rule as the list shows it."""

    rule: Rule
    event: str
    about: str
    time: str
    waits: Proposal | None

    @property
    def text(self) -> str:
        words = " ".join(self.rule.words.values())
        return f"{words} {self.event} {self.about} {self.time} {self.rule.source}"


@member("network:read")
@require_safe
def rules(request: MemberRequest) -> HttpResponse:
    """Every rule that holds in the network, the nearest first; filters stand in the address."""
    networks = list(Network.objects.visible_to(request.actor).select_related("town"))
    if not networks:
        raise Http404
    asked = request.GET.get("network", "")
    network = next((one for one in networks if one.slug == asked), networks[0])
    everything = _rows(rules_of(network.pk), network)
    state, sector = request.GET.get("state", ""), request.GET.get("sector", "")
    query, sort = request.GET.get("q", "")[:80], request.GET.get("sort", "")
    shown = [row for row in everything if _in_state(row, state)]
    if sector:
        shown = [row for row in shown if row.rule.sector in ("", sector)]
    shown = found(shown, query, lambda row: row.text)
    shown.sort(key=_by_time if sort == "time" else _by_event)
    adopted = sum(row.rule.state == State.ADOPTED for row in everything)
    context = {
        "network": network, "networks": networks, "rows": shown,
        "adopted": adopted, "open": len(everything) - adopted,
        "not_started": _rows(rules_not_started(network.pk), network),
        "new": [one for one in waiting((RULE,), network.pk).values() if not one.base],
        "query": query, "state": state, "sector": sector, "sort": sort,
        "sectors": sector_choices(_("all sectors")),
        "may_propose": may_propose(request.actor, RULE, network.pk),
    }  # fmt: skip
    return render(request, "deadlines/rules.html", context)


@member("network:read")
@require_safe
def rule(request: MemberRequest, slug: str, key: str) -> HttpResponse:
    """One rule: since when, by which decision, its versions, and who changed it with whom."""
    network = known_network(request, slug)
    versions = versions_of(key, network.pk)
    if not versions:
        raise Http404(key)
    now = next((one for one in versions if one.valid_to is None), versions[0])
    waits = waiting((RULE,), network.pk).get(key)
    row = _row(now, Code.objects.labels("sector"), Code.objects.labels("urgency"), waits)
    context = {
        "network": network,
        "row": row,
        "rule": now,
        "versions": [(one, time_given(one.amount, one.unit)) for one in versions],
        "history": history_of(RULE, key, network.pk),
        "waits": waits,
        "own": now.network_id == network.pk,
        "started": now.event in STARTED,
        "may_propose": may_propose(request.actor, RULE, network.pk)
        and now.valid_to is None
        and now.event in STARTED,
    }
    return render(request, "deadlines/rule.html", context)


@member("deadline:propose_rule")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_rule(request: MemberRequest, slug: str, key: str) -> HttpResponse:
    network, now = _to_change(request, slug, key)
    initial = {
        "amount": now.amount, "unit": now.unit, "source": now.source,
        "counts_as_late": now.counts_as_late, **now.words,
    }  # fmt: skip
    form = RuleForm(request.POST or None, initial=initial)
    return propose_page(
        request,
        form,
        lambda asked: actions.propose_rule(
            now, network=network, counts_as_late=asked["counts_as_late"], by=request.actor,
            **form.says(),
        ),
        context={
            "heading": _("Propose this deadline"), "above": now.words,
            "back": ("deadlines:rule", slug, key),
        },
        template="deadlines/propose.html",
        page_of=_page_of(network),
    )  # fmt: skip


@member("deadline:propose_rule")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_new_rule(request: MemberRequest, slug: str) -> HttpResponse:
    network = known_network(request, slug)
    check_can_propose_rule(request.actor, network)
    form = NewRuleForm(request.POST or None)
    return propose_page(
        request,
        form,
        lambda asked: actions.propose_new_rule(
            network=network, event=asked["event"], sector=asked["sector"],
            urgency=asked["urgency"], by=request.actor, **form.says(),
        ),
        context={
            "heading": _("Propose a new deadline"), "above": network.short_name,
            "back": ("deadlines:rules",),
        },
        template="deadlines/propose.html",
        page_of=_page_of(network),
    )  # fmt: skip


@member("deadline:propose_rule")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_rule_end(request: MemberRequest, slug: str, key: str) -> HttpResponse:
    network, now = _to_change(request, slug, key)
    form = EndRuleForm(request.POST or None)
    return propose_page(
        request,
        form,
        lambda asked: actions.propose_rule_end(
            now, network=network, why=asked["why"], by=request.actor
        ),
        context={
            "heading": _("End this deadline"), "above": now.words,
            "back": ("deadlines:rule", slug, key),
            "note": _("What holds for everybody, if anything, holds again."),
        },
        template="deadlines/propose.html",
        page_of=_page_of(network),
    )  # fmt: skip


def _to_change(request: MemberRequest, slug: str, key: str) -> tuple[Network, Rule]:
    network = known_network(request, slug)
    check_can_propose_rule(request.actor, network)
    now = next((one for one in versions_of(key, network.pk) if one.valid_to is None), None)
    if now is None:
        raise Http404(key)
    return network, now


def _page_of(network: Network) -> Callable[[Proposal], str]:
    return lambda proposal: reverse("deadlines:proposal", args=[network.slug, proposal.pk])


def _rows(found: list[Rule], network: Network) -> list[Row]:
    sectors, urgencies = Code.objects.labels("sector"), Code.objects.labels("urgency")
    waits = waiting((RULE,), network.pk)
    return [_row(rule, sectors, urgencies, waits.get(rule.key)) for rule in found]


def _row(
    rule: Rule, sectors: dict[str, str], urgencies: dict[str, str], waits: Proposal | None
) -> Row:
    given = time_given(rule.amount, rule.unit)
    return Row(rule, event_words(rule.event), about(rule, sectors, urgencies), given, waits)


def _in_state(row: Row, state: str) -> bool:
    return {
        "adopted": row.rule.state == State.ADOPTED,
        "proposed": row.rule.state == State.PROPOSED,
        "own": row.rule.network_id is not None,
        "waits": row.waits is not None,
    }.get(state, True)


_HOURS = {"hours": 1, "working_days": 24, "days": 24}


def _by_time(row: Row) -> tuple[int, str]:
    return row.rule.amount * _HOURS[row.rule.unit], row.rule.key


def _by_event(row: Row) -> tuple[str, str, int]:
    return row.event, row.about, row.rule.amount
