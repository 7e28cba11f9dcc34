"""The whole case as one PDF: first a page that says what goes on the paper and asks what for."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from spona.access.guards import MemberRequest, member, step_up
from spona.cases.case.models import Case
from spona.cases.casefile.closing_forms import WholeCaseForm
from spona.cases.casefile.file_log import PRINTED_FOR
from spona.cases.casefile.views.file import visible_file
from spona.cases.casefile.whole_case import print_whole_case
from spona.cases.referrals.actions.reasons import OTHER
from spona.identity.slow_pages import PAPER, slow
from spona.reference.file_names import file_name
from spona.vault.reasons import CHOSEN
from spona.vault.refusals import ReasonNeeded


@member("case:open")
@step_up
@require_safe
def whole_file(request: MemberRequest, reference: str) -> HttpResponse:
    """Nothing is opened here."""
    return _page(request, visible_file(request, reference), _form())


@member("case:open")
@step_up
@slow("paper", PAPER)
@require_POST
def print_whole_file(request: MemberRequest, reference: str) -> HttpResponse:
    """As an attachment under a name that tells nothing, never cached. A POST, so that no link and
    no reload prints it.
    """
    case = visible_file(request, reference)
    form = _form(request.POST)
    if not form.is_valid():
        return _page(request, case, form, status=422)
    try:
        pdf = print_whole_case(
            case,
            purpose=form.cleaned_data["purpose"],
            language=str(getattr(request, "language", "sr")),
            reason=form.cleaned_data["reason"],
            by=request.actor,
            keys=request.keys,
        )
    except ReasonNeeded:
        return _page(request, case, form, status=422, with_reason=True)
    name = file_name(pgettext("file name", "paper"))
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.pdf"',
            "Cache-Control": "no-store",
            "Accept-Ranges": "none",
        },
    )


def _form(data: QueryDict | None = None) -> WholeCaseForm:
    # “Another reason” asks for words, which only the page of the file keeps.
    why = {code: label for code, label in CHOSEN.items() if code != OTHER}
    return WholeCaseForm(data, purposes=PRINTED_FOR, why=why)


def _page(
    request: MemberRequest,
    case: Case,
    form: WholeCaseForm,
    *,
    status: int = 200,
    with_reason: bool = False,
) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "with_reason": with_reason or "reason" in form.errors,
        "back_url": reverse("cases:file", args=[case.reference]),
    }
    return render(request, "cases/file/whole.html", context, status=status)
