"""What the person has agreed to: the list of a file, a new one, and one that is withdrawn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member
from spona.access.models import new_token, once
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.consent.actions import agree as write_down
from spona.cases.consent.actions import read_agreements
from spona.cases.consent.days import today_in
from spona.cases.consent.details import Details
from spona.cases.consent.ground import child_path
from spona.cases.consent.models import Agreement
from spona.cases.consent.permissions import check_can_keep
from spona.cases.consent.words import HOW, WHO
from spona.cases.referrals.models import Referral
from spona.cases.referring.actions import withdraw_from_all
from spona.cases.referring.compose import age_of
from spona.cases.referring.forms.agreement import AgreementForm
from spona.cases.referring.opening import open_file, opens_whole
from spona.cases.referring.parts import PARTS
from spona.cases.referring.reach import as_choices, networks_to, recipients_in
from spona.cases.referring.views.pages import visible_file
from spona.directory.models import Institution


@member("case:open")
@require_safe
def agreements(request: MemberRequest, reference: str) -> HttpResponse:
    case = visible_file(request, reference)
    today = today_in(case.network)
    # No link to what this reader has no page of.
    shown = Referral.objects.visible_to(request.actor)
    rows = [
        {
            "agreement": row,
            "details": details,
            "how": HOW.get(details.how, "") if details else "",
            "who": WHO.get(details.who, "") if details else "",
            "parts": [PARTS[name] for name in row.parts if name in PARTS],
            "lasts": row.lasts_on(today),
            "sent": shown.filter(agreement=row).exclude(state="standby").order_by("sent_at"),
        }
        for row, details in read_agreements(case, by=request.actor, keys=request.keys)
    ]
    # The next page opens the whole file: whoever does not lead it is not led there.
    leads = request.actor.may("case:write") and opens_whole(case, by=request.actor)
    context = {"case": case, "rows": rows, "may_write": leads}
    return render(request, "cases/referring/agreements.html", context)


@member("case:write")
@require_http_methods(["GET", "POST"])
def agree(request: MemberRequest, reference: str) -> HttpResponse:
    """The age stands in the file, so the file is opened to know whose agreement counts."""
    case = visible_file(request, reference)
    check_can_keep(request.actor, case)
    child = child_path(age_of(open_file(case, by=request.actor, keys=request.keys)))
    recipients = _everybody(request, case)
    start = {"starts_on": today_in(case.network), "recipient": request.GET.get("for", "")}
    form = AgreementForm(
        request.POST if request.method == "POST" else None, initial=start, recipients=recipients
    )

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        context = {"case": case, "form": form, "child": child, "note": note, "token": new_token()}
        return render(request, "cases/referring/agree.html", context, status=status)

    if request.method == "GET":
        return page()
    if not form.is_valid():
        return page(status=422)

    def act() -> str:
        _write(request, case, form.cleaned_data, child=child)
        return reverse("cases:agreements", args=[case.reference])

    token = request.POST.get("token", "")
    try:
        return HttpResponseRedirect(once(token if len(token) == 43 else new_token(), act))
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
    context = {"case": case, "agreement": agreement, "sent": _rests_on(agreement)}
    return render(request, "cases/referring/end_agreement.html", context)


def _rests_on(agreement: Agreement) -> list[Any]:
    """Referrals and conferences, each with its reference."""
    sent = agreement.referrals.filter(closed_at=None).exclude(state="standby")
    tables = agreement.conference_guests.filter(ended_at=None)
    return [
        *sent,
        *(one.conference.meeting for one in tables.select_related("conference__meeting")),
    ]


def _write(request: MemberRequest, case: Case, given: dict[str, Any], *, child: bool) -> None:
    names = ("purpose", "how", "who", "language", "interpreter", "guardian", "conflict")
    write_down(
        case,
        recipient=Institution.objects.get(pk=given["recipient"]),
        parts=given["parts"],
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
        details=Details(**{name: given[name] for name in names}),
        child=child,
        by=request.actor,
    )


def _everybody(request: MemberRequest, case: Case) -> list[tuple[str, str]]:
    marks = marks_on(case)
    found: dict[str, str] = {}
    for network in networks_to(request.actor, practice=case.network.practice):
        found |= dict(as_choices(recipients_in(network, request.actor, marks=marks)))
    return list(found.items())
