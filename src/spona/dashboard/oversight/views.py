"""The pages of the data-protection officer of an institution. None of them opens anything."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dates import MONTHS
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.cases.case.models import Case
from spona.cases.data_requests.models import DataRequest
from spona.cases.data_requests.queries import deadlines_of
from spona.cases.retention.rules import adopted, review_month
from spona.dashboard import traces
from spona.dashboard.oversight.colleagues import colleagues, keys_of
from spona.dashboard.oversight.ended import ended
from spona.dashboard.oversight.log import entries_of, known_codes, lines_of
from spona.dashboard.oversight.log_filter import LogFilter
from spona.directory.log_codes import log_code
from spona.directory.models import Institution

_ON_A_PAGE: Final = 100


@member("institution:oversee")
@require_safe
def oversight(request: MemberRequest) -> HttpResponse:
    """What runs about data, who can open how much, the keys, and keeping."""
    where = _own(request)
    rows = DataRequest.objects.overseen_by(request.actor).running()
    running = list(rows.select_related("owner").order_by("received_at"))
    views = deadlines_of(running)
    asked = [(one, views.get(one.pk), log_code(one.owner.person_id)) for one in running]
    files = Case.objects.filter(owner_institution=where, destroyed_at=None, joined_to=None)
    context = {
        "institution": where,
        "breaches": [row for row in asked if row[0].is_breach],
        "requests": [row for row in asked if not row[0].is_breach],
        "colleagues": colleagues(where),
        "made": traces.overseen(),
        "keys": keys_of(where),
        "open_files": files.filter(closed_at=None).count(),
        "closed_files": files.filter(closed_at__isnull=False).count(),
        "destroyed_files": Case.objects.tombstones_of(request.actor).count(),
        "month": MONTHS[review_month(where.pk)],
        "periods": len(adopted(where.pk)),
    }
    return render(request, "dashboard/oversight/desk.html", context)


@member("institution:oversee")
@require_safe
def oversight_ended(request: MemberRequest) -> HttpResponse:
    """What ended for good within a year."""
    where = _own(request)
    context = {"institution": where, "ended": ended(where, request.actor)}
    return render(request, "dashboard/oversight/ended.html", context)


@member("institution:oversee")
@require_safe
def oversight_log(request: MemberRequest) -> HttpResponse:
    """`?kind=`, `?month=2026-11` and `?who=` (a code) narrow it; what is none of them narrows
    nothing.
    """
    where = _own(request)
    form = LogFilter(request.GET, codes=known_codes(where))
    chosen = form.chosen()
    rows = entries_of(
        where,
        request.actor,
        kind=chosen.get("kind", ""),
        month=form.month_chosen,
        who=chosen.get("who", ""),
    )
    page: Any = Paginator(rows, _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "institution": where,
        "form": form,
        "page": page,
        "lines": lines_of(where, request.actor, list(page.object_list)),
        "chosen": bool(chosen),
        "query": form.query,
    }
    return render(request, "dashboard/oversight/log.html", context)


def _own(request: MemberRequest) -> Institution:
    return get_object_or_404(Institution, pk=request.actor.institution_id)
