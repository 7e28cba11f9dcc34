"""A second person for the initial assessment: asked, answered, and switched on or off."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.cases.assessment import actions
from spona.cases.assessment.documents import ABOUT
from spona.cases.assessment.permissions import check_can_approve, check_can_ask
from spona.cases.assessment.queries import (
    needs_second_person,
    read_approval,
    second_people,
    text_of,
    waiting_task,
)
from spona.cases.case.acting_membership import acting_membership
from spona.cases.casefile.assessment_forms import SecondPersonForm
from spona.cases.casefile.closing_forms import SendBackForm
from spona.cases.casefile.pages import section_url
from spona.cases.casefile.views.file import visible_file
from spona.cases.fields.facts import section_facts
from spona.tasks.queries import rows
from spona.vault.actions import open_section
from spona.vault.refusals import ReasonNeeded


@member("referral:assign")
@require_http_methods(["GET", "POST"])
def assessment_rule(request: MemberRequest) -> HttpResponse:
    """Whether the institution wants a second person; the intake holders switch it."""
    where = acting_membership(request.actor).institution
    if "on" in request.POST or "off" in request.POST:
        actions.set_second_person(where, needed="on" in request.POST, by=request.actor)
    if request.method == "POST":
        return HttpResponseRedirect(reverse("cases:assessment_rule"))
    context = {"needed": needs_second_person(where.pk)}
    return render(request, "cases/file/assessment_rule.html", context)


@member("case:write")
@require_http_methods(["GET", "POST"])
def ask_to_approve(request: MemberRequest, reference: str) -> HttpResponse:
    """It is ready: who looks at it."""
    case = visible_file(request, reference)
    check_can_ask(request.actor, case)
    home = section_url(case, ABOUT)
    text = text_of(case)
    if text is None:
        return HttpResponseRedirect(home)
    try:
        opened = read_approval(case, text, by=request.actor, keys=request.keys)
    except ReasonNeeded:
        # The page of the file asks for it.
        return HttpResponseRedirect(reverse("cases:file", args=[case.reference]))
    people = second_people(case, opened.authors, request.actor)
    form = SecondPersonForm(request.POST if request.method == "POST" else None, people=people)

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        context = {
            "case": case, "form": form, "people": people, "note": note, "back_url": home,
            "within": actions.APPROVE_WITHIN,
        }  # fmt: skip
        return render(request, "cases/file/ask_to_approve.html", context, status=status)

    if request.method == "GET":
        waits = opened.approval.asked is not None and waiting_task(case) is not None
        off = not needs_second_person(case.owner_institution_id) or not opened.is_written
        return HttpResponseRedirect(home) if waits or off else page()
    if not form.is_valid():
        return page(status=422)
    return run_or_page(
        lambda: actions.ask_to_approve(case, to=form.who, by=request.actor, keys=request.keys),
        page=page,
        to=home,
    )


@member("case:write")
@require_http_methods(["GET", "POST"])
def approve_assessment(request: MemberRequest, reference: str) -> HttpResponse:
    """The second person reads it whole, and approves it or sends it back with words."""
    case = visible_file(request, reference)
    text = text_of(case)
    task = waiting_task(case)
    home = section_url(case, ABOUT)
    if text is None or task is None:
        return HttpResponseRedirect(home)
    try:
        opened = read_approval(case, text, by=request.actor, keys=request.keys)
    except ReasonNeeded:
        # The page of the file asks for it.
        return HttpResponseRedirect(reverse("cases:file", args=[case.reference]))
    asked = opened.approval.asked
    check_can_approve(request.actor, case, asked, task, authors=opened.authors)
    returning = "send_back" in request.POST
    form = SendBackForm(request.POST if returning else None)

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        now = text_of(case) or text
        document = open_section(now, by=request.actor, keys=request.keys)
        context = {
            "case": case,
            "asked": asked,
            "facts": section_facts(ABOUT, document),
            "revision": now.revision,
            "changed": asked is not None and now.revision != asked.revision,
            "row": rows([task])[0],
            "form": form,
            "note": note,
            "back_url": home,
        }
        return render(request, "cases/file/approve_assessment.html", context, status=status)

    if request.method == "GET":
        return page()
    can: dict[str, Any] = {"by": request.actor, "keys": request.keys}
    # What they were shown for this only is closed to them again: the page of the file says what
    # they have done, above whatever still opens.
    after = f"{reverse('cases:file', args=[case.reference])}?answered={task.pk}"
    if not returning:
        shown = request.POST.get("revision", "")
        revision = int(shown) if shown.isdecimal() and len(shown) < 10 else 0
        return run_or_page(
            lambda: actions.approve(case, revision=revision, **can), page=page, to=after
        )
    if not form.is_valid():
        return page(status=422)
    reason = form.cleaned_data["reason"]
    return run_or_page(lambda: actions.send_back(case, reason=reason, **can), page=page, to=after)


@member("case:write")
@require_POST
def take_back_assessment(request: MemberRequest, reference: str) -> HttpResponse:
    case = visible_file(request, reference)
    actions.take_back(case, by=request.actor, keys=request.keys)
    return HttpResponseRedirect(section_url(case, ABOUT))
