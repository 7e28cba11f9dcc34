"""The network's table, as a page and as a file."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from spona import audit
from spona.access.guards import MemberRequest, member
from spona.deadlines.late import has_passed, today_in
from spona.directory.models import Institution, Network
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, Cell, csv_table, xlsx_table
from spona.identity.slow_pages import TABLE, slow
from spona.services.given_totals import given_in, given_trace
from spona.services.permissions import may_type_for
from spona.services.table import Table, table_of
from spona.services.views.lookups import Period, known_network, offered, period_named
from spona.ui.trace import Facts, Trace

_FILES: Final = {"csv": (csv_table, CSV_TYPE), "xlsx": (xlsx_table, XLSX_TYPE)}


@member("network:read")
@require_safe
def network(request: MemberRequest) -> HttpResponse:
    """`?network=` and `?period=` (2026-3 or 2026); without them one's own town, last quarter."""
    networks = list(Network.objects.visible_to(request.actor).select_related("town"))
    if not networks:
        return render(request, "services/no_network.html")
    shown = _chosen(request, networks)
    period = period_named(request.GET.get("period", ""))
    table = table_of(shown, period.quarters)
    asked = _to_type(request, shown, table, period)
    longest = max([1, *(row.sum.at_least for row in table.rows)])
    context = {
        "network": shown,
        "networks": networks,
        "period": period,
        "periods": offered(),
        "table": table,
        "bars": [(row, 1000 * row.sum.at_least // longest) for row in table.rows],
        "to_type": [row for row in asked if row["answer"].waits],
        "to_correct": [row for row in asked if not row["answer"].waits],
        "given": given_in(shown, period.quarters),
        "made": _typed(period),
        "given_made": given_trace(period.label),
        "own": request.actor.institution_id,
        "is_over": has_passed(period.quarters[-1].last, today_in(shown)),
    }
    return render(request, "services/network.html", context)


def _typed(period: Period) -> Trace:
    """Of the totals that institutions type in; who has answered stands below them."""
    return Trace(
        "totals",
        _(
            "How many people were given what, as totals that the institutions type in. Numbers from"
            " 1 to 4 are kept only as “fewer than 5”."
        ),
        period=period.label,
        facts=Facts(_("Who has answered"), "#answers"),
    )


@member("network:read")
@slow("table", TABLE)
@require_safe
def export(request: MemberRequest, slug: str, period: str, kind: str) -> HttpResponse:
    """The same table as CSV or XLSX: what is small is words there too."""
    shown, asked = known_network(request, slug), period_named(period)
    if kind not in _FILES:
        raise Http404
    make_bytes, content_type = _FILES[kind]
    head, rows = _cells(table_of(shown, asked.quarters))
    audit.record_read(
        "services:table_read", by=request.actor, subject=("network", shown.pk),
        detail={"period": asked.slug},
    )  # fmt: skip
    return HttpResponse(
        make_bytes(head, rows),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{shown.slug}-{asked.slug}.{kind}"',
            "Cache-Control": "no-store",
        },
    )


def _cells(table: Table) -> tuple[list[Cell], list[list[Cell]]]:
    # A file has no mark beside a name, so its word stands there.
    heads = [
        f"{one.name} ({_('second-hand')})" if one.second_hand else one.name for one in table.columns
    ]
    head: list[Cell] = [_("Service"), *heads, _("In all")]
    rows: list[list[Cell]] = [
        [row.label, *(cell.told for cell in row.cells), row.sum.told] for row in table.rows
    ]
    return head, rows


def _chosen(request: MemberRequest, networks: list[Network]) -> Network:
    slug = request.GET.get("network", "")
    if slug:
        found = next((one for one in networks if one.slug == slug), None)
        if found is None:
            raise Http404
        return found
    home = Institution.objects.filter(pk=str(request.actor.institution_id)).first()
    town = home.town_id if home else None
    return next((one for one in networks if one.town_id == town), networks[0])


def _to_type(
    request: MemberRequest, shown: Network, table: Table, period: Period
) -> list[dict[str, Any]]:
    """What this person may type or correct of the quarter: their own, and partners on paper."""
    if period.is_year or not has_passed(period.quarters[0].last, today_in(shown)):
        return []
    own = request.actor.institution_id
    typed = may_type_for(request.actor, [one.institution for one in table.answers], shown)
    rows = [
        {"answer": one, "on_paper": one.institution.pk != own}
        for one in table.answers
        if one.institution.pk in typed
    ]
    return sorted(rows, key=lambda row: (row["on_paper"], not row["answer"].waits))
