"""One page of what goes on paper: a question, its form, whom to call, what to print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest
from spona.access.models import new_token, once, posted_token
from spona.cases.casefile.views.reading import path_of
from spona.cases.casefile.views.single import Single
from spona.cases.referrals.addressee import addressee_of, numbers_for
from spona.cases.referrals.models import Referral


def show(
    request: MemberRequest,
    referral: Referral,
    single: Single,
    form: forms.Form,
    *,
    status: int = 200,
    note: str | Promise = "",
    **more: Any,
) -> HttpResponse:
    """`note` is what somebody else has done meanwhile, or why it was refused."""
    typed = addressee_of(referral, by=request.actor, keys=request.keys)
    context = {
        "recipient": typed.as_institution() if typed else referral.recipient_institution,
        "referral": referral,
        "single": single,
        "form": form,
        "note": note,
        "numbers": numbers_for(referral.recipient_institution, typed),
        "token": new_token(),
        "back_url": path_of(referral),
    }
    return render(request, "cases/offline_partners/form.html", context | more, status=status)


def done(
    request: MemberRequest,
    form: forms.Form,
    act: Callable[[], str],
    page: Callable[..., HttpResponse],
) -> HttpResponse:
    """Once per page: a second click leads to the first result. With a mistake, or where somebody
    was faster, the same page with all that was typed.
    """
    if not form.is_valid():
        return page(status=422)
    return run_or_page(lambda: once(posted_token(request), act), page=page)
