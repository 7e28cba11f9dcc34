"""The second person looks at what goes out without the person's agreement."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.cases.casefile.reading import read as open_for
from spona.cases.casefile.reading import verbs_of
from spona.cases.casefile.views.reading import visible
from spona.cases.referral_pages.forms import RefusalForm
from spona.cases.referral_pages.views.pages import back_to, bands
from spona.cases.referrals import actions
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import State
from spona.cases.referrals.passing import check_is_second_person


@member("referral:answer")
@require_http_methods(["GET", "POST"])
def approve(request: MemberRequest, reference: str) -> HttpResponse:
    """The preview is the page, so nobody lets go what they have not been shown."""
    referral = visible(request, reference)
    if request.method == "GET" and "approve" not in verbs_of(referral, request.actor):
        return HttpResponseRedirect(back_to(referral))
    check_is_second_person(request.actor, referral)

    def page(**more: Any) -> HttpResponse:
        return _page(request, referral, RefusalForm(auto_id="refuse_%s"), **more)

    if request.method == "GET":
        return page()
    return run_or_page(
        lambda: actions.approve(referral, by=request.actor, keys=request.keys),
        page=page,
        to=back_to(referral),
    )


@member("referral:answer")
@require_POST
def refuse_approval(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    form = RefusalForm(request.POST, auto_id="refuse_%s")

    def page(**more: Any) -> HttpResponse:
        return _page(request, referral, form, **more)

    if not form.is_valid():
        return page(status=422)
    message = form.cleaned_data["message"]
    return run_or_page(
        lambda: actions.refuse_approval(referral, message=message, by=request.actor),
        page=page,
        to=back_to(referral),
    )


def _page(
    request: MemberRequest,
    referral: Referral,
    form: RefusalForm,
    *,
    status: int = 200,
    note: str | Promise = "",
) -> HttpResponse:
    reading = open_for(referral, by=request.actor, keys=request.keys)
    second = referral.forwarded_to.filter(state=State.STANDBY)
    context: dict[str, Any] = {
        "referral": referral,
        "form": form,
        "note": note,
        "kept": reading.kept,
        "recipient": reading.recipient,
        "second": second.select_related("recipient_institution").first(),
        "back_url": back_to(referral),
    }
    context |= bands(reading.cover, reading.body)
    return render(request, "cases/referral_pages/approve.html", context, status=status)
