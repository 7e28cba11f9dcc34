"""The page "what waits for me", and the three buttons on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from spona.access.guards import MemberRequest, member
from spona.tasks import actions, queries
from spona.tasks.models import Task

_A_PAGE: Final = 50
# By the word in the address: the label, and the states of deadlines that belong to it.
_SHOWN: Final = {
    "late": (pgettext_lazy("deadlines", "late"), ("late",)),
    "today": (pgettext_lazy("deadlines", "today"), ("today",)),
    "later": (pgettext_lazy("deadlines", "later"), ("ahead", "stopped")),
    "none": (_("no deadline"), ("none",)),
}


@dataclass(frozen=True, slots=True)
class View:
    """A tab over the list: which part of it, and how much that is."""

    url: str
    label: str
    n: int
    current: bool


@member("task:own")
@require_GET
def mine(request: MemberRequest) -> HttpResponse:
    """My own tasks, those in my institution's queue, and those I have to confirm."""
    actor, show = request.actor, request.GET.get("show", "")
    # One's own comes before what lies on the desk for all who lead.
    own = sorted(queries.MINE.glances(actor), key=lambda row: not row.is_own)
    chosen = [row for row in own if show not in _SHOWN or row.state in _SHOWN[show][1]]
    return render(
        request,
        "tasks/mine.html",
        {
            "mine": _page(request, queries.MINE, chosen, "page"),
            "how_many": len(own),
            "late": sum(row.state == "late" for row in own),
            "views": _views(own, show),
            "query": urlencode({"show": show}) if show in _SHOWN else "",
            "queue": _list(request, queries.QUEUE, "queue"),
            "to_confirm": _list(request, queries.TO_CONFIRM, "confirm"),
            "just_done": _just_done(request),
        },
    )


@member("task:own")
@require_POST
def finish(request: MemberRequest, task_id: UUID) -> HttpResponse:
    task = actions.finish(_task(request, task_id), by=request.actor)
    return redirect(reverse("tasks:mine", query={"done": task.pk}))


@member("task:own")
@require_POST
def undo(request: MemberRequest, task_id: UUID) -> HttpResponse:
    actions.undo(_task(request, task_id), by=request.actor)
    return redirect("tasks:mine")


@member("task:own")
@require_POST
def confirm(request: MemberRequest, task_id: UUID) -> HttpResponse:
    actions.confirm(_task(request, task_id), by=request.actor)
    return redirect("tasks:mine")


def _list(request: MemberRequest, tasks: queries.TaskList, name: str) -> Page[Any]:
    return _page(request, tasks, tasks.glances(request.actor), name)


def _page(
    request: MemberRequest, tasks: queries.TaskList, chosen: list[queries.Glance], name: str
) -> Page[Any]:
    """The page that the address asks for by `name`: of a list of any length only its rows are
    read.
    """
    page: Page[Any] = Paginator(chosen, _A_PAGE).get_page(request.GET.get(name))
    page.object_list = tasks.rows(request.actor, page.object_list)
    return page


def _views(own: list[queries.Glance], show: str) -> list[View]:
    """All, then what there is something of."""
    here = reverse("tasks:mine")
    views = [View(here, gettext("All"), len(own), show not in _SHOWN)]
    for name, (label, states) in _SHOWN.items():
        n = sum(row.state in states for row in own)
        if n or name == show:
            views.append(View(f"{here}?show={name}", str(label).capitalize(), n, name == show))
    return views


def _task(request: MemberRequest, task_id: UUID) -> Task:
    return get_object_or_404(Task.objects.visible_to(request.actor), pk=task_id)


def _just_done(request: MemberRequest) -> Task | None:
    """The task of the button pressed last, for the note with "Undo"."""
    try:
        task_id = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    done = Task.objects.visible_to(request.actor).filter(pk=task_id, confirmed_at=None)
    return done.exclude(done_at=None).first()
