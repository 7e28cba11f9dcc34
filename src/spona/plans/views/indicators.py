"""An indicator with its readings, and all of them as CSV."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.attachments.uploads import takes_attachments, was_too_large
from spona.deadlines.late import today_in
from spona.documents.tables import CSV_TYPE, csv_table
from spona.identity.slow_pages import TABLE, slow
from spona.plans import actions, traces
from spona.plans.feeds import values_in
from spona.plans.forms import ReadingForm
from spona.plans.labels import measured
from spona.plans.models import Feed, Indicator, Reading, State
from spona.plans.periods import period_of, year_of
from spona.plans.permissions import may_edit, may_write_reading
from spona.plans.reports.numbers import target_of
from spona.plans.rows import INDICATOR
from spona.plans.views.indicator_rows import indicator_rows, row_of
from spona.plans.views.lookups import as_file, known_part, known_plan
from spona.reference.file_names import file_name


@takes_attachments
@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def indicator(request: MemberRequest, indicator_id: UUID) -> HttpResponse:
    """Its page; POST writes a number of a day."""
    row = known_part(request, INDICATOR, indicator_id)
    form = None
    if request.method == "POST":
        form = ReadingForm(request.POST, request.FILES, indicator=row)
        if was_too_large(request):
            form.add_error("evidence", _("This file is larger than 10 MB. Choose a smaller one."))
        if form.is_valid():
            asked = form.cleaned_data

            def written() -> str:
                actions.write_reading(
                    row,
                    read_on=asked["read_on"],
                    value=asked["value"],
                    source=asked["source"],
                    evidence=asked["evidence"],
                    by=request.actor,
                )
                return reverse("plans:indicator", args=[row.pk])

            with RefusalAsFormError(form):
                return HttpResponseRedirect(once(asked["token"], written))
    return _page(request, row, form)


def _page(request: MemberRequest, row: Indicator, form: ReadingForm | None) -> HttpResponse:
    plan, day = row.plan, today_in(row.plan.network)
    year = year_of(plan, day)
    period = period_of(year).until(day)
    value = values_in(plan.network, [row], period)[row.pk]
    by_hand = row.feed == Feed.HAND
    writes = by_hand and plan.state == State.ADOPTED and may_write_reading(request.actor, row, plan)
    writes = writes and row.dropped_on is None
    readings = row.readings.filter(withdrawn_at=None).select_related(
        "recorded_by__person", "evidence", "survey"
    )
    targets = [(year, measured(row_target, row.unit)) for year, row_target in _targets(row)]
    changes = may_edit(request.actor, plan.network_id) and plan.state != State.ENDED
    context = {
        "plan": plan,
        "practice": plan.network.practice,
        "row": row_of(row, value, year),
        "made": traces.of_indicator(row, value, period, request.actor),
        "targets": targets,
        "readings": [(one, measured(one.value, row.unit)) for one in readings],
        "by_hand": by_hand,
        "form": form or (ReadingForm(indicator=row) if writes else None),
        "may_undo": writes,
        "may_change": changes and row.dropped_on is None,
        "year": year,
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "plans/indicator.html", context, status=422 if wrong else 200)


def _targets(row: Indicator) -> list[tuple[int, Decimal | None]]:
    return [(year, target_of(row, year)) for year in row.plan.years]


@member("network:read")
@require_POST
def take_back_reading(request: MemberRequest, reading_id: UUID) -> HttpResponse:
    rows = Reading.objects.filter(indicator__plan__network__in=request.actor.networks)
    row = get_object_or_404(rows.select_related("indicator__plan__network"), pk=reading_id)
    actions.take_back_reading(row, by=request.actor)
    return HttpResponseRedirect(reverse("plans:indicator", args=[row.indicator_id]))


@member("network:read")
@slow("table", TABLE)
@require_safe
def indicators_csv(request: MemberRequest, plan_id: UUID) -> HttpResponse:
    """As on the page, for one year."""
    plan = known_plan(request, plan_id)
    asked = request.GET.get("year", "")
    day = today_in(plan.network)
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else year_of(plan, day)
    if year not in plan.years:
        year = year_of(plan, day)
    head = [
        pgettext("column of a plan", "Number"), _("Indicator"), _("Baseline"), _("Target"),
        _("Now"), _("Where it comes from"), _("How it is verified"),
    ]  # fmt: skip
    rows = [
        [one.indicator.number, one.indicator.title, one.baseline, one.target, one.value.told,
         one.value.source, one.indicator.verification]
        for one in indicator_rows(plan, year, day)
    ]  # fmt: skip
    return as_file(
        csv_table(head, rows),
        CSV_TYPE,
        f"{file_name(pgettext('file name', 'indicators'), year)}.csv",
    )
