"""The reason of a holder who opens what a colleague works on: a code, and words for "other"."""

from __future__ import annotations

from dataclasses import dataclass

from spona.access.guards import MemberRequest
from spona.access.models import once, posted_token
from spona.cases.casefile.forms import ReasonForm
from spona.cases.referrals.actions import write_reason
from spona.cases.referrals.actions.reasons import OTHER
from spona.cases.referrals.models import Referral
from spona.vault.reasons import CHOSEN


@dataclass(frozen=True, slots=True)
class Given:
    """`code` is empty where none was given; `mistake` the form that came back with one."""

    code: str = ""
    mistake: ReasonForm | None = None


def reason_form() -> ReasonForm:
    return ReasonForm(reasons=CHOSEN.items())


def given_reason(request: MemberRequest, referral: Referral | None) -> Given:
    """What a POST says; the words of "other" are kept on `referral`, once per page."""
    if request.method != "POST" or request.POST.get("reason", "") not in CHOSEN:
        return Given()
    form = ReasonForm(request.POST, reasons=CHOSEN.items())
    if not form.is_valid():
        return Given(mistake=form)
    code, words = form.cleaned_data["reason"], form.cleaned_data["words"]
    if code == OTHER and referral is not None:

        def act() -> str:
            write_reason(referral, text=words, by=request.actor)
            return request.path

        once(posted_token(request), act)
    return Given(code)
