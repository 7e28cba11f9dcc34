"""The steps of a case: one more, one that ends with what follows, another day, own reminders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Conflict
from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.assessment.actions import finish_assessment
from spona.cases.case.models import Case
from spona.cases.case.steps import actions
from spona.cases.case.steps.kinds import ASSESSMENT, REMINDER, REVIEW, STEPS
from spona.cases.case.steps.queries import ARE_STEPS, day_of, open_steps, words_section
from spona.cases.casefile.open_steps import Step, steps_of
from spona.cases.casefile.step_forms import ChangeStepForm, EndStepForm, ReminderForm, StepForm
from spona.cases.casefile.telling_steps import telling_url
from spona.cases.casefile.views.file import visible_file
from spona.cases.legal_track.actions import end_review, follow_review
from spona.deadlines.late import day_in
from spona.deadlines.models import State
from spona.tasks.models import Task
from spona.ui.days import long_day
from spona.vault.actions import open_many
from spona.vault.models import Section


@member("case:write")
@require_http_methods(["GET", "POST"])
def add_step(request: MemberRequest, reference: str) -> HttpResponse:
    case = visible_file(request, reference)
    form = StepForm(request.POST or None, case=case, by=request.actor)
    title = _("Add a step")
    if request.method == "GET" or not form.is_valid():
        return _page(request, case, form, title, status=200 if request.method == "GET" else 422)

    def act() -> str:
        actions.add_step(case, form.step, by=request.actor)
        if form.step.kind == REVIEW:
            follow_review(case, by=request.actor, keys=request.keys)
        return reverse("cases:file", args=[case.reference])

    return _run(request, case, form, title, act)


@member("case:write")
@require_http_methods(["GET", "POST"])
def end_step(request: MemberRequest, reference: str, task_id: UUID) -> HttpResponse:
    """How it ended and what comes next, on one page: an open case is never without a step."""
    case = visible_file(request, reference)
    task = _step(case, task_id)
    over = _over(task, case)
    if over and request.method == "GET":
        return HttpResponseRedirect(_after(case, task))
    others = open_steps(case).exclude(pk=task.pk).count()
    then = STEPS[task.kind].then
    form = EndStepForm(
        request.POST or None,
        case=case,
        by=request.actor,
        others=others,
        initial={"kind": "" if others else then},
    )
    title = _("What came of it, and what comes next")
    step = _read(request, case, task)
    if over:
        return _run(request, case, form, title, _refusing(over), step=step)
    tell = telling_url(case, step, by=request.actor, keys=request.keys)
    valid = request.method == "POST" and form.is_valid()
    if valid and tell and not form.dropped:
        form.add_error("ended", _("Write first when, how and by whom the person was told."))
        valid = False
    if not valid:
        status = 200 if request.method == "GET" else 422
        return _page(request, case, form, title, step=step, tell_url=tell, status=status)

    def act() -> str:
        own = {REVIEW: end_review, ASSESSMENT: finish_assessment}
        end = own.get(task.kind, actions.end_step)
        end(
            task,
            dropped=form.dropped,
            reason=form.cleaned_data["reason"],
            following=form.following,
            by=request.actor,
            keys=request.keys,
        )
        if task.kind != REVIEW:
            follow_review(case, renew=True, by=request.actor, keys=request.keys)
        return _after(case, task)

    return _run(request, case, form, title, act, step=step, tell_url=tell)


@member("case:write")
@require_http_methods(["GET", "POST"])
def change_step(request: MemberRequest, reference: str, task_id: UUID) -> HttpResponse:
    case = visible_file(request, reference)
    task = _step(case, task_id)
    over = _over(task, case)
    if over and request.method == "GET":
        return HttpResponseRedirect(_after(case, task))
    step = _read(request, case, task)
    rule = task.deadline.rule if task.deadline is not None else None
    day = day_of(task, case)
    form = ChangeStepForm(
        request.POST or None,
        case=case,
        fixed=rule is not None and rule.state == State.ADOPTED,
        initial={"words": step.words, "owner": str(task.owner_id or ""), "day": day},
    )
    title = _("Who does it, and until when")
    if over:
        return _run(request, case, form, title, _refusing(over), step=step)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return _page(request, case, form, title, step=step, status=status)

    def act() -> str:
        words = form.cleaned_data["words"]
        actions.change_step(
            task,
            owner=form.who,
            day=form.cleaned_data.get("day", day),
            words=words if words != step.words else "",
            by=request.actor,
            keys=request.keys,
        )
        if task.kind == REVIEW:
            follow_review(case, by=request.actor, keys=request.keys)
        return reverse("cases:file", args=[case.reference])

    return _run(request, case, form, title, act, step=step)


@member("case:write")
@require_POST
def reopen_step(request: MemberRequest, reference: str, task_id: UUID) -> HttpResponse:
    """Undo: what was ended by mistake is open again."""
    case = visible_file(request, reference)
    task = Task.objects.filter(subject_kind="case", subject_id=case.pk, kind__in=tuple(STEPS))
    found = task.filter(pk=task_id).first()
    if found is None:
        raise Http404
    actions.reopen_step(found, by=request.actor)
    return HttpResponseRedirect(reverse("cases:file", args=[case.reference]))


@member("case:write")
@require_http_methods(["GET", "POST"])
def add_reminder(request: MemberRequest, reference: str) -> HttpResponse:
    case = visible_file(request, reference)
    form = ReminderForm(request.POST or None)
    title = _("A reminder of your own")
    if request.method == "GET" or not form.is_valid():
        return _page(request, case, form, title, status=200 if request.method == "GET" else 422)

    def act() -> str:
        said = form.cleaned_data
        actions.add_reminder(case, said["what"], day=said["day"], by=request.actor)
        return reverse("cases:file", args=[case.reference])

    return _run(request, case, form, title, act)


@member("case:write")
@require_POST
def end_reminder(request: MemberRequest, reference: str, task_id: UUID) -> HttpResponse:
    case = visible_file(request, reference)
    rows = Task.objects.filter(subject_kind="case", subject_id=case.pk, kind=REMINDER)
    task = rows.filter(pk=task_id, owner=request.actor.member_id).first()
    if task is None:
        raise Http404
    actions.end_reminder(task, by=request.actor)
    return HttpResponseRedirect(reverse("cases:file", args=[case.reference]))


def _step(case: Case, task_id: UUID) -> Task:
    """Also one that has ended meanwhile: who has typed something about it hears so."""
    rows = Task.objects.filter(ARE_STEPS, subject_id=case.pk).with_deadline()
    task = rows.select_related("owner__person", "done_by__person").filter(pk=task_id).first()
    if task is None:
        raise Http404
    return task


def _over(task: Task, case: Case) -> str:
    """The sentence where it has ended already; else empty."""
    if task.done_at is None:
        return ""
    day = long_day(day_in(case.network.time_zone, task.done_at))
    if task.done_by is None:
        return _(
            "This step ended already, on %(day)s. What you typed is still here: copy what has to "
            "stay into a note."
        ) % {"day": day}
    return _(
        "%(who)s ended this step already, on %(day)s. What you typed is still here: copy what has "
        "to stay into a note."
    ) % {"who": task.done_by.person.shown_name, "day": day}


def _refusing(sentence: str) -> Callable[[], str]:
    """In the place of what was to be done: a second click still leads to the first result."""

    def act() -> str:
        raise Conflict(sentence)

    return act


def _after(case: Case, task: Task) -> str:
    """The file, which says how the step ended."""
    return reverse("cases:file", args=[case.reference], query={"ended": str(task.pk)})


def _read(request: MemberRequest, case: Case, task: Task) -> Step:
    rows = Section.objects.visible_to(request.actor).select_related("box")
    found = list(rows.named(case.box_id, words_section(task)))
    opened = open_many(found, by=request.actor, keys=request.keys, purpose="page")
    documents = {row.name: opened[row.pk] for row in found if row.pk in opened}
    return steps_of([task], documents)[0]


def _run(
    request: MemberRequest, case: Case, form: forms.Form, title: str, act: Any, **more: Any
) -> HttpResponse:
    """Once per page: a second click or a reload opens nothing twice."""

    def again(*, status: int, note: str = "") -> HttpResponse:
        return _page(request, case, form, title, status=status, note=note, **more)

    return run_or_page(lambda: once(posted_token(request), act), page=again, form=form)


def _page(
    request: MemberRequest,
    case: Case,
    form: forms.Form,
    title: str,
    *,
    step: Step | None = None,
    tell_url: str = "",
    status: int = 200,
    note: str | Promise = "",
) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "title": title,
        "step": step,
        "tell_url": tell_url,
        "note": note,
        "token": new_token(),
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    return render(request, "cases/file/step.html", context, status=status)
