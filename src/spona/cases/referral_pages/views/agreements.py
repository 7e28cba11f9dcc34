"""What the person said yes and no to: the list of a file, a new answer, one withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.consent.actions import agree as write_down
from spona.cases.consent.actions import read_agreements
from spona.cases.consent.answers import Answers, answers_in
from spona.cases.consent.details import Details
from spona.cases.consent.ground import child_path
from spona.cases.consent.models import Agreement
from spona.cases.consent.permissions import check_can_keep
from spona.cases.consent.words import HOW, WHO
from spona.cases.intake.views.flow import typed
from spona.cases.referral_pages.actions import confirm_agreement as confirm
from spona.cases.referral_pages.actions import withdraw_from_all
from spona.cases.referral_pages.compose import age_of
from spona.cases.referral_pages.forms import AgreementForm
from spona.cases.referral_pages.opening import open_file, opens_whole
from spona.cases.referral_pages.parts import PARTS
from spona.cases.referral_pages.reach import (
    as_choices,
    as_towns,
    chosen_network,
    networks_to,
    recipients_in,
)
from spona.cases.referral_pages.unlisted_body import meant
from spona.cases.referral_pages.views.pages import visible_file
from spona.cases.referrals.actions.recall import TAKEN_BACK
from spona.cases.referrals.held_after_restore import unconfirmed
from spona.cases.referrals.models import Referral
from spona.deadlines.late import today_in
from spona.directory.actions import ensure_elsewhere
from spona.directory.models import ELSEWHERE, Institution, Network
from spona.directory.queries import networks_of


@member("case:open")
@require_safe
def agreements(request: MemberRequest, reference: str) -> HttpResponse:
    case = visible_file(request, reference)
    today = today_in(case.network)
    waiting = {one.pk for one in unconfirmed(case)}
    # No link to what this reader has no page of.
    shown = Referral.objects.visible_to(request.actor)
    rows = [
        {
            "agreement": row,
            "details": details,
            "how": HOW.get(details.how, "") if details else "",
            "who": WHO.get(details.who, "") if details else "",
            "parts": _words(details.agreed_among(row.parts) if details else row.parts),
            "refused": _words([one for one in PARTS if details and details.refuses(one)]),
            "lasts": row.lasts_on(today) and (details is None or bool(row.agreed)),
            "unconfirmed": row.pk in waiting,
            "sent": shown.filter(agreement=row).exclude(state="standby").order_by("sent_at"),
        }
        for row, details in read_agreements(case, by=request.actor, keys=request.keys)
    ]
    # The next page opens the whole file: whoever does not lead it is not led there.
    leads = request.actor.may("case:write") and opens_whole(case, by=request.actor)
    context = {"case": case, "rows": rows, "may_write": leads}
    return render(request, "cases/referral_pages/agreements.html", context)


@member("case:write")
@require_http_methods(["GET", "POST"])
def agree(request: MemberRequest, reference: str) -> HttpResponse:
    """The age stands in the file, so the file is opened to know whose agreement counts."""
    case = visible_file(request, reference)
    check_can_keep(request.actor, case)
    documents = open_file(case, by=request.actor, keys=request.keys)
    child, answers = child_path(age_of(documents)), answers_in(case, documents)
    fields = _fields(request, case)
    form = AgreementForm(request.POST if request.method == "POST" else None, **fields)

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        several = len(fields["networks"]) > 1
        context = {
            "case": case, "form": form, "child": child, "several": several, "note": note,
            "token": new_token(),
        }  # fmt: skip
        return render(request, "cases/referral_pages/agree.html", context, status=status)

    if request.method == "GET":
        return page()
    if "show" in request.POST:
        # Another town: its institutions, and all that was typed.
        form = AgreementForm(**fields | {"initial": fields["initial"] | typed(form)})
        return page()
    if not form.is_valid():
        return page(status=422)

    def act() -> str:
        _write(request, case, form.cleaned_data, child=child, answers=answers)
        return reverse("cases:agreements", args=[case.reference])

    try:
        return HttpResponseRedirect(once(posted_token(request), act))
    except Denied as refused:
        return page(status=422, note=refused.sentence)


@member("case:write")
@require_http_methods(["GET", "POST"])
def end_agreement(request: MemberRequest, reference: str, agreement_id: UUID) -> HttpResponse:
    """The person does not agree any more: asked once, because the keys do not come back."""
    case = visible_file(request, reference)
    agreement = case.agreements.select_related("recipient", "case").filter(pk=agreement_id).first()
    if agreement is None:
        raise Http404
    if request.method == "POST":
        withdraw_from_all(agreement, by=request.actor)
        return HttpResponseRedirect(reverse("cases:agreements", args=[case.reference]))
    # Of what is on paper there is nothing here that could close.
    sent = [one for one in _rests_on(agreement) if not getattr(one, "on_paper", False)]
    context = {"case": case, "agreement": agreement, "sent": sent}
    paper = Referral.objects.filter(agreement=agreement, moves__verb="deliver")
    context["on_paper"] = paper.exclude(state__in=TAKEN_BACK).order_by("sent_at")
    return render(request, "cases/referral_pages/end_agreement.html", context)


@member("case:write")
@require_POST
def confirm_agreement(request: MemberRequest, reference: str, agreement_id: UUID) -> HttpResponse:
    """After a restore that could not know: the person was asked, and still agrees."""
    case = visible_file(request, reference)
    agreement = case.agreements.select_related("case").filter(pk=agreement_id).first()
    if agreement is None:
        raise Http404
    confirm(agreement, by=request.actor)
    return HttpResponseRedirect(reverse("cases:agreements", args=[case.reference]))


def _rests_on(agreement: Agreement) -> list[Any]:
    """Referrals and conferences, each with its reference."""
    sent = agreement.referrals.filter(closed_at=None).exclude(state="standby")
    tables = agreement.conference_guests.filter(ended_at=None)
    return [
        *sent,
        *(one.conference.meeting for one in tables.select_related("conference__meeting")),
    ]


def _words(parts: Collection[str]) -> list[Promise]:
    return [word for name, word in PARTS.items() if name in parts]


def _write(
    request: MemberRequest, case: Case, given: dict[str, Any], *, child: bool, answers: Answers
) -> None:
    recipient, named, mark = _for_whom(request, case, given)
    names = ("purpose", "how", "who", "language", "interpreter", "guardian", "conflict")
    write_down(
        case,
        recipient=recipient,
        addressee_mark=mark,
        parts=given["parts"],
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
        details=Details(
            **{name: given[name] for name in names},
            refused=tuple(sorted(given["refused"])),
            recipient=named,
        ),
        child=child,
        answers=answers,
        by=request.actor,
    )


def _for_whom(
    request: MemberRequest, case: Case, given: dict[str, Any]
) -> tuple[Institution, str, str]:
    """The recipient, and of one typed by name and town what is sealed of it, and its mark."""
    if given["recipient"] != ELSEWHERE:
        return Institution.objects.get(pk=given["recipient"]), "", ""
    found = meant(given | {"institution": ELSEWHERE}, kind=False)
    if found.known is not None:
        return found.known, "", ""
    if found.addressee is None:
        raise Denied(_("Choose the one you mean, or say that it is another body."))
    body = found.addressee
    return ensure_elsewhere(by=request.actor), body.shown, body.mark(case.pk)


def _fields(request: MemberRequest, case: Case) -> dict[str, Any]:
    """The towns, and the institutions of the one that is chosen."""
    networks = networks_to(request.actor, practice=case.network.practice)
    recipient = request.POST.get("recipient") or request.GET.get("for", "")
    wanted = request.POST.get("network") or _town_of(recipient, networks) or str(case.network_id)
    where = chosen_network(networks, wanted)
    return {
        "networks": as_towns(networks),
        "recipients": as_choices(recipients_in(where, request.actor, marks=marks_on(case))),
        "elsewhere": not case.network.practice,
        "initial": {
            "starts_on": today_in(case.network),
            "network": str(where.pk) if where else "",
            "recipient": recipient,
        },
    }


def _town_of(recipient: str, networks: list[Network]) -> str:
    """The network in which the institution sits, where the page was opened for it."""
    try:
        body = Institution.objects.filter(pk=UUID(recipient)).first()
    except ValueError:
        body = None
    sits = networks_of(body) if body else ()
    return next((str(one.pk) for one in networks if one in sits), "")
