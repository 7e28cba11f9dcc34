"""The sender decides: it goes on as the recipient proposed, or it stays there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.cases.casefile.reading import read as open_for
from spona.cases.casefile.reading import verbs_of
from spona.cases.casefile.views.reading import visible
from spona.cases.consent.actions import read_agreements
from spona.cases.consent.answers import Answers, refusals
from spona.cases.consent.rests_on import RestsOn
from spona.cases.referral_pages.forms import ConfirmForm, MessageForm
from spona.cases.referral_pages.grounds import Possible, chosen_ground, possible_grounds
from spona.cases.referral_pages.views.pages import back_to, bands
from spona.cases.referrals import actions
from spona.cases.referrals.models import Referral
from spona.cases.referrals.onward import proposal_of
from spona.cases.referrals.packet import Packet
from spona.cases.referrals.permissions import check_can_move, opens_here
from spona.cases.referrals.seen import FIELD, passing_tag
from spona.directory.models import Institution


@dataclass(frozen=True, slots=True)
class Choice:
    """`possible` are the grounds of the file; a report without a file asks for a word only."""

    to: Institution
    possible: list[Possible]
    word_only: bool

    @property
    def grounds(self) -> list[tuple[str, str]]:
        if self.word_only:
            return [("agreed", _("The person has agreed that it goes to this institution."))]
        return [(one.code, one.label) for one in self.possible]


@member()
@require_http_methods(["GET", "POST"])
def confirm_forward(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    # First of all: the page names agreements of the sender's file.
    check_can_move(request.actor, referral, "confirm_forward")
    proposal = proposal_of(referral)
    if proposal is None or proposal.to_institution is None or proposal.to_network is None:
        return HttpResponseRedirect(back_to(referral))
    network = proposal.to_network
    if request.method == "GET" and "confirm_forward" not in verbs_of(referral, request.actor):
        return HttpResponseRedirect(back_to(referral))
    reading = open_for(referral, by=request.actor, keys=request.keys)
    age = reading.cover.age if reading.cover else ""
    answers: Answers = ()
    if referral.from_case is not None:
        answers = read_agreements(referral.from_case, by=request.actor, keys=request.keys)
    choice = _choice(referral, proposal.to_institution, age, answers)
    said_no = refusals(answers, referral.network)
    form = ConfirmForm(request.POST if request.method == "POST" else None, grounds=choice.grounds)
    needs_ground = referral.rests_on != RestsOn.NO_IDENTITY

    def page(*, status: int = 200, note: str | Promise = "") -> HttpResponse:
        context: dict[str, Any] = {
            "referral": referral, "to": choice.to, "form": form if needs_ground else None,
            "why": reading.happened, "note": note, "back_url": back_to(referral),
            "refuse_form": MessageForm(auto_id="refuse_%s"), "grounds": choice.grounds,
            "refusals": [one for one in said_no if one.recipient.pk == choice.to.pk],
        }  # fmt: skip
        if reading.cover and reading.body:
            context |= bands(reading.cover, reading.body)
            context["on_paper"] = not opens_here(choice.to)
            shown = Packet(reading.cover, reading.body)
            context["seen"] = passing_tag(
                referral, shown, to=choice.to, network=network, by=request.actor
            )
        return render(request, "cases/referral_pages/confirm.html", context, status=status)

    if request.method == "GET":
        return page()
    if needs_ground and not form.is_valid():
        return page(status=422)
    code = form.cleaned_data.get("ground") if needs_ground else ""
    ground = chosen_ground(choice.possible, code)

    def act() -> None:
        actions.confirm_forward(
            referral,
            agreement=ground.agreement if ground else None,
            agreed=code == "agreed",
            basis=ground.basis if ground else None,
            seen=request.POST.get(FIELD, ""),
            by=request.actor,
            keys=request.keys,
        )

    return run_or_page(act, page=page, to=back_to(referral))


@member()
@require_POST
def refuse_forward(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    form = MessageForm(request.POST)
    message = form.cleaned_data["message"] if form.is_valid() else ""
    actions.refuse_forward(referral, message=message, by=request.actor)
    return HttpResponseRedirect(back_to(referral))


@member()
@require_POST
def note_answer(request: MemberRequest, reference: str) -> HttpResponse:
    """The sender has read that there is no place, and looks for another one."""
    referral = visible(request, reference)
    actions.note_answer(referral, by=request.actor)
    return HttpResponseRedirect(back_to(referral))


def _choice(referral: Referral, to: Institution, age: str, answers: Answers) -> Choice:
    if referral.from_case is None:
        return Choice(to, [], word_only=referral.rests_on == RestsOn.AGREEMENT)
    possible = possible_grounds(referral.from_case, to, answers=answers, age=age)
    by_agreement = referral.rests_on == RestsOn.AGREEMENT
    fitting = [one for one in possible if (one.agreement is not None) == by_agreement]
    return Choice(to, fitting, word_only=False)
