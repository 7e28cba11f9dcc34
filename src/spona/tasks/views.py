"""The page "what waits for me", and the three buttons on it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from spona.access.guards import MemberRequest, member
from spona.tasks import actions, queries
from spona.tasks.models import Task


@member("task:own")
@require_GET
def mine(request: MemberRequest) -> HttpResponse:
    """My own tasks, those in my institution's queue, and those I have to confirm."""
    own = queries.rows(queries.mine(request.actor))
    return render(
        request,
        "tasks/mine.html",
        {
            "mine": own,
            "late": sum(row.clock.state == "late" for row in own),
            "queue": queries.rows(queries.of_institution(request.actor)),
            "to_confirm": queries.rows(queries.to_confirm(request.actor)),
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
