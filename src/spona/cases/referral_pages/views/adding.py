"""Add to a report after it was sent, read what was added, and hand it over on paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spona import audit
from spona.access.denied import Denied
from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once, posted_token
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.queries import marks_on
from spona.cases.casefile.reading import Reading, verbs_of
from spona.cases.casefile.reading import read as open_for
from spona.cases.casefile.views.reading import page as show_report
from spona.cases.casefile.views.reading import path_of, visible
from spona.cases.casefile.views.single import Single
from spona.cases.consent.answers import answers_in
from spona.cases.consent.models import Agreement
from spona.cases.consent.rests_on import RestsOn
from spona.cases.intake.views.flow import call_now
from spona.cases.offline_partners.forms import HandedForm
from spona.cases.offline_partners.pages import done
from spona.cases.offline_partners.pages import show as show_on_paper
from spona.cases.offline_partners.report import Sheet, printed_addition
from spona.cases.offline_partners.views import language_of, pdf_answer
from spona.cases.referral_pages.addition_form import ReferralAdditionForm, ReportAdditionForm
from spona.cases.referral_pages.opening import open_file
from spona.cases.referral_pages.reach import lodging_choices, recipients_in
from spona.cases.referrals import actions
from spona.cases.referrals.additions import (
    ADD,
    HAND,
    last_addition,
    not_handed_over,
    why_not,
)
from spona.cases.referrals.addressee import numbers_for
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind, State
from spona.cases.referrals.onward import next_of
from spona.cases.referrals.permissions import check_can_move, check_can_refer
from spona.cases.referrals.seen import FIELD, addition_tag
from spona.deadlines.late import today_in
from spona.identity.slow_pages import PAPER, slow
from spona.reference.queries import indicator_list_for

_HANDED = Single(
    _("Write down that what was added was handed over"),
    _("To whom what was added was handed over or told. The deadline stays as it is."),
    _("It was handed over"),
    "file-text",
)


@member("report:send")
@require_http_methods(["GET", "POST"])
def add_to_referral(request: MemberRequest, reference: str) -> HttpResponse:
    """What is typed, beside exactly what goes out; it goes only as it was shown."""
    referral = visible(request, reference)
    check_can_move(request.actor, referral, ADD)
    if request.method == "GET" and (after := _after(request, referral)) is not None:
        return HttpResponseRedirect(reverse("cases:add_to_referral", args=[after.reference]))
    reading = open_for(referral, by=request.actor, keys=request.keys)
    form, agreement = _form(request, referral)

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        return _page(request, reading, form, status=status, note=note)

    if request.method == "GET":
        return page()
    if not form.is_valid():
        return page(status=422)
    if "send" not in request.POST:
        return page()

    def act() -> str:
        actions.add_to_referral(
            referral,
            form.addition(request.actor),
            agreed=bool(form.cleaned_data.get("agreed")),
            agreement=agreement,
            seen=request.POST.get(FIELD, ""),
            by=request.actor,
        )
        return path_of(referral) + "#added"

    return run_or_page(lambda: once(posted_token(request), act), page=page)


@member()
@require_POST
def read_addition(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    shown = request.POST.get("shown")

    def page(**more: Any) -> HttpResponse:
        return show_report(request, referral, **more)

    return run_or_page(
        lambda: actions.read_addition(referral, shown=shown, by=request.actor, keys=request.keys),
        page=page,
        to=path_of(referral),
    )


@member()
@require_http_methods(["GET", "POST"])
def hand_addition(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    check_can_move(request.actor, referral, HAND)
    form = HandedForm(request.POST or None)

    def page(**more: Any) -> HttpResponse:
        last = last_addition(referral)
        return show_on_paper(
            request, referral, _HANDED, form, prints_addition=True,
            added=str(last.pk) if last else "", **more,
        )  # fmt: skip

    if request.method == "GET":
        waits = not_handed_over(referral.moves.all())
        if HAND not in verbs_of(referral, request.actor) or not waits:
            return HttpResponseRedirect(path_of(referral))
        return page()

    def act() -> str:
        shown = request.POST.get("shown")
        actions.hand_addition(referral, form.note(), shown=shown, by=request.actor)
        return path_of(referral) + "#calls"

    return done(request, form, act, page)


@member()
@slow("paper", PAPER)
@require_safe
def print_addition(request: MemberRequest, reference: str) -> HttpResponse:
    """What was added and is not handed over yet, under the report's reference; else all of it."""
    referral = visible(request, reference)
    reading = open_for(referral, by=request.actor, keys=request.keys)
    added = [one for one, _new, _at in reading.additions][::-1]
    fresh = [one for one, new, _at in reading.additions if new][::-1]
    if reading.cover is None or reading.body is None or not added or reading.taken_back:
        raise Http404
    audit.record_read("referral:printed", by=request.actor, subject=referral.subject)
    sheet = Sheet(
        referral.reference,
        reading.recipient,
        referral.network,
        referral.sent_at,
        reading.deadline,
        reading.number,
        "addition",
        sender=referral.sender_institution,
        passed_on_by=referral.paper_institution,
        slip=reading.sender_side,
    )
    pdf = printed_addition(
        sheet, reading.cover, reading.body, fresh or added, language=language_of(request)
    )
    return pdf_answer(pdf, f"{referral.reference}-3.pdf")


def _form(
    request: MemberRequest, referral: Referral
) -> tuple[ReportAdditionForm | ReferralAdditionForm, Agreement | None]:
    if referral.kind == Kind.REFERRAL:
        return _referral_form(request, referral)
    return _report_form(request, referral), None


def _report_form(request: MemberRequest, referral: Referral) -> ReportAdditionForm:
    sector = acting_membership(request.actor).institution.sector
    return ReportAdditionForm(
        request.POST if request.method == "POST" else None,
        chosen=indicator_list_for(sector, timezone.localdate()),
        asks_agreement=referral.rests_on == RestsOn.AGREEMENT,
    )


def _referral_form(
    request: MemberRequest, referral: Referral
) -> tuple[ReferralAdditionForm, Agreement | None]:
    """With the agreement on which it rests, opened from the file: it says what may go today."""
    case = referral.from_case
    if case is None:
        raise Denied(_("The file from which this went is not here any more."))
    check_can_refer(request.actor, case)
    documents = open_file(case, by=request.actor, keys=request.keys)
    answers = answers_in(case, documents)
    agreement = next((row for row, _said in answers if row.pk == referral.agreement_id), None)
    lasts = agreement is not None and agreement.lasts_on(today_in(referral.network))
    covered = agreement.agreed or frozenset() if agreement and lasts else frozenset()
    lodging = recipients_in(case.network, request.actor, marks=marks_on(case))
    form = ReferralAdditionForm(
        request.POST if request.method == "POST" else None,
        documents=documents,
        covered=covered,
        providers=lodging_choices(lodging),
    )
    return form, agreement


def _page(
    request: MemberRequest,
    reading: Reading,
    form: ReportAdditionForm | ReferralAdditionForm,
    *,
    status: int = 200,
    note: str | Promise = "",
) -> HttpResponse:
    referral = reading.referral
    sentence = why_not(Referral.objects.get(pk=referral.pk))
    addition = form.addition(request.actor) if form.is_valid() else None
    tag = addition_tag(referral, addition, by=request.actor) if addition else ""
    context = {
        "referral": referral,
        "reading": reading,
        "form": form,
        "groups": form.by_group(),
        "why_not": sentence,
        "addition": addition,
        "note": note,
        "seen": tag,
        "token": new_token(),
        "contacts": call_now(request.actor),
        "numbers": numbers_for(referral.recipient_institution, reading.addressee),
        "ground": reading.body.ground if reading.body else None,
        "back_url": path_of(referral),
    }
    if isinstance(form, ReferralAdditionForm):
        second = next_of(referral)
        context |= {
            "case": referral.from_case,
            "covered": form.covered,
            "second": second.recipient_institution if second else None,
            "agree_for": "elsewhere" if reading.addressee else referral.recipient_institution_id,
        }
    return render(request, "cases/referral_pages/add.html", context, status=status)


def _after(request: MemberRequest, referral: Referral) -> Referral | None:
    """Where the report is now, as far as it was passed on and this reader may follow it."""
    found: Referral | None = None
    row = referral
    while row.state == State.FORWARDED and (after := next_of(row)) is not None:
        if not Referral.objects.visible_to(request.actor).filter(pk=after.pk).exists():
            break
        found = row = after
    return found
