"""Pages of what goes on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona import audit, deadlines
from spona.access.denied import Conflict, Denied, GoneError
from spona.access.guards import MemberRequest, member, takes_files
from spona.access.models import new_token, once, posted_token
from spona.cases.case.acting_membership import acting_membership
from spona.cases.casefile.on_paper import possible
from spona.cases.casefile.reading import read, verbs_of
from spona.cases.casefile.views.reading import page as reading_page
from spona.cases.casefile.views.reading import path_of, visible
from spona.cases.casefile.views.single import Single
from spona.cases.intake.actions import send_draft
from spona.cases.intake.compose import Order, order_of
from spona.cases.intake.models import Draft
from spona.cases.intake.views.flow import Step, opened
from spona.cases.offline_partners import forms
from spona.cases.offline_partners.blank_forms import FORMS, blank_form
from spona.cases.offline_partners.calling import call_sheet
from spona.cases.offline_partners.forms import HandedForm, ScanForm
from spona.cases.offline_partners.pages import done, show
from spona.cases.offline_partners.report import NO_REFERENCE, Sheet, entries_of, printed
from spona.cases.offline_partners.whose import institution_and_network, whose_it_may_be
from spona.cases.referrals import actions
from spona.cases.referrals.actions.recall import TAKEN_BACK, may_recall
from spona.cases.referrals.addressee import addressee_of, numbers_for
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import BEFORE_SENDING, SECOND_HAND_ANSWERS
from spona.cases.referrals.numbers import numbers_of
from spona.cases.referrals.permissions import (
    check_keeps_scans,
    check_recalls_paper,
    check_writes_on_paper,
)
from spona.cases.referrals.question_pause import deadline_words, urgency_of
from spona.cases.referrals.seen import FIELD
from spona.identity.form_recovery import keeps_draft
from spona.identity.slow_pages import FILE, PAPER, slow
from spona.vault.downloads import download
from spona.vault.queries import connected
from spona.vault.reasons import CHOSEN
from spona.vault.refusals import Unopenable
from spona.vault.uploads import SealedUpload, sealing, was_too_large

# What a partner on paper said, typed in by the sender; calls; and the packet once they connect.

_HINT = gettext_lazy(
    "Second-hand: you write down what they said or wrote. They cannot see it here."
)
_CALL = Single(
    gettext_lazy("Write down a call"),
    gettext_lazy("It is added with your name and the time. Nobody can change it later."),
    gettext_lazy("Write it down"),
    "phone",
)
_RECALL = Single(
    gettext_lazy("Ask for the paper back"),
    gettext_lazy(
        "Call, ask them to give the paper back or to destroy it, and write down the answer."
    ),
    gettext_lazy("Write it down"),
    "phone",
)
type Said = dict[str, Any]
type Act = Callable[[MemberRequest, Referral, forms.HeardForm], Referral]


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the things that they may have said."""

    single: Single
    form: type[forms.HeardForm]
    act: Act


def _answer(title: str | Promise, form: type[forms.HeardForm], act: Act) -> Answer:
    return Answer(Single(title, _HINT, gettext_lazy("Write it down"), "message-circle"), form, act)


def _said(form: forms.HeardForm, *names: str) -> Said:
    return {name: form.cleaned_data[name] for name in names}


def _not_theirs(request: MemberRequest, referral: Referral, form: forms.HeardForm) -> Referral:
    to, network = institution_and_network(form.cleaned_data["to"])
    return actions.hear_not_theirs(
        referral,
        form.note(),
        to=to,
        network=network,
        by=request.actor,
        keys=request.keys,
        **_said(form, "reason", "message"),
    )


def _sector(request: MemberRequest, referral: Referral) -> str:
    typed = addressee_of(referral, by=request.actor, keys=request.keys)
    return typed.sector if typed else referral.recipient_institution.sector


ANSWERS: Final[dict[str, Answer]] = {
    "received": _answer(
        SECOND_HAND_ANSWERS["received"],
        forms.HeardForm,
        lambda request, row, form: actions.hear_received(row, form.note(), by=request.actor),
    ),
    "taken-over": _answer(
        SECOND_HAND_ANSWERS["taken-over"],
        forms.HeardForm,
        lambda request, row, form: actions.hear_taken_over(row, form.note(), by=request.actor),
    ),
    "asks": _answer(
        SECOND_HAND_ANSWERS["asks"],
        forms.AskedForm,
        lambda request, row, form: actions.hear_asked(
            row, form.note(), by=request.actor, keys=request.keys, **_said(form, "message")
        ),
    ),
    "not-theirs": _answer(SECOND_HAND_ANSWERS["not-theirs"], forms.NotTheirsForm, _not_theirs),
    "no-place": _answer(
        SECOND_HAND_ANSWERS["no-place"],
        forms.NoPlaceForm,
        lambda request, row, form: actions.hear_no_place(
            row,
            form.note(),
            by=request.actor,
            sector=_sector(request, row),
            **_said(form, "reason", "message"),
        ),
    ),
    "done": _answer(
        SECOND_HAND_ANSWERS["done"],
        forms.DoneForm,
        lambda request, row, form: actions.hear_done(
            row, form.note(), by=request.actor, **_said(form, "outcome", "message")
        ),
    ),
}


@member()
@require_http_methods(["GET", "POST"])
def answer(request: MemberRequest, reference: str, code: str) -> HttpResponse:
    """One of the answers, each with a form of its own."""
    referral = visible(request, reference)
    if code not in ANSWERS:
        raise Http404
    chosen = ANSWERS[code]
    more: dict[str, Any] = {"since": referral.sent_at}
    if code == "not-theirs":
        more["recipients"] = whose_it_may_be(referral, request.actor)
    form = chosen.form(request.POST or None, **more)

    def page(**said: Any) -> HttpResponse:
        deadline = ""
        if code == "asks":
            urgency = urgency_of(referral, by=request.actor, keys=request.keys)
            deadline = deadline_words(referral, urgency)
        return show(request, referral, chosen.single, form, deadline=deadline, **said)

    if request.method == "GET":
        check_writes_on_paper(request.actor, referral)
        if code not in possible(referral, sector=_sector(request, referral)):
            return HttpResponseRedirect(path_of(referral))
        return page()

    def act() -> str:
        row = chosen.act(request, referral, form)
        return path_of(row)

    return done(request, form, act, page)


@member()
@require_http_methods(["GET", "POST"])
def log_call(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    check_writes_on_paper(request.actor, referral)
    form = forms.CallForm(request.POST or None)

    def page(**said: Any) -> HttpResponse:
        prints = referral.state not in BEFORE_SENDING
        return show(request, referral, _CALL, form, prints=prints, **said)

    if request.method == "GET":
        return page()

    def act() -> str:
        actions.log_call(referral, form.note(), by=request.actor)
        return path_of(referral) + "#calls"

    return done(request, form, act, page)


@member()
@require_http_methods(["GET", "POST"])
def recall(request: MemberRequest, reference: str) -> HttpResponse:
    """It was taken back, but a paper is there: what they said when they were asked for it."""
    referral = visible(request, reference)
    check_recalls_paper(request.actor, referral)
    if not may_recall(referral):
        return HttpResponseRedirect(path_of(referral))
    form = forms.RecallForm(request.POST or None)

    def page(**said: Any) -> HttpResponse:
        return show(request, referral, _RECALL, form, **said)

    if request.method == "GET":
        return page()

    def act() -> str:
        actions.note_recall(referral, form.note(), by=request.actor)
        return path_of(referral) + "#calls"

    return done(request, form, act, page)


@member()
@require_POST
def send_packet(request: MemberRequest, reference: str) -> HttpResponse:
    """They have connected: the same packet is sealed to them, with one click."""
    referral = visible(request, reference)

    def act() -> str:
        actions.send_packet(referral, by=request.actor, keys=request.keys)
        return path_of(referral)

    try:
        return HttpResponseRedirect(once(posted_token(request), act))
    except Conflict as faster:
        again = visible(request, reference)
        return reading_page(request, again, status=409, note=faster.sentence)


# From a draft, or from a row that is ready, to the partner on paper: whom they told, and when.

_DELIVER = Single(
    gettext_lazy("Write down that it was handed over"),
    gettext_lazy("From the time you write here the same deadline runs as for everybody."),
    gettext_lazy("It was handed over"),
    "file-text",
)


@keeps_draft
@member("report:send")
@require_http_methods(["GET", "POST"])
def send_on_paper(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """A draft whose recipient cannot open anything: call, print, and write down whom you told.

    Then the draft becomes a row like every other, sealed for the sender's side only.
    """
    step = _opened(request, draft_id)
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
            raise Conflict(
                gettext_lazy("This draft is gone: it was sent or deleted. Look at your reports.")
            )
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
    form = HandedForm(request.POST or None, prepared_at=referral.sent_at)

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


def _opened(request: MemberRequest, draft_id: UUID) -> Step | None:
    """The draft; None when the first of two clicks has sent it: the token knows its result."""
    try:
        return opened(request, draft_id, "preview")
    except GoneError:
        if request.method == "GET":
            raise
        return None


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


# Printing: of what was sent, and of a draft for a partner on paper.


@member()
@slow("paper", PAPER)
@require_http_methods(["GET", "HEAD", "POST"])
def print_report(request: MemberRequest, reference: str) -> HttpResponse:
    """For those who can open the packet; the reading is logged like any other.

    A POST from a page that was opened with a reason brings it along: what is assigned to others
    asks for it again.
    """
    referral = visible(request, reference)
    if referral.state in TAKEN_BACK | BEFORE_SENDING:
        # On paper it would go on as if nothing had been taken back, or as if it had been let out.
        raise Http404
    reason = request.POST.get("reason", "")
    if reason and reason not in CHOSEN:
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
    if reading.cover is None or reading.unsent:
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


@member("network:read")
@require_safe
def blank_forms(request: MemberRequest) -> HttpResponse:
    """For the day on which nothing else works: printed beforehand, filled in by hand."""
    return render(request, "cases/offline_partners/blank_forms.html", {"forms": FORMS})


@member("network:read")
@slow("paper", PAPER)
@require_safe
def print_blank_form(request: MemberRequest, name: str) -> HttpResponse:
    if name not in FORMS:
        raise Http404
    sector = acting_membership(request.actor).institution.sector
    return pdf_answer(blank_form(name, sector=sector, language=language_of(request)), f"{name}.pdf")


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


# The signed paper that came back: its scan, sealed while it comes, and read again as it was.

_ENDING = re.compile(r"\.(pdf|jpe?g)\Z", re.IGNORECASE)
_SCAN = Single(
    gettext_lazy("Add the signed paper"),
    gettext_lazy("It stays exactly as it is, with the time and its fingerprint."),
    gettext_lazy("Add the scan"),
    "upload",
)


@csrf_exempt
@takes_files
@member()
@require_http_methods(["GET", "POST"])
def add_scan(request: MemberRequest, reference: str) -> HttpResponse:
    """The handler that seals is put in place before the check against forged forms reads POST."""
    with sealing(request) as kept:
        return _add(request, reference, kept)


@csrf_protect
def _add(request: MemberRequest, reference: str, kept: set[str]) -> HttpResponse:
    referral = visible(request, reference)
    check_keeps_scans(request.actor, referral)
    sent = request.method == "POST"
    form = ScanForm(request.POST, request.FILES) if sent else ScanForm()

    def page(**more: Any) -> HttpResponse:
        return show(request, referral, _SCAN, form, uploads=True, **more)

    if not sent:
        return page()
    if was_too_large(request):
        form.add_error("file", _("This file is larger than 100 MB. Split it or make it smaller."))
    elif not request.POST.get("whole"):
        # The last field of the form: without it the upload was cut on the way.
        form.add_error("file", _("The upload was cut. Choose the file again."))

    def act() -> str:
        upload = form.cleaned_data["file"]
        if not isinstance(upload, SealedUpload):
            raise TypeError("a file that was not sealed while it came")
        text = form.cleaned_data["text"]
        actions.add_scan(referral, upload.stored, text=text, by=request.actor)
        kept.add(upload.stored.stored_name)
        return path_of(referral) + "#scans"

    return done(request, form, act, page)


@member()
@slow("file", FILE)
@require_safe
def read_scan(request: MemberRequest, reference: str, file_id: UUID) -> HttpResponse:
    """The scan as it came, chunk by chunk; on the reader's disk it has a neutral name."""
    referral = visible(request, reference)
    try:
        found = actions.read_scan(referral, file_id, by=request.actor, keys=request.keys)
    except Unopenable:
        found = None
    if found is None:
        raise Http404
    stored, content = found
    return download(stored, content, reference=referral.reference)
