"""What took place: the list with its filters, one of them, and the list as files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from spona.access.guards import MemberRequest, member
from spona.deadlines.time import today
from spona.directory.institution_names import short_name
from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, csv_table, xlsx_table
from spona.identity.slow_pages import TABLE, slow
from spona.plans import codes, traces
from spona.plans.models import Activity, ActivityQuerySet, Line, State
from spona.plans.numbers import CELLS, GROUPS, WHO
from spona.plans.permissions import RECORD, may_correct, may_edit
from spona.plans.views.lookups import as_file, chosen_network, networks_of
from spona.projects.models import Project
from spona.reference.file_names import file_name
from spona.reference.scripts import serbian_key

A_PAGE: Final = 50
MOST: Final = 10_000  # rows of a file


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters, as they stand in the address."""

    year: str = ""
    kind: str = ""
    whose: str = ""
    project: str = ""
    line: str = ""
    withdrawn: str = ""

    @property
    def said(self) -> dict[str, str]:
        every = {
            "year": self.year, "kind": self.kind, "whose": self.whose, "project": self.project,
            "line": self.line, "withdrawn": self.withdrawn,
        }  # fmt: skip
        return {name: value for name, value in every.items() if value}


@member("network:read")
@require_safe
def activities(request: MemberRequest) -> HttpResponse:
    return _page(request, "")


@member("network:read")
@require_POST
def search(request: MemberRequest) -> HttpResponse:
    """By POST, to keep what was looked for out of addresses."""
    return _page(request, request.POST.get("q", "").strip()[:100])


def _page(request: MemberRequest, query: str) -> HttpResponse:
    networks = networks_of(request)
    network = chosen_network(request, networks)
    if network is None:
        return render(request, "plans/no_plan.html", {"network": None})
    asked = _asked(request)
    rows = _chosen(request, network, asked)
    if query:
        rows = rows.matching(query)
    page = Paginator(_whole(rows), A_PAGE).get_page(request.GET.get("page"))
    kinds = codes.choices(codes.KINDS)
    context: dict[str, Any] = {
        "network": network,
        "networks": networks,
        "practice": network.practice,
        "page": page,
        "made": traces.of_activities(),
        "people": rows.aggregate(n=Sum("total"))["n"] or 0,
        "asked": asked,
        "q": query,
        "query": urlencode({"network": network.slug} | asked.said),
        "years": _years(network),
        "kinds": kinds,
        "kind_words": codes.words_of(codes.KINDS),
        "bodies": _bodies(network),
        "projects": Project.objects.filter(networks=network),
        "lines": Line.objects.filter(plan__network=network, plan__state=State.ADOPTED),
        "filtered": bool(asked.said or query),
        "may_record": request.actor.may(RECORD) or may_edit(request.actor, network.pk),
        "fresh": _fresh(request),
    }
    return render(request, "plans/activities.html", context)


def _asked(request: MemberRequest) -> Asked:
    return Asked(**{
        name: request.GET.get(name, "")[:60]
        for name in ("year", "kind", "whose", "project", "line", "withdrawn")
    })  # fmt: skip


def _chosen(request: MemberRequest, network: Network, asked: Asked) -> ActivityQuerySet:
    """What is asked for; a filter that means nothing filters nothing."""
    rows = Activity.objects.visible_to(request.actor).filter(network=network)
    rows = rows.exclude(withdrawn_at=None) if asked.withdrawn else rows.standing()
    if asked.year.isdecimal() and len(asked.year) == 4 and int(asked.year) > 1900:
        year = int(asked.year)
        rows = rows.between(dt.date(year, 1, 1), dt.date(year, 12, 31))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.whose:
        rows = rows.filter(institution__code=asked.whose)
    if asked.project:
        rows = rows.filter(project__slug=asked.project)
    if line := _uuid(asked.line):
        rows = rows.filter(line=line)
    return rows


def _whole(rows: ActivityQuerySet) -> ActivityQuerySet:
    return rows.select_related("institution", "line", "project")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _years(network: Network) -> list[int]:
    days = Activity.objects.filter(network=network).dates("held_on", "year", order="DESC")
    return [day.year for day in days] or [today().year]


def _bodies(network: Network) -> list[tuple[str, str]]:
    held = Institution.objects.filter(
        pk__in=Activity.objects.filter(network=network).values("institution")
    )
    there = {one.code: short_name(one) for one in (*held, *institutions_of(network))}
    return sorted(there.items(), key=lambda row: serbian_key(row[1]))


def _fresh(request: MemberRequest) -> Activity | None:
    """What was recorded a moment ago, for the note that says so."""
    reference = request.GET.get("recorded", "")
    return Activity.objects.visible_to(request.actor).filter(reference=reference).first()


@member("network:read")
@require_safe
def activity(request: MemberRequest, reference: str) -> HttpResponse:
    row = known_activity(request, reference)
    numbers = [
        (label, [row.numbers.get(f"{who}_{group}", 0) for who in WHO])
        for group, label in GROUPS.items()
    ]
    context = {
        "activity": row,
        "network": row.network,
        "practice": row.network.practice,
        "kind": codes.words_of(codes.KINDS).get(row.kind, row.kind),
        "audience": codes.words_of(codes.AUDIENCES).get(row.audience, row.audience),
        "partners": row.partners.all(),
        "who": list(WHO.values()),
        "numbers": numbers if row.numbers else [],
        "may_correct": may_correct(request.actor, row),
        "may_record": request.actor.may(RECORD),
    }
    return render(request, "plans/activity.html", context)


def known_activity(request: MemberRequest, reference: str) -> Activity:
    rows = Activity.objects.visible_to(request.actor).select_related(
        "network__town", "institution", "recorded_by__person", "line__plan", "project",
        "prompted_by",
    )  # fmt: skip
    return get_object_or_404(rows, reference=reference.upper())


@member("network:read")
@slow("table", TABLE)
@require_safe
def activities_csv(request: MemberRequest) -> HttpResponse:
    return as_file(
        csv_table(*_table(request)),
        CSV_TYPE,
        f"{file_name(pgettext('file name', 'activities'))}.csv",
    )


@member("network:read")
@slow("table", TABLE)
@require_safe
def activities_xlsx(request: MemberRequest) -> HttpResponse:
    return as_file(
        xlsx_table(*_table(request)),
        XLSX_TYPE,
        f"{file_name(pgettext('file name', 'activities'))}.xlsx",
    )


def _table(request: MemberRequest) -> tuple[list[Any], list[list[Any]]]:
    """With the filters of the page."""
    network = chosen_network(request, networks_of(request))
    if network is None:
        raise Http404
    kinds, audiences = codes.words_of(codes.KINDS), codes.words_of(codes.AUDIENCES)
    head = [
        _("Reference"), _("When"), _("What was it"), _("Kind"), _("Where"), _("For whom"),
        _("Who held it"), _("Together with"), _("Activity of the plan"), _("Project"),
        _("How many came"), *(_column(cell) for cell in CELLS),
    ]  # fmt: skip
    rows = _whole(_chosen(request, network, _asked(request))).prefetch_related("partners")
    return head, [
        [
            one.reference, one.held_on, one.title, kinds.get(one.kind, one.kind), one.place,
            audiences.get(one.audience, one.audience), short_name(one.institution),
            "; ".join(short_name(each) for each in one.partners.all()),
            one.line.number if one.line else "", str(one.project.words) if one.project else "",
            one.total, *(one.numbers.get(cell) for cell in CELLS),
        ]
        for one in rows[:MOST]
    ]  # fmt: skip


def _column(cell: str) -> str:
    who, _sep, group = cell.partition("_")
    return f"{WHO[who]}, {GROUPS[group]}"
