"""Retention and destroying: rules of an institution, its closed files, and what is gone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.form_errors import RefusalAsFormError, run_or_page
from spona.access.guards import MemberRequest, member, step_up
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.casefile import actions
from spona.cases.casefile.retention_forms import (
    AskForm,
    LeaveForm,
    MonthForm,
    PostponeForm,
    RuleForm,
)
from spona.cases.casefile.retention_queries import (
    Read,
    check_can_confirm,
    check_can_keep,
    in_the_way,
    look_through,
    read_retention,
    waiting_task,
)
from spona.cases.casefile.retention_review import is_asked, looked_through
from spona.cases.casefile.views.file import visible_file
from spona.cases.retention.actions import adopt_rule, propose_rule, set_review_month, withdraw_rule
from spona.cases.retention.codes import outcome_labels
from spona.cases.retention.models import RetentionRule
from spona.cases.retention.rules import needs_official_copy, review_month, rules_of, sources
from spona.deadlines.late import today_in
from spona.reference.reference_codes import normalise
from spona.tasks.queries import rows as task_rows


@member("institution:edit_absences")
@require_http_methods(["GET", "POST"])
def retention_rules(request: MemberRequest) -> HttpResponse:
    """Periods of the institution with their sources, and the month in which files are looked
    through. A POST proposes one, or sets the month.
    """
    where = acting_membership(request.actor).institution
    month = MonthForm(
        request.POST if "set_month" in request.POST else None,
        initial={"month": review_month(where.pk)},
    )
    form = RuleForm(request.POST if "propose" in request.POST else None)
    here = reverse("cases:retention_rules")
    if month.is_bound and month.is_valid():
        set_review_month(where, month.cleaned_data["month"], by=request.actor)
        return HttpResponseRedirect(here)
    if form.is_bound and form.is_valid():
        with RefusalAsFormError(form):
            propose_rule(where, **form.cleaned_data, by=request.actor)
            return HttpResponseRedirect(here)
    labels = outcome_labels()
    found = [(one, labels.get(one.outcome, one.outcome)) for one in rules_of(where.pk)]
    context = {
        "adopted": [pair for pair in found if pair[0].adopted_at is not None],
        "proposed": [pair for pair in found if pair[0].adopted_at is None],
        "person": request.actor.person_id,
        "sources": sources(),
        "form": form,
        "month_form": month,
        "may_look": request.actor.may("referral:assign"),
    }
    status = 422 if form.is_bound or month.is_bound else 200
    return render(request, "cases/retention/rules.html", context, status=status)


@member("institution:edit_absences")
@require_POST
def adopt_retention_rule(request: MemberRequest, rule_id: UUID) -> HttpResponse:
    adopt_rule(_own_rule(request, rule_id), by=request.actor)
    return HttpResponseRedirect(reverse("cases:retention_rules"))


@member("institution:edit_absences")
@require_POST
def withdraw_retention_rule(request: MemberRequest, rule_id: UUID) -> HttpResponse:
    withdraw_rule(_own_rule(request, rule_id), by=request.actor)
    return HttpResponseRedirect(reverse("cases:retention_rules"))


@member("referral:assign")
@require_http_methods(["GET", "POST"])
def closed_files(request: MemberRequest) -> HttpResponse:
    """Closed files that this reader can open, by the day until which they are kept. A POST says
    that they were looked through.
    """
    where = acting_membership(request.actor).institution
    if request.method == "POST":
        looked_through(where, by=request.actor)
        return HttpResponseRedirect(reverse("cases:closed_files"))
    context = {
        "looked": look_through(request.actor, request.keys),
        "asked": is_asked(where),
        "month": MONTHS[review_month(where.pk)],
    }
    return render(request, "cases/retention/closed.html", context)


@member("referral:assign")
@require_http_methods(["GET", "HEAD", "POST"])
def destroyed_files(request: MemberRequest) -> HttpResponse:
    """What is left of destroyed files, the newest first. `q` is a reference; it comes by POST, as
    what somebody types there by mistake would stand in the address.
    """
    typed = request.POST.get("q", "").strip()[:40]
    rows = Case.objects.tombstones_of(request.actor).order_by("-destroyed_at", "reference")
    if typed:
        rows = rows.filter(reference=_reference(typed))
    context = {"rows": rows[:_SHOWN], "typed": typed, "shown": _SHOWN}
    return render(request, "cases/retention/destroyed.html", context)


@member("referral:assign")
@require_safe
def destroyed_file(request: MemberRequest, reference: str) -> HttpResponse:
    rows = Case.objects.tombstones_of(request.actor)
    case = get_object_or_404(rows, reference=reference.upper())
    return render(request, "cases/retention/tombstone.html", {"case": case})


@member("referral:assign")
@require_http_methods(["GET", "POST"])
def retention(request: MemberRequest, reference: str) -> HttpResponse:
    """Until when one file is kept; postpone that, or ask that it be destroyed."""
    case = visible_file(request, reference)
    check_can_keep(request.actor, case)
    read = read_retention(case, by=request.actor, keys=request.keys)
    can: dict[str, Any] = {"by": request.actor, "keys": request.keys}
    here = reverse("cases:retention", args=[case.reference])
    later = PostponeForm(
        request.POST if "postpone" in request.POST else None, initial={"revision": read.revision}
    )
    ask = AskForm(
        request.POST if "ask" in request.POST else None,
        case=case,
        by=request.actor,
        with_copy=needs_official_copy(case.owner_institution),
    )

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        return _retention_page(request, case, later, ask, status=status, note=note)

    if request.method == "GET":
        return page()
    if "set" in request.POST:
        return run_or_page(lambda: actions.set_retention(case, **can), page=page, to=here)
    if "take_back" in request.POST:
        return run_or_page(lambda: actions.leave_file(case, reason="", **can), page=page, to=here)
    if later.is_bound and later.is_valid():
        said = later.cleaned_data
        return run_or_page(
            lambda: actions.postpone(
                case,
                reason=said["reason"],
                words=said["words"],
                until=said["until"],
                revision=said["revision"] or 0,
                **can,
            ),
            page=page,
            to=here,
            form=later,
        )
    if ask.is_bound and ask.is_valid():
        copy = bool(ask.cleaned_data.get("copy"))
        return run_or_page(
            lambda: actions.ask_to_destroy(case, to=ask.who, copy=copy, **can),
            page=page,
            to=here,
            form=ask,
        )
    return page(status=422)


@member("referral:assign")
@step_up
@require_http_methods(["GET", "POST"])
def confirm_destroying(request: MemberRequest, reference: str) -> HttpResponse:
    """The second person destroys it for good, or says why not now."""
    case = visible_file(request, reference)
    read = read_retention(case, by=request.actor, keys=request.keys)
    if read.retention is None:
        raise Http404
    task = waiting_task(case)
    check_can_confirm(request.actor, case, read.retention, task)
    assert task is not None
    leaving = "leave" in request.POST
    form = LeaveForm(request.POST if leaving else None)
    can: dict[str, Any] = {"by": request.actor, "keys": request.keys}

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        context = {
            "case": case,
            "retention": read.retention,
            "outcome": _outcome(read),
            "row": task_rows([task])[0],
            "obstacles": list(in_the_way(case, by=request.actor, keys=request.keys)),
            "form": form,
            "note": note,
            "back_url": reverse("cases:file", args=[case.reference]),
        }
        return render(request, "cases/retention/confirm.html", context, status=status)

    if request.method == "GET":
        return page()
    if "confirm" in request.POST:
        to = reverse("cases:destroyed_file", args=[case.reference])
        return run_or_page(lambda: actions.confirm_destroying(case, **can), page=page, to=to)
    if not leaving or not form.is_valid():
        return page(status=422)
    reason = form.cleaned_data["reason"]
    return run_or_page(
        lambda: actions.leave_file(case, reason=reason, **can),
        page=page,
        to=reverse("cases:closed_files"),
    )


_SHOWN = 200


def _retention_page(
    request: MemberRequest,
    case: Case,
    later: PostponeForm,
    ask: AskForm,
    *,
    status: int,
    note: str | Promise,
) -> HttpResponse:
    """As it stands now, which may be more than when the form was sent."""
    read = read_retention(case, by=request.actor, keys=request.keys)
    if later.is_bound:
        data = request.POST.copy()
        data["revision"] = str(read.revision)
        later.data = data
    task = waiting_task(case)
    now = read.retention
    is_due = now is not None and now.due_day <= today_in(case.network)
    context = {
        "case": case,
        "retention": now,
        "outcome": _outcome(read),
        "is_due": is_due,
        "later_form": later,
        "ask_form": ask,
        "own": now is not None
        and now.asked is not None
        and str(request.actor.person_id) == now.asked.person,
        "may_confirm": now is not None
        and now.asked is not None
        and task is not None
        and task.owner_id in (None, request.actor.member_id)
        and str(request.actor.person_id) != now.asked.person,
        "obstacles": list(in_the_way(case, by=request.actor, keys=request.keys)) if is_due else [],
        "note": note,
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    return render(request, "cases/retention/file.html", context, status=status)


def _outcome(read: Read) -> str:
    return outcome_labels().get(read.retention.outcome, "") if read.retention is not None else ""


def _own_rule(request: MemberRequest, rule_id: UUID) -> RetentionRule:
    rows = RetentionRule.objects.filter(
        institution_id=str(request.actor.institution_id), ended_at=None
    )
    found = rows.select_related("institution", "proposed_by__person")
    return get_object_or_404(found, pk=rule_id)


def _reference(typed: str) -> str:
    try:
        return normalise(typed) or typed
    except ValueError:
        return typed
