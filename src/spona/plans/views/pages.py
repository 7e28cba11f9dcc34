"""The plan: its year as a picture, its indicators, the same as a table and as files."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.deadlines.late import today_in
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, csv_table
from spona.identity.slow_pages import TABLE, slow
from spona.plans import traces
from spona.plans.labels import KINDS as KIND_WORDS
from spona.plans.labels import label_of, shown
from spona.plans.models import Plan, State
from spona.plans.permissions import RECORD, may_edit
from spona.plans.queries import activities_between, plan_on, plan_to_write
from spona.plans.rows import LINE, known_of, names_of, values_of
from spona.plans.views.gantt import gantt_parts
from spona.plans.views.indicator_rows import indicator_rows
from spona.plans.views.lookups import as_file, chosen_network, known_plan, networks_of
from spona.plans.views.names import names_in
from spona.plans.views.prefill import carried
from spona.plans.workbook.writing import in_order, workbook
from spona.reference.file_names import file_name

RECENT = 5


@member("network:read")
@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """The running plan of the actor's network; `?network=` chooses another one. Who writes the
    plan and brings something along (`prefill`) comes to the form of a new activity.
    """
    networks = networks_of(request)
    network = chosen_network(request, networks)
    if network is None:
        return render(request, "plans/no_plan.html", {"network": None})
    edits = may_edit(request.actor, network.pk)
    brought = carried(request, network) if edits else None
    if brought is not None and (goes_into := plan_to_write(network, today_in(network))) is not None:
        where = reverse("plans:add_part", args=[goes_into.pk, LINE])
        return HttpResponseRedirect(f"{where}?{brought.query}")
    found = plan_on(network, today_in(network))
    if found is not None and brought is None:
        return HttpResponseRedirect(reverse("plans:plan", args=[found.pk]))
    context = {
        "network": network,
        "networks": networks,
        "practice": network.practice,
        "may_edit": edits,
        "carried": brought,
        "may_record": request.actor.may(RECORD),
    }
    return render(request, "plans/no_plan.html", context)


@member("network:read")
@require_safe
def plan(request: MemberRequest, plan_id: UUID) -> HttpResponse:
    """`?year=`, `?show=` (a state), `?whose=` (code of an institution), `?q=`, `?page=`."""
    found = known_plan(request, plan_id)
    day = today_in(found.network)
    context = _frame(request, found, day) | gantt_parts(request, found, day)
    context["indicators"] = indicator_rows(found, context["year"], day)
    context["indicators_made"] = traces.of_indicators(found, context["year"])
    context["recent"] = activities_between(found.network, found.starts_on, found.ends_on)[:RECENT]
    return render(request, "plans/plan.html", context)


@member("network:read")
@require_safe
def table(request: MemberRequest, plan_id: UUID) -> HttpResponse:
    """The picture as a table: begins, deadline, state; the same filters."""
    found = known_plan(request, plan_id)
    day = today_in(found.network)
    context = _frame(request, found, day) | gantt_parts(request, found, day)
    return render(request, "plans/table.html", context)


def _frame(request: MemberRequest, found: Plan, day: dt.date) -> dict[str, Any]:
    network = found.network
    plans = list(Plan.objects.filter(network=network))
    edits = may_edit(request.actor, network.pk)
    return {
        "plan": found,
        "far_made": traces.of_plan(found),
        "plans": plans,
        "networks": networks_of(request),
        "network": network,
        "practice": network.practice,
        "today": day,
        "may_edit": edits,
        "may_change": edits and found.state != State.ENDED,
        "may_record": request.actor.may(RECORD) or edits,
    }


@member("network:read")
@require_safe
def history(request: MemberRequest, plan_id: UUID) -> HttpResponse:
    """What was changed after the adoption, when and why; the newest first."""
    found = known_plan(request, plan_id)
    names = names_in(found)
    rows = [
        (one, [_told(change, names) for change in one.changes])
        for one in found.amendments.select_related("made_by__person")
    ]
    context = _frame(request, found, today_in(found.network)) | {
        "amendments": rows,
        "reports": found.reports.select_related("filed_by__person"),
        "imports": found.imports.exclude(taken_over_at=None).select_related("sent_by__person"),
    }
    return render(request, "plans/history.html", context)


def _told(change: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    field = change["field"]
    return {
        "what": change["what"],
        "field": label_of(field),
        "old": shown(field, change["old"], names) if change["old"] or change["new"] else "",
        "new": shown(field, change["new"], names) if change["old"] or change["new"] else "",
    }


@member("network:read")
@slow("table", TABLE)
@require_safe
def plan_csv(request: MemberRequest, plan_id: UUID) -> HttpResponse:
    """Every row of the plan in words."""
    found = known_plan(request, plan_id)
    known = known_of(found)
    names = names_in(found)
    kinds = in_order(known)
    columns = list(dict.fromkeys(name for kind, _part in kinds for name in names_of(kind, found)))
    rows = []
    for kind, part in kinds:
        values = values_of(part)
        cells = [_cell(name, values.get(name), names) for name in columns]
        rows.append([str(KIND_WORDS[kind]), *cells])
    head = [label_of("kind_of_row"), *(label_of(name) for name in columns)]
    return as_file(
        csv_table(head, rows), CSV_TYPE, f"{file_name(pgettext('file name', 'plan'))}.csv"
    )


def _cell(name: str, value: Any, names: dict[str, str]) -> Any:
    if value is None or value == "":
        return ""
    if name in ("responsible", "partners", "aligned_to", "only", "counts", "unit", "feed"):
        return shown(name, str(value), names)
    return value if isinstance(value, int | dt.date) else str(value)


@member("network:read")
@slow("table", TABLE)
@require_safe
def plan_xlsx(request: MemberRequest, plan_id: UUID) -> HttpResponse:
    """The workbook that can be sent in again."""
    found = known_plan(request, plan_id)
    return as_file(
        workbook(found),
        XLSX_TYPE,
        f"{file_name(pgettext('file name', 'plan'), found.starts_on.year)}.xlsx",
    )
