"""Write down what the Centre has decided, and correct what was written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import NextStep
from spona.cases.case.steps.kinds import PLAN_STEP, REMINDER, REQUEST, WAITING
from spona.cases.casefile.decision_forms import DecisionForm, FollowingForm
from spona.cases.casefile.decision_part import Shown, shown_in
from spona.cases.casefile.open_steps import Step, opened_steps
from spona.cases.casefile.pages import section_url
from spona.cases.casefile.telling_steps import asks_to_tell, tell_words
from spona.cases.casefile.views.file import chip, visible_file
from spona.cases.identification import actions
from spona.cases.identification.actions import Before, read_before
from spona.cases.identification.decisions import Decision, outcomes
from spona.cases.identification.permissions import check_can_decide
from spona.cases.identification.queries import is_own
from spona.deadlines.late import today_in
from spona.statistics.codes import STATUS
from spona.vault.refusals import ReasonNeeded, TextConflict

# Nothing of the law: until when one usually has it done.
_PLAN: Final = timedelta(days=10)
_TELL: Final = timedelta(days=7)


@member("case:write")
@require_http_methods(["GET", "POST"])
def write_decision(request: MemberRequest, reference: str) -> HttpResponse:
    """Decision, what is counted, what is over and what comes next: one press."""
    case = visible_file(request, reference)
    refused = _refused(request, case)
    try:
        before = read_before(case, by=request.actor, keys=request.keys)
    except ReasonNeeded:
        if request.method == "POST":
            raise
        # The page of the file asks for it.
        return HttpResponseRedirect(reverse("cases:file", args=[case.reference]))
    waiting = _waiting(request, case)
    form = DecisionForm(request.POST or None, case=case, before=before, waiting=waiting)
    following = FollowingForm(
        request.POST or None,
        case=case,
        by=request.actor,
        words=_("Make the plan with the person"),
        day=today_in(case.network) + _PLAN,
    )
    more: dict[str, Any] = {"before": before, "following": following}
    if request.method == "GET":
        return _page(request, case, form, **more)
    if refused:
        return _page(request, case, form, status=422, note=refused, **more)
    if _is_older(request, before):
        return _run(request, case, _faster(before), form, waiting=waiting, **more)
    # Both are looked at, so that everything that is missing is said at once.
    if not all([form.is_valid(), following.is_valid()]) or not following.check_open(form.ended):
        return _page(request, case, form, status=422, **more)

    def act() -> str:
        decision = form.decision
        actions.write_decision(
            case,
            decision,
            before=before,
            revision=form.cleaned_data["revision"],
            ends=form.ended,
            answers=form.answered,
            following=_following(case, decision, following.step),
            remind=_reminder(case) if form.wants_reminder else None,
            by=request.actor,
            keys=request.keys,
        )
        return _back(case)

    return _run(request, case, act, form, waiting=waiting, **more)


@member("case:write")
@require_http_methods(["GET", "POST"])
def correct_decision(request: MemberRequest, reference: str, decision_id: UUID) -> HttpResponse:
    """A new entry in its place, with a reason; what it was stays readable."""
    case = visible_file(request, reference)
    refused = _refused(request, case)
    try:
        before = read_before(case, by=request.actor, keys=request.keys)
    except ReasonNeeded:
        if request.method == "POST":
            raise
        # The page of the file asks for it.
        return HttpResponseRedirect(reverse("cases:file", args=[case.reference]))
    old = before.standing(str(decision_id))
    if old is None:
        raise Http404
    waiting = _telling(request, case)
    form = DecisionForm(request.POST or None, case=case, before=before, waiting=waiting, old=old)
    if request.method == "GET":
        return _page(request, case, form, before=before, old=old)
    if refused:
        return _page(request, case, form, before=before, old=old, status=422, note=refused)
    if _is_older(request, before):
        faster = _faster(before)
        return _run(request, case, faster, form, before=before, old=old, waiting=waiting)
    if not form.is_valid():
        return _page(request, case, form, before=before, old=old, status=422)

    def act() -> str:
        actions.correct_decision(
            case,
            form.decision,
            before=before,
            revision=form.cleaned_data["revision"],
            ends=form.ended if form.decision.was_told else (),
            by=request.actor,
            keys=request.keys,
        )
        return _back(case)

    return _run(request, case, act, form, before=before, old=old, waiting=waiting)


def _is_older(request: MemberRequest, before: Before) -> bool:
    """Whether this page was made from what does not hold any more: that is said first, for what it
    asked may be over by what the colleague wrote.
    """
    read = request.POST.get("revision", "")
    return read.isdecimal() and int(read) != before.revision


def _faster(before: Before) -> Callable[[], str]:
    """In the place of saving: a second click still leads to the first result."""

    def act() -> str:
        raise TextConflict(mine={}, theirs=before.document, revision=before.revision)

    return act


def _run(
    request: MemberRequest,
    case: Case,
    act: Any,
    form: DecisionForm,
    *,
    before: Before,
    old: Decision | None = None,
    waiting: list[Step] | None = None,
    **more: Any,
) -> HttpResponse:
    """Once per page. Where a colleague was faster, what they wrote stands beside what was typed,
    and whoever saves once more has seen it.
    """
    try:
        return HttpResponseRedirect(once(posted_token(request), act))
    except TextConflict as changed:
        mine = request.POST.copy()
        mine["revision"] = str(changed.revision)
        for name in {"ends", "answers"} & form.fields.keys():
            # What the colleague has ended stands on the page no more.
            field: Any = form.fields[name]
            offered = {str(value) for value, _label in field.choices}
            mine.setlist(name, [one for one in mine.getlist(name) if one in offered])
        form = DecisionForm(mine, case=case, before=before, waiting=waiting or [], old=old)
        form.full_clean()
        said: dict[str, Any] = {
            "status": 409,
            "note": changed.sentence,
            "theirs": shown_in(changed.theirs or {}),
        }
    except Conflict as faster:
        said = {"status": 409, "note": faster.sentence}
    except Denied as refused:
        said = {"status": 422, "note": refused.sentence}
    return _page(request, case, form, before=before, old=old, **said, **more)


def _refused(request: MemberRequest, case: Case) -> str:
    """The sentence for who has typed it while the file was closed; nobody else comes so far."""
    try:
        check_can_decide(request.actor, case)
    except Denied as refused:
        if request.method == "GET" or case.closed_at is None:
            raise
        return str(refused.sentence)
    return ""


def _waiting(request: MemberRequest, case: Case) -> list[Step]:
    """Open requests and waits, of which the decision may be the end."""
    return opened_steps(case, REQUEST, WAITING, by=request.actor, keys=request.keys)


def _telling(request: MemberRequest, case: Case) -> list[Step]:
    """The open steps that ask for telling the person, in whatever language they were opened."""
    steps = opened_steps(case, PLAN_STEP, by=request.actor, keys=request.keys)
    return [one for one in steps if asks_to_tell(one)]


def _following(case: Case, decision: Decision, chosen: NextStep) -> list[NextStep]:
    """What was chosen; and before it telling the person, where nobody has yet."""
    if decision.was_told:
        return [chosen]
    words = tell_words(safe=decision.told != "not_safe")
    return [chosen, NextStep(PLAN_STEP, chosen.owner, _tell_by(case), words)]


def _reminder(case: Case) -> NextStep:
    return NextStep(REMINDER, None, _tell_by(case), _("Ask the Centre for its decision on paper"))


def _tell_by(case: Case) -> date:
    return today_in(case.network) + _TELL


def _back(case: Case) -> str:
    return section_url(case, "decisions", at="decision")


def _page(
    request: MemberRequest,
    case: Case,
    form: DecisionForm,
    *,
    before: Before,
    old: Decision | None = None,
    following: FollowingForm | None = None,
    theirs: list[Shown] | None = None,
    status: int = 200,
    note: str | Promise = "",
) -> HttpResponse:
    counted = before.counted.document if before.counted else None
    context = {
        "case": case,
        "form": form,
        "before": before,
        "requests": before.requests,
        "old": old,
        "old_outcome": outcomes(ever=True).get(old.outcome) if old else "",
        "following": following,
        "wrong": [*form.wrong, *(following.wrong if following else [])] if status == 422 else [],
        "theirs": theirs,
        "status_now": STATUS.get(counted["status"]) if counted else None,
        "plan_by": today_in(case.network) + _PLAN,
        "tell_by": _tell_by(case),
        "is_own": is_own(case),
        "holders": [chip(case.owner_institution, own=True)],
        "note": note,
        "token": new_token(),
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    return render(request, "cases/file/decide.html", context, status=status)
