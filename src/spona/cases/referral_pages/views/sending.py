"""Refer, hand over, ask: what goes out, beside what the recipient will see."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from spona.access.denied import Conflict, Denied
from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.assessment.queries import waits_for_approval
from spona.cases.careplan.referral_results import link_referral
from spona.cases.intake.views.flow import typed
from spona.cases.referral_pages.actions import refer as send_on
from spona.cases.referral_pages.compose import telling
from spona.cases.referral_pages.filled import Desk, desk_of, sending_of, with_preset
from spona.cases.referral_pages.forms import AskForm, ReferForm
from spona.cases.referral_pages.grounds import chosen_ground
from spona.cases.referral_pages.opening import open_file
from spona.cases.referral_pages.orders import Sending
from spona.cases.referral_pages.permissions import check_sending
from spona.cases.referral_pages.reach import as_choices, as_towns, lodging_choices
from spona.cases.referral_pages.views.pages import bands, visible_file
from spona.cases.referrals.addressee import numbers_for
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind, State
from spona.cases.referrals.permissions import check_can_refer
from spona.cases.referrals.seen import FIELD, check_was_seen


@dataclass(frozen=True, slots=True)
class Words:
    """What such a page is called, and what follows from it."""

    title: str | Promise
    lead: str | Promise
    button: str | Promise


WORDS: Final[dict[Kind, Words]] = {
    Kind.REFERRAL: Words(
        _("Refer to another institution"),
        _("You ask for something; the file and the person stay with you."),
        _("Send the referral"),
    ),
    Kind.TRANSFER: Words(
        _("Hand the file over"),
        _("The whole file goes along. You keep it until the other institution accepts."),
        _("Send the file over"),
    ),
    Kind.QUESTION: Words(
        _("Ask without identity"),
        _("A second opinion: nothing of the file goes along but what you write here."),
        _("Send the question"),
    ),
}


@member("referral:send")
@require_http_methods(["GET", "POST"])
def refer(request: MemberRequest, reference: str) -> HttpResponse:
    return _handle(request, reference, Kind.REFERRAL)


@member("referral:send")
@require_http_methods(["GET", "POST"])
def transfer(request: MemberRequest, reference: str) -> HttpResponse:
    return _handle(request, reference, Kind.TRANSFER)


@member("referral:send")
@require_http_methods(["GET", "POST"])
def ask(request: MemberRequest, reference: str) -> HttpResponse:
    return _handle(request, reference, Kind.QUESTION)


def _handle(request: MemberRequest, reference: str, kind: Kind) -> HttpResponse:
    """Show it, show it again with the preview, or send it: nothing is kept in between."""
    case = visible_file(request, reference)
    check_can_refer(request.actor, case)
    # Opened before anything else, because the log of a reading is committed first.
    documents = open_file(case, by=request.actor, keys=request.keys)
    desk = desk_of(
        case,
        kind,
        documents,
        typed=request.POST,
        by=request.actor,
    )
    if request.method == "GET":
        return _page(request, desk, {"network": str(desk.shown.pk) if desk.shown else ""})
    given = typed(_form(desk, request.POST)) | {
        name: request.POST.get(name) for name in ("ticked_for", "step")
    }
    if "send" not in request.POST:
        return _page(request, desk, with_preset(given, desk))
    return _send(request, desk, given)


def _send(request: MemberRequest, desk: Desk, given: dict[str, Any]) -> HttpResponse:
    bound = _form(desk, request.POST)
    if not bound.is_valid():
        return _page(request, desk, given, bound=bound, status=422)

    sent: list[Referral] = []

    def act() -> str:
        sending, cannot = _previewed(request, desk, given)
        if sending is None:
            # The sentence that the preview has said already.
            raise Denied(cannot or _("Choose to whom you send it, and on what it rests."))
        check_was_seen(request.POST.get(FIELD, ""), sending.seen_tag(desk.case, by=request.actor))
        row = send_on(desk.case, sending, by=request.actor)
        sent.append(row)
        # On paper it is handed over now; with a second person, when that one has looked at it.
        handed = row.on_paper and row.state == State.SENT
        return reverse("cases:deliver" if handed else "cases:read", args=[row.reference])

    warned = _warnings(desk, given)
    if warned and not given.get("anyway"):
        return _page(request, desk, given, bound=bound, status=422)
    answer = run_or_page(
        lambda: once(posted_token(request), act),
        page=partial(_page, request, desk, given, bound=bound),
    )
    for row in sent:
        _name_in_plan(request, desk, row)
    return answer


def _name_in_plan(request: MemberRequest, desk: Desk, row: Referral) -> None:
    """In the step from which it was sent. It went out already: where the plan cannot be written
    now, the plan finds it by its recipient.
    """
    step = request.POST.get("step", "")
    if not step:
        return
    with suppress(Denied, Conflict):
        link_referral(desk.case, step, row, by=request.actor, keys=request.keys)


def _form(desk: Desk, data: Any = None, initial: dict[str, Any] | None = None) -> forms.Form:
    recipients = as_choices(desk.recipients)
    fields: dict[str, Any] = {
        "networks": as_towns(desk.networks),
        "recipients": recipients,
        "elsewhere": desk.takes_elsewhere,
    }
    if desk.kind == Kind.QUESTION:
        return AskForm(data, initial=initial, **fields)
    chosen = str(desk.chosen.id) if desk.chosen else ""
    # The first one's holders open it to the second: on paper nobody there could.
    able = [one for one in desk.recipients if one.connected and str(one.id) != chosen]
    return ReferForm(
        data,
        initial=initial,
        kind=desk.kind,
        grounds=[(one.code, one.label) for one in desk.grounds],
        seconds=as_choices(able),
        providers=lodging_choices(desk.recipients),
        **fields,
    )


def _page(
    request: MemberRequest,
    desk: Desk,
    given: dict[str, Any],
    *,
    bound: forms.Form | None = None,
    status: int = 200,
    note: str | Promise = "",
) -> HttpResponse:
    sending, cannot = _previewed(request, desk, given)
    target = sending.first if sending else None
    by_law = target is not None and target.packet.body.ground.rests_on == "duty"
    context: dict[str, Any] = {
        "case": desk.case,
        "kind": desk.kind,
        "words": WORDS[desk.kind],
        "form": bound or _form(desk, initial=given),
        "network": desk.shown,
        "several": len(desk.networks) > 1,
        "chosen": desk.chosen,
        "refusals": desk.refusals,
        "agreed": _agreed(desk, given),
        "in_spite": desk.refused(target.parts) if by_law and target else set(),
        "cannot": cannot,
        "no_ground": desk.chosen is not None and not desk.grounds and desk.kind != Kind.QUESTION,
        "target": target,
        "on_paper": desk.chosen is not None and not desk.chosen.connected,
        "second": sending.second.recipient if sending and sending.second else None,
        "by_law": by_law,
        "warnings": _warnings(desk, given),
        "ticked_for": given.get("ticked_for") or "",
        "step": given.get("step") or "",
        "numbers": numbers_for(desk.chosen.institution, desk.addressee) if desk.chosen else [],
        "agree_for": "elsewhere" if desk.addressee else str(desk.chosen.id if desk.chosen else ""),
        "note": note or cannot,
        "assessment_waits": waits_for_approval(desk.case, by=request.actor, keys=request.keys),
        "token": new_token(),
        "seen": sending.seen_tag(desk.case, by=request.actor) if sending else "",
    }
    if target is not None:
        context |= bands(target.packet.cover, target.packet.body)
    return render(request, "cases/referral_pages/refer.html", context, status=status)


def _previewed(
    request: MemberRequest, desk: Desk, given: dict[str, Any]
) -> tuple[Sending | None, str | Promise]:
    """Nothing is previewed that would not be sent: the same refusal stands here."""
    try:
        sending = sending_of(desk, given, by=request.actor)
        if sending is not None:
            check_sending(desk.case, sending, by=request.actor)
    except (Denied, Conflict) as refused:
        return None, refused.sentence
    return sending, ""


def _agreed(desk: Desk, given: dict[str, Any]) -> frozenset[str] | None:
    """What may go on the agreement that is chosen; None where it is none."""
    chosen = chosen_ground(desk.grounds, given.get("ground"))
    return chosen.agreement.agreed if chosen and chosen.agreement else None


def _warnings(desk: Desk, given: dict[str, Any]) -> list[str]:
    """Words of the question by which somebody could know the person."""
    if desk.kind != Kind.QUESTION:
        return []
    texts = [str(given.get(name) or "") for name in ("told", "asked", "code_name")]
    return telling(texts, desk.documents)
