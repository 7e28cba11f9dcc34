"""Snapshots: the list, making one, one as tables, and as a file."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, hands_over, member, step_up
from spona.directory.models import Network
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, csv_table, xlsx_table
from spona.identity.slow_pages import TABLE, slow
from spona.statistics import actions, pages, queries, traces
from spona.statistics.models import Snapshot
from spona.statistics.rules import current_rule, rules

_FILES = {"csv": (csv_table, CSV_TYPE), "xlsx": (xlsx_table, XLSX_TYPE)}


@member("statistics:read")
@require_safe
def snapshots(request: MemberRequest) -> HttpResponse:
    """Those of each network in which the reader has such a role."""
    context = {
        "networks": queries.networks_with_snapshots(request.actor),
        "counts": request.actor.may("statistics:hold_key"),
        "national": queries.national_network_of(request.actor),
    }
    return render(request, "statistics/snapshots.html", context)


@member("statistics:hold_key")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: MemberRequest, network: str) -> HttpResponse:
    """A month has one snapshot, so a second click, reload or window leads to the first one."""
    found = _network(request, network)
    refusal = ""
    if request.method == "POST":
        try:
            made = actions.make_snapshot(found, by=request.actor, keys=request.keys)
        except (Denied, Conflict) as refused:
            refusal = str(refused.sentence)
        else:
            return HttpResponseRedirect(reverse("statistics:show", args=[made.pk]))
    context = {"network": found, "rule": current_rule(), "refusal": refusal}
    return render(request, "statistics/make.html", context)


@member("statistics:read")
@require_safe
def show(request: MemberRequest, snapshot_id: UUID) -> HttpResponse:
    snapshot = _snapshot(request, snapshot_id)
    some = not pages.empty_content(snapshot.source.tables)
    context = {
        "snapshot": snapshot,
        "source": snapshot.source,
        "rule": rules()[snapshot.source.rule_version],
        "total": pages.total_of(snapshot),
        "grids": pages.grids(snapshot) if some else [],
        "made": traces.of_people(snapshot),
    }
    return render(request, "statistics/show.html", context)


@member("statistics:read")
@step_up
@slow("table", TABLE)
@hands_over
@require_safe
def export(request: MemberRequest, snapshot_id: UUID, kind: str) -> HttpResponse:
    """The same numbers as a file; its name says nothing, and no copy stays in the browser."""
    snapshot = _snapshot(request, snapshot_id)
    if kind not in _FILES:
        raise Http404
    make_bytes, content_type = _FILES[kind]
    source = _("Own records of %(network)s as of %(day)s, rule %(rule)s") % {
        "network": snapshot.network.short_name,
        "day": date_format(localtime(snapshot.source.made_at), "j. n. Y"),
        "rule": snapshot.source.rule_version,
    }
    head, *rows = pages.export_rows(snapshot, source)
    return HttpResponse(
        make_bytes(head, rows),
        headers={
            "Content-Type": content_type,
            "Content-Disposition": f'attachment; filename="spona.{kind}"',
            "Cache-Control": "no-store",
        },
    )


def _network(request: MemberRequest, slug: str) -> Network:
    mine = request.actor.networks_where("statistics:hold_key")
    rows = Network.objects.real().filter(pk__in=mine).select_related("town")
    return get_object_or_404(rows, slug=slug)


def _snapshot(request: MemberRequest, snapshot_id: UUID) -> Snapshot:
    rows = Snapshot.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("network__town", "stands_on"), pk=snapshot_id)
