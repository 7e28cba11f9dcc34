"""Papers to sign: each is shown first, as it will stand on paper, and is made by a press."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from spona import audit
from spona.access.guards import MemberRequest, member
from spona.cases.careplan.plan import PaperAnswer
from spona.cases.careplan.queries import PlanView
from spona.cases.careplan.sheet import Telling, telling_words
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.casefile.file_log import destroyers_of
from spona.cases.casefile.pages import section_url
from spona.cases.casefile.paper_forms import PRINT, PaperForm, PersonPaperForm
from spona.cases.casefile.papers_to_sign import (
    Chosen,
    Named,
    closing_paper,
    destruction_paper,
    plan_paper,
    print_paper,
    told_paper,
)
from spona.cases.casefile.views.file import may_write, visible_file
from spona.cases.casefile.views.files.careplan import plan_file, plan_url, read
from spona.cases.closure.queries import read_closing, section_of
from spona.cases.identification.decisions import SECTION as DECISIONS
from spona.cases.identification.decisions import Decision, entries_of
from spona.documents.papers import Paper
from spona.identity.slow_pages import PAPER, slow
from spona.reference.file_names import file_name
from spona.ui.languages import ALL, codes
from spona.vault.actions import open_many, open_section
from spona.vault.models import Section
from spona.vault.queries import sections_named
from spona.vault.refusals import ReasonNeeded

# Read beside the plan, so that it does not stand on what the person carries.
_NAME: Final = "name"
# Under which name the log has each.
_PLAN: Final = "plan"
_TOLD: Final = "told"
_CLOSING: Final = "closing"
_END: Final = "end"


@member("case:open")
@slow("paper", PAPER, methods=("POST",))
@require_http_methods(["GET", "POST"])
def sign_plan(request: MemberRequest, reference: str) -> HttpResponse:
    case = plan_file(request, reference)
    try:
        view = read(request, case, _NAME)
    except ReasonNeeded:
        return _to_the_file(case)
    if not view.needs:
        raise Http404
    form = PersonPaperForm(
        request.POST or None, initial=_proposed(request) | {"signs": _signing(view)}
    )
    name = str(view.beside.get(_NAME, {}).get("name") or "")
    telling = telling_words(view, name=name)

    def make(chosen: Chosen) -> Paper:
        return plan_paper(case, view, chosen, _named(request, name))

    return _answer(
        request, case, form, make,
        kind=_PLAN, back=plan_url(case), telling=telling, looked=_NAME in view.beside,
        said=view.plan.paper,
    )  # fmt: skip


@member("case:open")
@slow("paper", PAPER, methods=("POST",))
@require_http_methods(["GET", "POST"])
def sign_told(request: MemberRequest, reference: str, decision_id: UUID) -> HttpResponse:
    case = visible_file(request, reference)
    try:
        decision = _decision(request, case, decision_id)
    except ReasonNeeded:
        return _to_the_file(case)
    form = PersonPaperForm(request.POST or None, initial=_proposed(request))

    def make(chosen: Chosen) -> Paper:
        name = "" if chosen.is_carried else _name_of(request, case)
        return told_paper(case, decision, chosen, _named(request, name))

    back = section_url(case, "decisions", at="decision")
    return _answer(request, case, form, make, kind=_TOLD, back=back)


@member("case:open")
@slow("paper", PAPER, methods=("POST",))
@require_http_methods(["GET", "POST"])
def sign_closing(request: MemberRequest, reference: str) -> HttpResponse:
    """While it waits for the second person, and of a closed file."""
    case = visible_file(request, reference)
    if section_of(case) is None:
        raise Http404
    try:
        closing = read_closing(case, by=request.actor, keys=request.keys).closing
    except ReasonNeeded:
        return _to_the_file(case)
    if closing is None or (closing.asked is None and closing.closed is None):
        raise Http404
    form = PaperForm(request.POST or None, initial=_proposed(request))

    def make(chosen: Chosen) -> Paper:
        return closing_paper(case, closing, chosen)

    back = f"{reverse('cases:file', args=[case.reference])}#closing"
    return _answer(request, case, form, make, kind=_CLOSING, back=back)


@member("referral:assign")
@slow("paper", PAPER, methods=("POST",))
@require_http_methods(["GET", "POST"])
def sign_destruction(request: MemberRequest, reference: str) -> HttpResponse:
    """Of what is left, and of the log; nothing sealed is opened, for there is nothing."""
    rows = Case.objects.tombstones_of(request.actor)
    case = get_object_or_404(rows, reference=reference.upper())
    form = PaperForm(request.POST or None, initial=_proposed(request))

    def make(chosen: Chosen) -> Paper:
        return destruction_paper(case, chosen, destroyers_of(case))

    back = reverse("cases:destroyed_file", args=[case.reference])
    return _answer(request, case, form, make, kind=_END, back=back)


def _answer(
    request: MemberRequest,
    case: Case,
    form: PaperForm,
    make: Callable[[Chosen], Paper],
    *,
    kind: str,
    back: str,
    telling: Sequence[Telling] = (),
    looked: bool = True,
    said: PaperAnswer | None = None,
) -> HttpResponse:
    """The page with the paper on it, or the paper itself; `telling` stays off the person's copy,
    and so does a plan in which nobody `looked` for the name of the person; `said` is what the
    person answered when they were asked before.
    """
    valid = request.method == "POST" and form.is_valid()
    chosen = form.chosen
    told = telling if chosen.is_carried else ()
    if valid and PRINT in request.POST and chosen.is_carried and not looked:
        form.add_error(
            "copy",
            _(
                "You do not open the name of the person, so nobody has looked whether it stands on "
                "this copy. A colleague who opens it makes this paper."
            ),
        )
        valid = False
    with translation.override(chosen.language):
        paper = make(chosen)
    if valid and PRINT in request.POST and not told:
        # Not for whom: that somebody carries a paper is nobody's to know who reads the log.
        detail = {"paper": kind}
        audit.record_read("case:paper_made", by=request.actor, subject=case.subject, detail=detail)
        return _pdf(print_paper(case, paper, chosen))
    context: dict[str, Any] = {
        "case": case,
        "form": form,
        "paper": paper,
        "language": ALL[chosen.language],
        "telling": told,
        "said": said,
        "may_write": case.destroyed_at is None and may_write(request, case),
        "kind": kind,
        "back_url": back,
    }
    refused = (request.method == "POST" and not valid) or (PRINT in request.POST and told)
    return render(request, "cases/file/paper.html", context, status=422 if refused else 200)


def _pdf(content: bytes) -> HttpResponse:
    """As an attachment under a name that tells nothing, never cached."""
    name = file_name(pgettext("file name", "paper"))
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.pdf"',
            "Cache-Control": "no-store",
            "Accept-Ranges": "none",
        },
    )


def _proposed(request: MemberRequest) -> dict[str, str]:
    """The reader's own language, until another one is chosen."""
    language = str(getattr(request, "language", "sr"))
    return {"language": language if language in codes("staff") else "sr"}


def _signing(view: PlanView) -> str:
    """Whoever has adopted it signs it."""
    who = {one.who for one in view.plan.adopted.by} if view.plan.adopted is not None else set()
    if {"person", "guardian"} <= who:
        return "both"
    return "guardian" if "guardian" in who else "person"


def _decision(request: MemberRequest, case: Case, ident: UUID) -> Decision:
    """As it holds today, also where it was corrected since; 404 where it is not for this reader."""
    rows = Section.objects.visible_to(request.actor).select_related("box")
    section = get_object_or_404(rows.named(case.box_id, DECISIONS))
    document = open_section(section, by=request.actor, keys=request.keys)
    found = [one.decision for one in entries_of(document) if one.has(str(ident))]
    if not found:
        raise Http404
    return found[0]


def _named(request: MemberRequest, person: str) -> Named:
    return Named(person, acting_membership(request.actor).person.shown_name)


def _name_of(request: MemberRequest, case: Case) -> str:
    """Empty for who does not open it."""
    rows = sections_named([(case.box_id, _NAME)], request.actor)
    opened = open_many(rows, by=request.actor, keys=request.keys, purpose="page")
    return "".join(str(one.get("name") or "") for one in opened.values())


def _to_the_file(case: Case) -> HttpResponse:
    """Its page asks for the reason."""
    return HttpResponseRedirect(reverse("cases:file", args=[case.reference]))
