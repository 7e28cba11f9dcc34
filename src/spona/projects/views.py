"""Pages of projects."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona import audit, deadlines
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.attachments.downloads import download
from spona.attachments.models import Attachment
from spona.attachments.uploads import takes_attachments, was_too_large
from spona.directory.models import Network
from spona.documents.tables import CSV_TYPE, XLSX_TYPE, Cell, csv_table, xlsx_table
from spona.identity.slow_pages import FILE, TABLE, slow
from spona.projects import actions
from spona.projects.budget import Budget, budget_of, budget_trace
from spona.projects.forms import FORMS, PartForm, ProjectForm, RateForm, SentForm, as_it_is
from spona.projects.models import Due, Part, Project, Publication, Rate, Result, Status
from spona.projects.page import STATES, WITH, page_of, parts_of, period_of
from spona.projects.permissions import (
    check_can_edit,
    check_can_enter_rates,
    edited_networks,
    may_edit,
)
from spona.projects.rows import TITLES, row_of
from spona.reference.file_names import file_name
from spona.reference.scripts import fold, serbian_key

# Which projects a person may know of, and what every form does with a refusal.


def known_project(request: MemberRequest, slug: str) -> Project:
    """The project, or a 404 where this actor may not know it exists."""
    rows = Project.objects.visible_to(request.actor).select_related("changed_by__person")
    return get_object_or_404(rows.prefetch_related("networks__town"), slug=slug)


def form_of(part: str) -> type[PartForm]:
    if part not in FORMS:
        raise Http404
    return FORMS[part]


def today() -> dt.date:
    return timezone.localdate(deadlines.now())


# A project is created, and what it says of itself is changed.


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest) -> HttpResponse:
    offered = _networks(request)
    mine = edited_networks(request.actor)
    start = {"networks": [one.pk for one in offered if one.pk in mine]}
    form = ProjectForm(request.POST or None, offered=offered, initial=start)
    if request.method == "POST" and form.is_valid():
        project = form.fill(Project())
        asked = form.cleaned_data

        def made() -> str:
            actions.create_project(project, networks=asked["networks"], by=request.actor)
            return reverse("projects:project", args=[project.slug])

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(asked["token"], made))
    context = {"form": form, "back": reverse("projects:projects")}
    return render(request, "projects/edit.html", context, status=422 if form.errors else 200)


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, slug: str) -> HttpResponse:
    project = known_project(request, slug)
    check_can_edit(request.actor, project)
    form = ProjectForm(request.POST or None, offered=_networks(request), initial=as_it_is(project))
    back = reverse("projects:project", args=[project.slug])
    if request.method == "POST" and form.is_valid():
        # Another one than the page shows: a refusal leaves its heading as it was.
        changed = form.fill(Project.objects.get(pk=project.pk))
        networks = list(form.cleaned_data["networks"])
        with RefusalAsFormError(form):
            actions.edit_project(changed, networks=networks, by=request.actor)
            return HttpResponseRedirect(back)
    context = {"form": form, "project": project, "back": back}
    return render(request, "projects/edit.html", context, status=422 if form.errors else 200)


def _networks(request: MemberRequest) -> list[Network]:
    rows = Network.objects.visible_to(request.actor).select_related("town")
    return list(rows.order_by("slug"))


# All projects of the networks in which one sits.

_FIRST: Final = (Status.RUNNING, Status.PLANNED, Status.FINISHED, Status.STOPPED)
_SORTS: Final = ("state", "name", "newest")


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def projects(request: MemberRequest) -> HttpResponse:
    """By state, narrowed by state, network and words. What is looked for comes by POST, so that
    it stays out of addresses; nothing is written.
    """
    asked = request.POST if request.method == "POST" else request.GET
    found = list(
        Project.objects.visible_to(request.actor)
        .prefetch_related("networks__town")
        .order_by("slug")
    )
    networks = list(
        Network.objects.visible_to(request.actor).select_related("town").order_by("slug")
    )
    query, status, network = (asked.get(name, "").strip() for name in ("q", "status", "network"))
    shown = [
        one
        for one in found
        if (not status or one.status == status)
        and (not network or any(each.slug == network for each in one.networks.all()))
        and _matches(one, query)
    ]
    sort = asked.get("sort", "state")
    context = {
        "rows": [_row(one) for one in _sorted(shown, sort if sort in _SORTS else "state")],
        "total": len(found),
        "running": sum(one.status == Status.RUNNING for one in found),
        "networks": networks,
        "statuses": Status.choices,
        "asked": {"q": query, "status": status, "network": network, "sort": sort},
        "narrowed": bool(query or status or network),
        "may_create": bool(edited_networks(request.actor)),
    }
    return render(request, "projects/projects.html", context)


def _matches(project: Project, query: str) -> bool:
    key = f"{project.name.search_key()} {project.words.search_key()}"
    return all(word in key for word in fold(query).split())


def _latest(project: Project) -> dt.date:
    return project.starts_on or project.ends_on or localtime(project.changed_at).date()


def _sorted(rows: list[Project], sort: str) -> list[Project]:
    rows = sorted(rows, key=lambda one: serbian_key(str(one)))
    if sort == "name":
        return rows
    rows.sort(key=_latest, reverse=True)
    if sort == "state":
        rows.sort(key=lambda one: _FIRST.index(Status(one.status)))
    return rows


def _row(project: Project) -> dict[str, Any]:
    icon, ground = STATES[Status(project.status)]
    return {
        "project": project,
        "period": period_of(project, today()),
        "networks": [one.town for one in project.networks.all()],
        "icon": icon,
        "ground": ground,
    }


# The page of one kind of part: what there is, one more, change, take out, put back.


@takes_attachments
@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: MemberRequest, slug: str, part: str) -> HttpResponse:
    """What stands there, a form for one more, and what was taken out."""
    kind = form_of(part)
    project = _edited(request, slug)
    form = kind(request.POST or None, request.FILES or None, project=project)
    here = reverse("projects:part", args=[project.slug, part])
    if request.method == "POST" and _is_whole(request, form):
        made = form.fill(kind.model(project=project))

        def added() -> str:
            actions.write_part(made, by=request.actor, incoming=form.incoming)
            return here

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], added))
    return _page(request, project, part, form, None)


@takes_attachments
@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, slug: str, part: str, row_id: UUID) -> HttpResponse:
    kind = form_of(part)
    project = _edited(request, slug)
    row = _parts_row(project, kind, row_id)
    start = kind.as_it_is(row)
    form = kind(request.POST or None, request.FILES or None, project=project, initial=start)
    if request.method == "POST" and _is_whole(request, form):
        changed = form.fill(_parts_row(project, kind, row_id))
        with RefusalAsFormError(form):
            actions.write_part(changed, by=request.actor, incoming=form.incoming)
            return HttpResponseRedirect(reverse("projects:part", args=[project.slug, part]))
    return _page(request, project, part, form, row)


@member("network:edit")
@require_POST
def take_out(request: MemberRequest, slug: str, part: str, row_id: UUID) -> HttpResponse:
    project = _edited(request, slug)
    actions.take_out(_parts_row(project, form_of(part), row_id), by=request.actor)
    return HttpResponseRedirect(reverse("projects:part", args=[project.slug, part]))


@member("network:edit")
@require_POST
def put_back(request: MemberRequest, slug: str, part: str, row_id: UUID) -> HttpResponse:
    project = _edited(request, slug)
    row = _parts_row(project, form_of(part), row_id, standing=False)
    actions.put_back(row, by=request.actor)
    return HttpResponseRedirect(reverse("projects:part", args=[project.slug, part]))


@takes_attachments
@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: MemberRequest, slug: str, row_id: UUID) -> HttpResponse:
    """The report went out on a day; with the signed copy, where there is one."""
    project = _edited(request, slug)
    rows = Due.objects.standing().select_related("donor__institution", "paper")
    due = get_object_or_404(rows, project=project, pk=row_id)
    start = {"sent_on": due.sent_on or today()}
    form = SentForm(request.POST or None, request.FILES or None, initial=start)
    back = reverse("projects:project", args=[project.slug]) + "#dues"
    if request.method == "POST" and _is_whole(request, form):
        asked = form.cleaned_data

        def marked() -> str:
            actions.mark_sent(due, on=asked["sent_on"], incoming=asked["file"], by=request.actor)
            return back

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(asked["token"], marked))
    context = {"project": project, "due": due, "form": form, "back": back}
    return render(request, "projects/sent.html", context, status=422 if form.errors else 200)


@member("network:edit")
@require_POST
def unsent(request: MemberRequest, slug: str, row_id: UUID) -> HttpResponse:
    project = _edited(request, slug)
    due = get_object_or_404(Due.objects.standing(), project=project, pk=row_id)
    actions.mark_unsent(due, by=request.actor)
    return HttpResponseRedirect(reverse("projects:project", args=[project.slug]) + "#dues")


def _edited(request: MemberRequest, slug: str) -> Project:
    project = known_project(request, slug)
    check_can_edit(request.actor, project)
    return project


def _parts_row(
    project: Project, kind: type[PartForm], row_id: UUID, *, standing: bool = True
) -> Part:
    rows = kind.model._base_manager.select_related("project", *WITH[kind.model])  # noqa: SLF001
    found: Part = get_object_or_404(rows, project=project, pk=row_id, withdrawn_at__isnull=standing)
    return found


def _is_whole(request: MemberRequest, form: PartForm | SentForm) -> bool:
    """Valid, and no file was left out for its size."""
    if was_too_large(request) and "file" in form.fields:
        form.add_error("file", _("This file is larger than 10 MB. Choose a smaller one."))
    return form.is_valid()


def _page(
    request: MemberRequest, project: Project, part: str, form: PartForm, row: Part | None
) -> HttpResponse:
    model = form.model
    gone = model._base_manager.filter(project=project).exclude(withdrawn_at=None)  # noqa: SLF001
    context: dict[str, Any] = {
        "project": project,
        "part": part,
        "titles": TITLES[part],
        "menu": [(name, titles.title) for name, titles in TITLES.items()],
        "rows": [row_of(one) for one in parts_of(model, project)],
        "gone": [
            row_of(one)
            for one in gone.select_related(*WITH[model], "changed_by__person").order_by(
                "-withdrawn_at"
            )[:20]
        ],
        "form": form,
        "changed": row,
        "has_file": "file" in form.fields,
    }
    status = 422 if form.errors else 200
    return render(request, "projects/part.html", context, status=status)


# Dated rates, the same for every project.

_SHOWN = 50


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def rates(request: MemberRequest) -> HttpResponse:
    """The newest first; coordinators enter one more."""
    may_enter = bool(edited_networks(request.actor))
    form = RateForm(request.POST or None, initial={"day": today()})
    if request.method == "POST":
        check_can_enter_rates(request.actor)
        if form.is_valid():
            here = reverse("projects:rates")

            def entered() -> str:
                actions.enter_rate(form.row(), by=request.actor)
                return here

            with RefusalAsFormError(form):
                return HttpResponseRedirect(once(form.cleaned_data["token"], entered))
    rows = Rate.objects.standing().order_by("-day", "currency")
    context = {
        "page": Paginator(rows, _SHOWN).get_page(request.GET.get("page")),
        "form": form,
        "may_enter": may_enter,
    }
    status = 422 if form.errors else 200
    return render(request, "projects/rates.html", context, status=status)


@member("network:edit")
@require_POST
def withdraw_rate(request: MemberRequest, rate_id: UUID) -> HttpResponse:
    rate = get_object_or_404(Rate.objects.standing(), pk=rate_id)
    actions.withdraw_rate(rate, by=request.actor)
    return HttpResponseRedirect(reverse("projects:rates"))


# One project, its papers, and its budget as a table for other programs.

_FILES: Final = {"csv": (csv_table, CSV_TYPE), "xlsx": (xlsx_table, XLSX_TYPE)}
_WITH_PAPER: Final[dict[str, type[Result | Publication | Due]]] = {
    "results": Result,
    "publications": Publication,
    "dues": Due,
}


@member("network:read")
@require_safe
def project(request: MemberRequest, slug: str) -> HttpResponse:
    """Everything there is of it; each part leads to its own page for who may change it."""
    found = known_project(request, slug)
    context = page_of(found, today()) | {
        "project": found,
        "may_edit": may_edit(request.actor, found),
    }
    paid = _(
        "What was planned for each line and what was paid on it, as it was written down. Planned"
        " amounts count at the rate of today, each payment at that of its own day."
    )
    context["made"] = budget_trace(context["budget"], paid)
    return render(request, "projects/project.html", context)


@member("network:read")
@slow("table", TABLE)
@require_safe
def budget(request: MemberRequest, slug: str, kind: str) -> HttpResponse:
    """Each line with its sums, as CSV or XLSX."""
    found = known_project(request, slug)
    if kind not in _FILES:
        raise Http404
    make_bytes, content_type = _FILES[kind]
    head, rows = _table(budget_of(found, today()))
    audit.record_read("project:budget_read", by=request.actor, subject=found.subject)
    return HttpResponse(
        make_bytes(head, rows),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{found.slug}.{kind}"',
            "Cache-Control": "no-store",
        },
    )


def _table(shown: Budget) -> tuple[list[Cell], list[list[Cell]]]:
    head: list[Cell] = [
        _("Budget line"), _("Donor"), _("Planned"), _("Currency"), _("Spent"),
        pgettext("of a budget", "Left"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            row.line.title, str(row.line.donor or ""), str(row.line.planned), row.line.currency,
            row.spent_told, "" if row.left is None else str(row.left),
        ]
        for row in shown.lines
    ]  # fmt: skip
    return head, rows


@member("network:read")
@slow("file", FILE)
@require_safe
def paper(request: MemberRequest, slug: str, part: str, row_id: UUID) -> HttpResponse:
    """The evidence, the publication or the signed copy, as a file with a neutral name."""
    found = known_project(request, slug)
    if part not in _WITH_PAPER:
        raise Http404
    rows = _WITH_PAPER[part].objects.standing().filter(project=found, pk=row_id)
    kept = get_object_or_404(Attachment, pk__in=rows.values("paper"))
    return download(kept, file_name(found.slug, TITLES[part].title))
