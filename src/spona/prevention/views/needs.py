"""Services that were needed and not had: by service, the lines, a plan line, a budget proposal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona import audit
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.documents.tables import Cell
from spona.identity.slow_pages import PAPER, TABLE, slow
from spona.prevention import actions, papers
from spona.prevention.files import language_of, paper_answer, table_answer
from spona.prevention.forms import NeedForm, places
from spona.prevention.models import Need
from spona.prevention.permissions import may_act, may_lead
from spona.prevention.queries import Lack, costs, lacks, money
from spona.prevention.views.lookups import (
    chosen,
    known_need,
    known_network,
    networks_of,
    own_institution,
    writes_for,
)
from spona.prevention.words import month, quarter, times, word, words_of
from spona.reference.file_names import file_name
from spona.statistics.disclosure import FEWEST, fewer
from spona.ui.trace import Facts, Trace

_NEWEST = 20


@member("network:read")
@require_safe
def needs(request: MemberRequest) -> HttpResponse:
    """`?network=`, and the months `?from=` and `?to=`; without them the last twelve."""
    networks = networks_of(request)
    if not networks:
        return render(request, "directory/no_network.html", {"practice": False})
    network = chosen(networks, request.GET.get("network", ""))
    first, last = _period(request)
    found = lacks(network, first, last)
    rows = Need.objects.visible_to(request.actor).standing().filter(network=network)
    # Of few, only the sum over the town is everybody's.
    if not may_lead(request.actor, network):
        rows = rows.filter(
            Q(times__isnull=False) | Q(institution_id=str(request.actor.institution_id))
        )
    lines = (
        rows.between(first, last).select_related("institution").order_by("-month", "-written_at")
    )
    labels, reasons = words_of("service"), words_of("unmet_reason")
    leads = may_lead(request.actor, network)
    context: dict[str, Any] = {
        "network": network,
        "networks": networks,
        "first": first,
        "last": last,
        "period": f"{month(first)} – {month(last)}",
        "query": urlencode({"from": f"{first:%Y-%m}", "to": f"{last:%Y-%m}"}),
        "fewest": FEWEST,
        "lead": papers.lead(found),
        "lacks": [_line(one, found) for one in found],
        "sums": [money(amount, currency) for currency, amount in costs(found).items()],
        "count": lines.count(),
        "lines": [
            {
                "row": row,
                "service": word(labels, row.service),
                "reason": word(reasons, row.reason),
                "month": month(row.month) if row.times else quarter(row.month),
                "times": times(row.times),
                "cost": money(row.cost, row.currency) if row.cost is not None else "",
                "may_withdraw": leads
                or (
                    row.institution_id == request.actor.institution_id
                    and may_act(request.actor, network)
                ),
            }
            for row in lines[: None if request.GET.get("lines") == "all" else _NEWEST]
        ],
        "may_write": may_act(request.actor, network),
    }
    context["made"] = _made(context["period"], has_lines=bool(context["lines"]))
    return render(request, "prevention/needs.html", context)


def _made(period: str, *, has_lines: bool) -> Trace:
    """`has_lines`: some of what was written is shown to this reader, below the sums."""
    rule = _(
        "An institution types once a month how often a service was needed and not had. Under"
        " %(fewest)s only “fewer than %(fewest)s” stays. Of each service the newest estimate of"
        " cost counts."
    )
    return Trace(
        "lacks",
        rule % {"fewest": FEWEST},
        period=period,
        facts=Facts(_("What the institutions wrote"), "#lines") if has_lines else None,
        closed="" if has_lines else _("Single lines are shown where the number is not small."),
    )


def _line(one: Lack, found: list[Lack]) -> dict[str, Any]:
    """`share`: thousandths of the longest bar; 0 where no number was kept."""
    longest = max([1, *(each.times for each in found)])
    return {
        "lack": one,
        "reasons": papers.by_weight(one),
        "waiting": papers.waiting(one) if one.waiting_days else "",
        "share": round(1000 * one.times / longest),
    }


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def write_need(request: MemberRequest, slug: str) -> HttpResponse:
    network = known_network(request, slug)
    start = {"service": request.GET.get("service", ""), "month": today().replace(day=1)}
    form = NeedForm(request.POST or None, initial=start)
    own, leads = own_institution(request), may_lead(request.actor, network)
    form.ask_institution(places(network, own, leads=leads), str(own.pk) if own else "")
    back = f"{reverse('prevention:needs')}?network={network.slug}"
    if request.method == "POST" and form.is_valid():
        told, institution = form.told, writes_for(request, form)

        def written() -> str:
            actions.write_need(network, institution=institution, by=request.actor, **told)
            return back

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], written))
    context = {"form": form, "network": network, "back": back}
    status = 422 if request.method == "POST" else 200
    return render(request, "prevention/write_need.html", context, status=status)


@member("network:read")
@require_POST
def withdraw_need(request: MemberRequest, need_id: UUID) -> HttpResponse:
    need = known_need(request, need_id)
    actions.withdraw_need(need, by=request.actor)
    return HttpResponseRedirect(f"{reverse('prevention:needs')}?network={need.network.slug}")


@member("network:read")
@require_safe
def plan_line(request: MemberRequest, slug: str, service: str) -> HttpResponse:
    """The text for a line of the plan, to be taken over by one press."""
    network = known_network(request, slug)
    first, last = _period(request)
    one = next((each for each in lacks(network, first, last) if each.service == service), None)
    if one is None:
        raise Http404
    text = papers.line_text(one, first, last)
    goes = may_lead(request.actor, network)
    above = _above(network, service, first, last) if goes else ""
    context = {"network": network, "lack": one, "text": text, "above": above}
    return render(request, "prevention/plan_line.html", context)


@member("network:read")
@slow("paper", PAPER)
@require_safe
def budget(request: MemberRequest, slug: str, kind: str) -> HttpResponse:
    """A proposal for the city's budget, as PDF or DOCX."""
    network = known_network(request, slug)
    first, last = _period(request)
    language = language_of(request)
    with translation.override(language):
        paper = papers.budget_paper(network, lacks(network, first, last), first, last)
    answer = paper_answer(
        paper, file_name(pgettext("file name", "proposal")), kind, language=language
    )
    audit.record_read("need:printed", by=request.actor, subject=("network", network.pk))
    return answer


@member("network:read")
@slow("table", TABLE)
@require_safe
def export_needs(request: MemberRequest, slug: str, kind: str) -> HttpResponse:
    """Every line of the months, as CSV or XLSX."""
    network = known_network(request, slug)
    first, last = _period(request)
    rows = Need.objects.visible_to(request.actor).standing().filter(network=network)
    found = rows.between(first, last).select_related("institution")
    answer = table_answer(_rows(list(found)), kind)
    audit.record_read("need:exported", by=request.actor, subject=("network", network.pk))
    return answer


def _rows(found: list[Need]) -> Iterator[list[Cell]]:
    labels, reasons = words_of("service"), words_of("unmet_reason")
    yield [
        _("Month"), _("Service"), _("How often"), _("Why"), _("Days of waiting"),
        _("For a year"), _("Currency"), _("Where the estimate comes from"), _("Written by"),
    ]  # fmt: skip
    for row in found:
        yield [
            f"{row.month:%Y-%m}", word(labels, row.service),
            row.times if row.times is not None else fewer(), word(reasons, row.reason),
            row.waiting_days, str(row.cost) if row.cost is not None else "", row.currency,
            row.cost_source, str(row.institution.words),
        ]  # fmt: skip


def _period(request: HttpRequest) -> tuple[dt.date, dt.date]:
    """The first days of two months, in order; the last twelve where nothing sensible is asked."""
    this = today().replace(day=1)
    year_ago = (this - dt.timedelta(days=330)).replace(day=1)
    first = _month(request.GET.get("from", "")) or year_ago
    last = _month(request.GET.get("to", "")) or this
    return (first, last) if first <= last else (last, first)


def _month(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return None


def _above(network: Network, service: str, first: dt.date, last: dt.date) -> str:
    """The form of a new line of the plan, filled with this, where the app above has one."""
    asked = {
        "network": network.slug, "service": service, "since": first.isoformat(),
        "until": last.isoformat(),
    }  # fmt: skip
    try:
        return f"{reverse('plans:home')}?{urlencode(asked)}"
    except NoReverseMatch:
        return ""
