"""The sender takes it back; and what a recipient still sees when the keys are gone."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.cases.casefile.reading import verbs_of
from spona.cases.casefile.views.reading import visible
from spona.cases.casefile.views.single import Single
from spona.cases.referral_pages.actions import confirm_referral, withdraw_from_all
from spona.cases.referral_pages.forms import WithdrawForm
from spona.cases.referral_pages.views.pages import back_to, single
from spona.cases.referrals import actions
from spona.cases.referrals.models import Referral

_WITHDRAW = Single(
    pgettext_lazy("something sent", "Take it back"),
    _("The recipient is told. What rests on the person's agreement closes to them altogether."),
    pgettext_lazy("something sent", "Take it back"),
    "arrow-back-up",
)


@member()
@require_http_methods(["GET", "POST"])
def withdraw(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    reasons = _reasons(referral, request)
    if not reasons:
        return HttpResponseRedirect(back_to(referral))
    form = WithdrawForm(
        request.POST if request.method == "POST" else None, reasons=reasons, auto_id="withdraw_%s"
    )

    def page(**more: Any) -> HttpResponse:
        return single(request, referral, _WITHDRAW, form, **more)

    if request.method == "GET":
        return page()
    if not form.is_valid():
        return page(status=422)

    def act() -> None:
        if form.cleaned_data["why"] == "person":
            _agreement_is_over(referral, request)
        else:
            actions.withdraw(referral, message=form.cleaned_data["message"], by=request.actor)

    return run_or_page(act, page=page, to=back_to(referral))


@member("queue:read")
@require_safe
def ended(request: MemberRequest, reference: str) -> HttpResponse:
    """The tombstone: reference, dates and the reason. There is no key any more, so no content."""
    rows = Referral.objects.tombstones_of(request.actor).select_related(
        "sender_institution", "network"
    )
    referral = rows.filter(reference=reference.upper()).first()
    if referral is None:
        raise Http404
    return render(request, "cases/referral_pages/ended.html", {"referral": referral})


@member()
@require_POST
def still_agreed(request: MemberRequest, reference: str) -> HttpResponse:
    """After a restore that could not know: the person was asked, and still agrees."""
    referral = visible(request, reference)
    confirm_referral(referral, by=request.actor)
    return HttpResponseRedirect(back_to(referral))


def _agreement_is_over(referral: Referral, request: MemberRequest) -> None:
    """Where it stands in a file, everything that was sent on it comes back."""
    if referral.agreement is not None:
        withdraw_from_all(referral.agreement, by=request.actor)
    else:
        actions.withdraw_agreement(referral, by=request.actor)


def _reasons(referral: Referral, request: MemberRequest) -> list[str]:
    verbs = verbs_of(referral, request.actor)
    found = ["ours"] if "withdraw" in verbs else []
    if "withdraw_agreement" in verbs and referral.rests_on == "agreement":
        found.append("person")
    return found
