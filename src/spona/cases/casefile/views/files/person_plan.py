"""The plan for the person: first whether paper is safe, and the answer is kept."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from spona import audit
from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.cases.careplan import actions
from spona.cases.careplan.queries import PlanView
from spona.cases.careplan.sheet import Telling, person_plan, print_person_plan, telling_words
from spona.cases.casefile.file_forms import CarryForm
from spona.cases.casefile.views.files.careplan import plan_file, plan_url, read
from spona.identity.slow_pages import PAPER, slow

# Read before something is printed, so that it does not stand on it.
_NAME: Final = "name"


@member("case:write")
@require_http_methods(["GET", "POST"])
def ask_about_paper(request: MemberRequest, reference: str) -> HttpResponse:
    case = plan_file(request, reference)
    view = read(request, case, _NAME)
    if not view.needs:
        raise Http404
    form = CarryForm(request.POST or None)
    context = {
        "case": case,
        "form": form,
        "paper": view.plan.paper,
        "telling": _telling(view),
        "back_url": plan_url(case),
    }
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(request, "cases/file/plan_person.html", context, status=status)
    safe = form.cleaned_data["safe"]

    def again(*, status: int, note: str) -> HttpResponse:
        page = "cases/file/plan_person.html"
        return render(request, page, context | {"note": note}, status=status)

    name = "ask_about_paper" if safe == "yes" else "read_person_plan"
    return run_or_page(
        lambda: actions.answer_paper(case, safe, by=request.actor, keys=request.keys),
        page=again,
        to=reverse(f"cases:{name}", args=[case.reference]),
    )


@member("case:open")
@require_safe
def read_person_plan(request: MemberRequest, reference: str) -> HttpResponse:
    """In large letters, to be read aloud where paper is not safe."""
    case = plan_file(request, reference)
    view = read(request, case)
    if not view.needs:
        raise Http404
    audit.record_read("case:told", by=request.actor, subject=case.subject)
    context = {
        "case": case,
        "sheet": person_plan(case, view),
        "paper": view.plan.paper,
        "back_url": plan_url(case),
    }
    return render(request, "cases/file/plan_aloud.html", context)


@member("case:open")
@slow("paper", PAPER)
@require_safe
def print_plan(request: MemberRequest, reference: str) -> HttpResponse:
    """Only where the person has said that paper is safe, and nothing on it tells."""
    case = plan_file(request, reference)
    view = read(request, case, _NAME)
    if not view.needs:
        raise Http404
    paper = view.plan.paper
    if paper is None or paper.safe != "yes" or _telling(view):
        return HttpResponseRedirect(reverse("cases:ask_about_paper", args=[case.reference]))
    audit.record_read("case:told", by=request.actor, subject=case.subject)
    language = str(getattr(request, "language", "sr"))
    return HttpResponse(
        print_person_plan(case, view, language=language),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{case.reference}.pdf"',
            "Cache-Control": "no-store",
            "Accept-Ranges": "none",
        },
    )


def _telling(view: PlanView) -> list[Telling]:
    """What must be written in other words before it is printed."""
    return telling_words(view, name=str(view.beside.get(_NAME, {}).get("name") or ""))
