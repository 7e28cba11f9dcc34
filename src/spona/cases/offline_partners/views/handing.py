"""From a draft, or from a row that is ready, to the partner on paper: whom they told, and when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from spona.access.denied import Conflict, Denied
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token
from spona.cases.casefile.reading import read, verbs_of
from spona.cases.casefile.views.reading import path_of, visible
from spona.cases.casefile.views.single import Single
from spona.cases.intake.actions import send_draft
from spona.cases.intake.compose import Order, order_of
from spona.cases.intake.models import Draft
from spona.cases.intake.views.flow import Step, opened
from spona.cases.offline_partners.forms import HandedForm
from spona.cases.offline_partners.pages import done, show
from spona.cases.referrals import actions
from spona.cases.referrals.numbers import numbers_of
from spona.cases.referrals.seen import FIELD
from spona.identity.form_recovery import keeps_draft
from spona.vault.queries import connected

_DELIVER = Single(
    _("Write down that it was handed over"),
    _("From the time you write here the same deadline runs as for everybody."),
    _("It was handed over"),
    "file-text",
)


@keeps_draft
@member("report:send")
@require_http_methods(["GET", "POST"])
def send_on_paper(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """A draft whose recipient cannot open anything: call, print, and write down whom you told.

    Then the draft becomes a row like every other, sealed for the sender's side only.
    """
    mine = Draft.objects.visible_to(request.actor).filter(pk=draft_id)
    step = opened(request, draft_id, "preview") if request.method == "GET" or mine else None
    order = _order(step) if step is not None else None
    if step is not None and (order is None or _goes_here(order)):
        return HttpResponseRedirect(step.url("preview"))
    form = HandedForm(request.POST or None)

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        if step is None or order is None:
            raise Http404
        return _page(request, step, order, form, status=status, note=note)

    if request.method == "GET":
        return page()

    def act() -> str:
        draft = Draft.objects.visible_to(request.actor).filter(pk=draft_id).first()
        if draft is None:
            # Sent from another window, or nobody's: the answer is the same.
            raise Conflict(_("This draft is gone: it was sent or deleted. Look at your reports."))
        seen = request.POST.get(FIELD, "")
        row = send_draft(draft, seen=seen, handed=form.note(), by=request.actor, keys=request.keys)
        return reverse("cases:read", args=[row.reference])

    def gone(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        if step is not None:
            return page(status=status, note=note)
        return render(request, "cases/gone.html", {"sentence": note}, status=409)

    return done(request, form, act, gone)


@member()
@require_http_methods(["GET", "POST"])
def deliver(request: MemberRequest, reference: str) -> HttpResponse:
    """What was prepared on paper from a file, or passed on: now it was handed over."""
    referral = visible(request, reference)
    form = HandedForm(request.POST or None)

    def page(**more: Any) -> HttpResponse:
        return show(request, referral, _DELIVER, form, prints=True, **more)

    if request.method == "GET":
        handed = referral.moves.filter(verb="deliver").exists()
        if "deliver" not in verbs_of(referral, request.actor) or handed:
            return HttpResponseRedirect(path_of(referral))
        return page()
    # Opened before the transaction: the deadline needs the urgency, which is sealed.
    reading = read(referral, by=request.actor, keys=request.keys)
    urgency = reading.cover.urgency if reading.cover else ""
    sector = reading.recipient.sector

    def act() -> str:
        actions.deliver(referral, form.note(), urgency=urgency, sector=sector, by=request.actor)
        return path_of(referral)

    return done(request, form, act, page)


def _order(step: Step) -> Order | None:
    try:
        return order_of(step.text, by=step.request.actor)
    except Denied:
        return None


def _goes_here(order: Order) -> bool:
    """Sealed, or not at all: paper is for who cannot open anything in an open network."""
    return connected(order.recipient) or not order.network.casework_open


def _page(
    request: MemberRequest,
    step: Step,
    order: Order,
    form: HandedForm,
    *,
    status: int,
    note: str | Promise,
) -> HttpResponse:
    context = {
        "draft": step.draft,
        "order": order,
        "form": form,
        "note": note,
        "missing": [one.sentence for one in order.missing],
        "numbers": numbers_of(order.recipient),
        "token": new_token(),
        "seen": order.seen_tag(step.draft.pk, by=step.request.actor),
        "back_url": step.url("preview"),
    }
    return render(request, "cases/offline_partners/send.html", context, status=status)
