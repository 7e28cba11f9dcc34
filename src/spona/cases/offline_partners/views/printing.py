"""Printing: of what was sent, and of a draft for a partner on paper."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from spona import audit, deadlines
from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member
from spona.cases.case.acting_membership import acting_membership
from spona.cases.casefile.reading import read
from spona.cases.casefile.views.reading import visible
from spona.cases.intake.compose import order_of
from spona.cases.intake.views.flow import opened
from spona.cases.offline_partners.calling import call_sheet
from spona.cases.offline_partners.report import NO_REFERENCE, Sheet, entries_of, printed
from spona.cases.referrals.actions.recall import TAKEN_BACK
from spona.cases.referrals.addressee import numbers_for
from spona.cases.referrals.numbers import numbers_of
from spona.cases.referrals.permissions import check_writes_on_paper
from spona.identity.slow_pages import PAPER, slow
from spona.vault.reasons import REASONS


@member()
@slow("paper", PAPER)
@require_http_methods(["GET", "HEAD", "POST"])
def print_report(request: MemberRequest, reference: str) -> HttpResponse:
    """For those who can open the packet; the reading is logged like any other.

    A POST from a page that was opened with a reason brings it along: what is assigned to others
    asks for it again.
    """
    referral = visible(request, reference)
    if referral.state in TAKEN_BACK:
        # On paper it would go on as if nothing had been taken back.
        raise Http404
    reason = request.POST.get("reason", "")
    if reason and reason not in REASONS:
        raise Http404
    reading = read(referral, by=request.actor, keys=request.keys, reason=reason)
    if reading.cover is None or reading.body is None:
        raise Http404
    audit.record_read("referral:printed", by=request.actor, subject=referral.subject)
    sheet = Sheet(
        referral.reference,
        reading.recipient,
        referral.network,
        referral.sent_at,
        reading.deadline,
        reading.number,
        referral.kind,
        entries_of(reading),
        referral.sender_institution,
        referral.paper_institution,
        slip=reading.sender_side,
    )
    pdf = printed(sheet, reading.cover, reading.body, language=language_of(request))
    return pdf_answer(pdf, f"{referral.reference}.pdf")


@member("report:write")
@slow("paper", PAPER)
@require_safe
def print_draft(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """The same paper before it is sent: to hand over where nobody can open it here."""
    step = opened(request, draft_id, "preview")
    try:
        order = order_of(step.text, by=request.actor)
    except Denied:
        raise Http404 from None
    if not order.packet.cover.urgency:
        # The paper would say something that nobody has chosen.
        return HttpResponseRedirect(step.url("preview"))
    sender = acting_membership(request.actor).institution
    sheet = Sheet(
        NO_REFERENCE, order.recipient, order.network, deadlines.now(), sender=sender, slip=True
    )
    pdf = printed(sheet, order.packet.cover, order.packet.body, language=language_of(request))
    return pdf_answer(pdf, "R.pdf")


@member()
@slow("paper", PAPER)
@require_safe
def print_call(request: MemberRequest, reference: str) -> HttpResponse:
    """What to say on the phone: facts of the cover, for who sent it on paper."""
    referral = visible(request, reference)
    check_writes_on_paper(request.actor, referral)
    reading = read(referral, by=request.actor, keys=request.keys)
    if reading.cover is None:
        raise Http404
    audit.record_read("referral:printed", by=request.actor, subject=referral.subject)
    sheet = Sheet(
        referral.reference,
        reading.recipient,
        referral.network,
        referral.sent_at,
        reading.deadline,
        kind=referral.kind,
        numbers=numbers_for(referral.recipient_institution, reading.addressee),
    )
    pdf = call_sheet(
        sheet, reading.cover, caller=acting_membership(request.actor), language=language_of(request)
    )
    return pdf_answer(pdf, f"{referral.reference}-1.pdf")


@member("report:write")
@slow("paper", PAPER)
@require_safe
def print_draft_call(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """The same before it is sent, since one calls first."""
    step = opened(request, draft_id, "preview")
    try:
        order = order_of(step.text, by=request.actor)
    except Denied:
        raise Http404 from None
    cover = order.packet.cover
    if not cover.urgency:
        return HttpResponseRedirect(step.url("preview"))
    numbers = numbers_of(order.recipient)
    sheet = Sheet(NO_REFERENCE, order.recipient, order.network, deadlines.now(), numbers=numbers)
    pdf = call_sheet(
        sheet, cover, caller=acting_membership(request.actor), language=language_of(request)
    )
    return pdf_answer(pdf, "R-1.pdf")


def language_of(request: MemberRequest) -> str:
    return str(getattr(request, "language", "sr"))


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """As an attachment with a neutral name; nothing of it stays in a cache."""
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
            "Accept-Ranges": "none",
        },
    )
