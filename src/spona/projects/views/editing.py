"""A project is created, and what it says of itself is changed."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.directory.models import Network
from spona.projects import actions
from spona.projects.forms import ProjectForm, as_it_is
from spona.projects.models import Project
from spona.projects.permissions import check_can_edit, edited_networks
from spona.projects.views.lookups import known_project


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
