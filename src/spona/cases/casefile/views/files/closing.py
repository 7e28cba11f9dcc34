"""Closing a case by two people, and opening it again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Conflict, Denied
from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.careplan.plan import SECTION as PLAN
from spona.cases.case.models import Case
from spona.cases.case.steps.queries import words_section
from spona.cases.casefile.boxes import referrals_of
from spona.cases.casefile.closing_forms import CloseForm, ReopenForm, SendBackForm
from spona.cases.casefile.open_steps import steps_of
from spona.cases.casefile.views.file import visible_file, visible_of
from spona.cases.closure import actions
from spona.cases.closure.documents import Closing
from spona.cases.closure.permissions import (
    check_can_close,
    check_can_confirm,
    check_can_reopen,
    check_was_closed_here,
)
from spona.cases.closure.queries import (
    Opened,
    changed_since,
    ending_steps,
    guardian_obstacle,
    hearing_obstacle,
    obstacles,
    plan_obstacle,
    read_closing,
    second_people,
    section_of,
    waiting_task,
)
from spona.cases.legal_track.actions import follow_review
from spona.cases.referrals.addressee import addressees_of
from spona.cases.referrals.models import Referral
from spona.deadlines.late import today_in
from spona.deadlines.working_days import calendar_of
from spona.directory.institution_names import short_name
from spona.tasks.queries import rows
from spona.vault.refusals import TextConflict


@member("case:write")
@require_http_methods(["GET", "POST"])
def close_file(request: MemberRequest, reference: str) -> HttpResponse:
    """What is written so far; while the second person looks at it, no more than that."""
    case = visible_file(request, reference)
    home = reverse("cases:file", args=[case.reference])
    if case.closed_at is not None:
        return HttpResponseRedirect(home)
    check_can_close(request.actor, case)
    tasks = ending_steps(case)
    opened = read_closing(
        case,
        by=request.actor,
        keys=request.keys,
        beside=(PLAN, *(words_section(one) for one in tasks)),
    )
    closing = opened.closing or Closing()
    if closing.asked is not None and request.method == "GET":
        return _waits(request, case, closing)
    form = CloseForm(
        request.POST or None,
        said=closing.draft,
        steps=steps_of(tasks, opened.documents),
        institutions=_institutions(request, case),
        able=second_people(case, request.actor),
        revision=opened.revision,
    )
    if request.method == "GET":
        return _close_page(request, case, opened, form)
    to = _leaving_to(request, case) or f"{home}#closing"
    if not form.is_valid():
        return _close_page(request, case, opened, form, status=422)
    if "leave" in request.POST and not form.has_changed():
        return HttpResponseRedirect(to)
    return _written(request, case, opened, form) or HttpResponseRedirect(to)


def _leaving_to(request: MemberRequest, case: Case) -> str:
    """The page on which what is in the way is settled, where somebody goes there; empty for all
    else. They come back to a draft: a link would have lost what was typed.
    """
    if "leave" not in request.POST:
        return ""
    waiting = [one.referral for one in obstacles(case, request.actor) if one.referral]
    offered = {
        *(reverse("cases:read", args=[reference]) for reference in waiting),
        reverse("cases:legal_track", args=[case.reference]),
        reverse("cases:careplan", args=[case.reference]),
        reverse("cases:write_section", args=[case.reference, "legal"]),
    }
    # What was in the way a moment ago may be over: then the file says so.
    return request.POST["leave"] if request.POST["leave"] in offered else ""


def _written(
    request: MemberRequest, case: Case, opened: Opened, form: CloseForm
) -> HttpResponse | None:
    """Keep the draft or send it; the page again where that was refused."""
    revision = form.cleaned_data["revision"] or 0
    can: dict[str, Any] = {"revision": revision, "by": request.actor, "keys": request.keys}
    try:
        if "send" in request.POST:
            actions.ask_to_close(case, form.sent, **can)
        else:
            actions.save_draft(case, form.said, **can)
    except actions.Incomplete as missing:
        form.show(missing.fields)
        return _close_page(request, case, opened, form, status=422)
    except TextConflict as changed:
        return _both(request, case, opened, form, changed)
    except (Conflict, Denied) as refused:
        status = 409 if isinstance(refused, Conflict) else 422
        return _close_page(request, case, opened, form, status=status, note=refused.sentence)
    return None


@member("case:write")
@require_POST
def take_back_closing(request: MemberRequest, reference: str) -> HttpResponse:
    case = visible_file(request, reference)
    actions.take_back(case, by=request.actor, keys=request.keys)
    return HttpResponseRedirect(reverse("cases:close_file", args=[case.reference]))


@member("referral:assign")
@require_http_methods(["GET", "POST"])
def confirm_closing(request: MemberRequest, reference: str) -> HttpResponse:
    """The second person sees all of it, and confirms it or sends it back with a reason."""
    case = visible_file(request, reference)
    home = reverse("cases:file", args=[case.reference])
    if case.closed_at is not None:
        return HttpResponseRedirect(home)
    if section_of(case) is None:
        raise Http404
    task = waiting_task(case)
    closing = read_closing(case, by=request.actor, keys=request.keys).closing or Closing()
    check_can_confirm(request.actor, case, closing.asked, task)
    assert task is not None
    returning = "send_back" in request.POST
    form = SendBackForm(request.POST if returning else None)

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        context = {
            "case": case,
            "closing": closing,
            "said": closing.draft,
            "asked": closing.asked,
            "row": rows([task])[0],
            "changed": changed_since(case, closing),
            "form": form,
            "note": note,
            "back_url": home,
        }
        return render(request, "cases/file/confirm_closing.html", context, status=status)

    if request.method == "GET":
        return page()
    can: dict[str, Any] = {"by": request.actor, "keys": request.keys}
    if not returning:
        return run_or_page(lambda: actions.confirm_closing(case, **can), page=page, to=home)
    if not form.is_valid():
        return page(status=422)
    reason = form.cleaned_data["reason"]
    return run_or_page(lambda: actions.send_back(case, reason=reason, **can), page=page, to=home)


@member("case:write")
@require_http_methods(["GET", "POST"])
def reopen_file(request: MemberRequest, reference: str) -> HttpResponse:
    """Once per page. Of a case that goes on elsewhere a sentence says so, and there is no form."""
    case = visible_file(request, reference)
    home = reverse("cases:file", args=[case.reference])
    if case.closed_at is None:
        return HttpResponseRedirect(home)
    check_can_reopen(request.actor, case)
    if section_of(case) is None:
        check_was_closed_here(None)
    closing = read_closing(case, by=request.actor, keys=request.keys).closing
    check_was_closed_here(closing)
    assert closing is not None
    form = ReopenForm(request.POST or None, case=case, by=request.actor)

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        context = {
            "case": case,
            "closed": closing.closed,
            "form": form,
            "note": note,
            "token": new_token(),
            "back_url": home,
        }
        return render(request, "cases/file/reopen.html", context, status=status)

    if request.method == "GET":
        return page()
    if not form.is_valid():
        return page(status=422)

    def act() -> str:
        actions.reopen_case(
            case,
            reason=form.cleaned_data["reason"],
            owner=form.who,
            day=form.cleaned_data["day"],
            by=request.actor,
            keys=request.keys,
        )
        follow_review(case, renew=True, by=request.actor, keys=request.keys)
        return home

    return run_or_page(lambda: once(posted_token(request), act), page=page)


def _institutions(request: MemberRequest, case: Case) -> dict[str, tuple[str, str]]:
    """Id → name of each that something came from or went to, as far as this reader may know it;
    and its Serbian name, which is kept: whoever confirms it may read another language.
    """
    referrals = visible_of(referrals_of(case), request)
    typed = addressees_of(referrals, by=request.actor, keys=request.keys)
    found: dict[str, tuple[str, str]] = {}
    for one in referrals:
        ident, name = _other_side(one, case, typed.get(one.packet_id))
        with translation.override("sr"):
            _ident, kept = _other_side(one, case, typed.get(one.packet_id))
        found.setdefault(str(ident), (name, kept))
    return found


def _other_side(one: Referral, case: Case, typed: Any) -> tuple[UUID, str]:
    if one.to_case_id == case.pk:
        return one.sender_institution_id, short_name(one.sender_institution)
    if typed is not None:
        return one.pk, str(typed.as_institution())
    return one.recipient_institution_id, short_name(one.recipient_institution)


def _waits(request: MemberRequest, case: Case, closing: Closing) -> HttpResponse:
    task = waiting_task(case)
    asked = closing.asked
    context = {
        "case": case,
        "closing": closing,
        "said": closing.draft,
        "asked": asked,
        "row": rows([task])[0] if task is not None else None,
        "changed": changed_since(case, closing),
        "may_confirm": task is not None
        and asked is not None
        and str(request.actor.person_id) != asked.person
        and task.owner_id in (None, request.actor.member_id),
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    return render(request, "cases/file/closing_waits.html", context)


def _both(
    request: MemberRequest, case: Case, opened: Opened, form: CloseForm, changed: TextConflict
) -> HttpResponse:
    """What was typed stands in the form, what the colleague wrote beside it."""
    theirs = Closing.from_document(changed.theirs).draft if changed.theirs else None
    data = request.POST.copy()
    data["revision"] = str(changed.revision)
    form.data = data
    return _close_page(
        request, case, opened, form, status=409, note=changed.sentence, theirs=theirs
    )


def _close_page(
    request: MemberRequest,
    case: Case,
    opened: Opened,
    form: CloseForm,
    *,
    status: int = 200,
    note: str | Promise = "",
    **more: Any,
) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "steps": form.step_rows,
        "obstacles": obstacles(case, request.actor),
        "guardian": guardian_obstacle(opened.documents),
        "running": plan_obstacle(opened.documents),
        "hearing": hearing_obstacle(opened.documents, today_in(case.network)),
        "sent_back": opened.closing.sent_back if opened.closing else None,
        "until": calendar_of(case.network).after(today_in(case.network), actions.CONFIRM_WITHIN),
        "note": note,
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    return render(request, "cases/file/close.html", context | more, status=status)
