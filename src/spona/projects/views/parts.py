"""The page of one kind of part: what there is, one more, change, take out, put back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.attachments.uploads import takes_attachments, was_too_large
from spona.projects import actions
from spona.projects.forms import PartForm, SentForm
from spona.projects.models import Due, Part, Project
from spona.projects.page import WITH, parts_of
from spona.projects.permissions import check_can_edit
from spona.projects.rows import TITLES, row_of
from spona.projects.views.lookups import form_of, known_project, today


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
    row = _row(project, kind, row_id)
    start = kind.as_it_is(row)
    form = kind(request.POST or None, request.FILES or None, project=project, initial=start)
    if request.method == "POST" and _is_whole(request, form):
        changed = form.fill(_row(project, kind, row_id))
        with RefusalAsFormError(form):
            actions.write_part(changed, by=request.actor, incoming=form.incoming)
            return HttpResponseRedirect(reverse("projects:part", args=[project.slug, part]))
    return _page(request, project, part, form, row)


@member("network:edit")
@require_POST
def take_out(request: MemberRequest, slug: str, part: str, row_id: UUID) -> HttpResponse:
    project = _edited(request, slug)
    actions.take_out(_row(project, form_of(part), row_id), by=request.actor)
    return HttpResponseRedirect(reverse("projects:part", args=[project.slug, part]))


@member("network:edit")
@require_POST
def put_back(request: MemberRequest, slug: str, part: str, row_id: UUID) -> HttpResponse:
    project = _edited(request, slug)
    row = _row(project, form_of(part), row_id, standing=False)
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


def _row(project: Project, kind: type[PartForm], row_id: UUID, *, standing: bool = True) -> Part:
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
