"""The recipient says: not ours, or no place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.form_errors import run_or_page
from spona.access.guards import MemberRequest, member
from spona.cases.case.acting_membership import acting_membership
from spona.cases.casefile.reading import Reading, verbs_of
from spona.cases.casefile.reading import read as open_for
from spona.cases.casefile.views.reading import visible
from spona.cases.casefile.views.single import Single
from spona.cases.intake.views.flow import typed
from spona.cases.offline_partners.forms import HandedOnForm
from spona.cases.offline_partners.report import NO_REFERENCE, Sheet, printed
from spona.cases.offline_partners.views import language_of, pdf_answer
from spona.cases.referral_pages.forms import ForwardForm, NoPlaceForm, OpenToForwardForm
from spona.cases.referral_pages.reach import (
    as_choices,
    as_towns,
    carrier,
    chosen_network,
    networks_to,
    recipients_in,
)
from spona.cases.referral_pages.unlisted_body import meant
from spona.cases.referral_pages.views.pages import back_to, bands, single
from spona.cases.referrals import actions
from spona.cases.referrals.actions.forward import OTHER_TOWN, packet_for
from spona.cases.referrals.addressee import Addressee, numbers_for
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind, State
from spona.cases.referrals.onward import marks_on, next_of, who_had_it
from spona.cases.referrals.passing import GIVES_PLACES
from spona.cases.referrals.permissions import opens_here
from spona.cases.referrals.question_pause import deadline_words
from spona.cases.referrals.seen import FIELD, passing_tag
from spona.directory.models import ELSEWHERE, Institution, Network
from spona.directory.queries import networks_of
from spona.identity.slow_pages import PAPER, slow

_NO_PLACE = Single(
    _("No place"),
    _("The sender has it back at once. You keep what is asked and your reason."),
    _("Say that there is no place"),
    "arrow-back-up",
)


@member("referral:answer")
@require_http_methods(["GET", "POST"])
def not_ours(request: MemberRequest, reference: str) -> HttpResponse:
    """A report is opened with a reason and passed on; anything else is proposed to the sender."""
    referral = visible(request, reference)
    verbs = verbs_of(referral, request.actor)
    if not verbs & {"forward", "propose_forward"}:
        return HttpResponseRedirect(back_to(_followed(request, referral)))
    if "second" in request.POST:
        return _to_second(request, referral)
    if "open" in request.POST:
        return _open(request, referral)
    fields, networks = _fields(request, referral)
    form = ForwardForm(request.POST if request.method == "POST" else None, **fields)
    if request.method == "POST" and "send" in request.POST and form.is_valid():
        target = _target(request, referral, networks)
        if target is not None:
            return _send(request, referral, form, target)
    if request.method == "POST" and "send" in request.POST:
        return _page(request, referral, form, status=422)
    if request.method == "POST":
        fields["initial"] |= typed(form)
    return _page(request, referral, ForwardForm(**fields))


@member("referral:answer")
@require_http_methods(["GET", "POST"])
def have_no_place(request: MemberRequest, reference: str) -> HttpResponse:
    referral = visible(request, reference)
    form = NoPlaceForm(request.POST if request.method == "POST" else None, auto_id="no_place_%s")

    def page(**more: Any) -> HttpResponse:
        return single(request, referral, _NO_PLACE, form, **more)

    if request.method == "GET":
        if "have_no_place" not in verbs_of(referral, request.actor):
            return HttpResponseRedirect(back_to(referral))
        return page()
    if not form.is_valid():
        return page(status=422)
    return run_or_page(
        lambda: actions.have_no_place(referral, by=request.actor, **form.cleaned_data),
        page=page,
        to=back_to(referral),
    )


def _followed(request: MemberRequest, referral: Referral) -> Referral:
    """What was passed on on paper is followed under its next reference."""
    after = next_of(referral)
    ours = after is not None and after.paper_institution_id == request.actor.institution_id
    return after if after is not None and ours else referral


def _by_ourselves(request: MemberRequest, referral: Referral) -> bool:
    return "forward" in verbs_of(referral, request.actor) and referral.rests_on == "duty"


def _open(request: MemberRequest, referral: Referral) -> HttpResponse:
    form = OpenToForwardForm(request.POST)
    if not form.is_valid():
        return _page(request, referral, None, status=422, opening=form)

    def act() -> None:
        actions.open_to_forward(
            referral, reason=form.cleaned_data["reason"], by=request.actor, keys=request.keys
        )

    def page(**more: Any) -> HttpResponse:
        return _page(request, referral, None, opening=form, **more)

    return run_or_page(act, page=page, to=reverse("cases:not_ours", args=[referral.reference]))


def _to_second(request: MemberRequest, referral: Referral) -> HttpResponse:
    form = OpenToForwardForm(request.POST)

    def page(**more: Any) -> HttpResponse:
        return _page(request, referral, None, opening=form, **more)

    if not form.is_valid():
        return page(status=422)
    reason = form.cleaned_data["reason"]
    return run_or_page(
        lambda: actions.hand_to_second(referral, reason=reason, by=request.actor),
        page=page,
        to=back_to(referral),
    )


@dataclass(frozen=True, slots=True)
class Target:
    """To whom it would go on; `addressee`: typed by name and town."""

    to: Institution
    network: Network
    addressee: Addressee | None
    connected: bool


def _target(request: MemberRequest, referral: Referral, networks: list[Network]) -> Target | None:
    """Who is chosen; a body outside the networks goes by the one in which the report waits."""
    given = request.POST
    if given.get("institution") == ELSEWHERE:
        found = meant(given)
        if found.known is not None:
            sits = networks_of(found.known)
            there = next((one for one in networks if one.casework_open and one in sits), None)
            where = there or referral.network
            return Target(found.known, where, None, opens_here(found.known))
        if found.addressee is None:
            return None
        body = found.addressee.as_institution()
        return Target(body, referral.network, found.addressee, connected=False)
    ident = _uuid(given.get("institution"))
    to = Institution.objects.filter(pk=ident).first() if ident else None
    network = next((one for one in networks if str(one.pk) == given.get("network")), None)
    if to is None or network is None:
        return None
    by_which = carrier(network, referral.network) or network
    return Target(to, by_which, None, opens_here(to))


@member("referral:answer")
@slow("paper", PAPER)
@require_POST
def print_forward(request: MemberRequest, reference: str) -> HttpResponse:
    """The paper for who would get it, before it is passed on: one prints, hands over, then writes
    it down.
    """
    referral = visible(request, reference)
    _fields_of, networks = _fields(request, referral)
    target = _target(request, referral, networks)
    reading = open_for(referral, by=request.actor, keys=request.keys)
    if target is None or not _by_ourselves(request, referral):
        raise Http404
    if reading.cover is None or reading.body is None:
        raise Http404
    try:
        packet = packet_for(referral, reading.cover, reading.body, target.to)
    except Denied:
        raise Http404 from None
    audit.record_read("referral:printed", by=request.actor, subject=referral.subject)
    sheet = Sheet(
        NO_REFERENCE,
        target.to,
        target.network,
        deadlines.now(),
        number=reading.number,
        sender=referral.sender_institution,
        passed_on_by=acting_membership(request.actor).institution,
        slip=True,
    )
    content = printed(sheet, packet.cover, packet.body, language=language_of(request))
    return pdf_answer(content, f"{referral.reference}-2.pdf")


def _send(
    request: MemberRequest, referral: Referral, form: ForwardForm, target: Target
) -> HttpResponse:
    said = {"reason": form.cleaned_data["reason"], "message": form.cleaned_data["message"]}
    ourselves = _by_ourselves(request, referral)
    to, network = target.to, target.network
    on_paper = ourselves and not target.connected
    handed = HandedOnForm(request.POST, prefix="handed") if on_paper else None
    if handed is not None and not handed.is_valid():
        return _page(request, referral, form, status=422, handed=handed)

    def act() -> str:
        if handed is not None:
            after = actions.forward_on_paper(
                referral,
                handed.note(),
                to=to,
                network=network,
                addressee=target.addressee,
                seen=request.POST.get(FIELD, ""),
                by=request.actor,
                keys=request.keys,
                **said,
            )
            # Who passed it on follows it there.
            return back_to(after)
        if ourselves:
            actions.forward(
                referral,
                to=to,
                network=network,
                seen=request.POST.get(FIELD, ""),
                by=request.actor,
                keys=request.keys,
                **said,
            )
        else:
            actions.propose_forward(
                referral, to=to, network=network, by=request.actor, keys=request.keys, **said
            )
        return back_to(referral)

    def page(**more: Any) -> HttpResponse:
        return _page(request, referral, form, handed=handed, **more)

    return run_or_page(act, page=page)


def _page(
    request: MemberRequest,
    referral: Referral,
    form: ForwardForm | None,
    *,
    status: int = 200,
    note: str | Promise = "",
    opening: OpenToForwardForm | None = None,
    handed: HandedOnForm | None = None,
) -> HttpResponse:
    """Of a report that nobody has opened for this, only the question why; then the rest."""
    reading = open_for(referral, by=request.actor, keys=request.keys)
    ourselves = _by_ourselves(request, referral)
    closed = ourselves and reading.body is None
    second = referral.forwarded_to.filter(state=State.STANDBY).exists()
    if form is None and not closed:
        fields, _networks = _fields(request, referral)
        form = ForwardForm(**fields)
    context: dict[str, Any] = {
        "referral": referral,
        "form": None if closed else form,
        "opening": (opening or OpenToForwardForm(auto_id="open_%s")) if closed or second else None,
        "second": second,
        "ourselves": ourselves,
        "deadline": ""
        if ourselves
        else deadline_words(referral, reading.cover.urgency if reading.cover else ""),
        "no_place": referral.kind == Kind.REFERRAL
        and referral.recipient_institution.sector in GIVES_PLACES,
        # The first answer of the list says that none was chosen.
        "several": form is not None and len(form.fields["network"].choices) > 2,  # type: ignore[attr-defined]
        "note": note,
        "back_url": back_to(referral),
    }
    if form is not None and not closed:
        _names, networks = _fields(request, referral)
        target = _target(request, referral, networks)
        context |= _preview(referral, reading, target, ourselves=ourselves, by=request.actor)
        if ourselves and target is not None and not target.connected:
            context["handed"] = handed or HandedOnForm(initial=_begun(request), prefix="handed")
            context["numbers"] = numbers_for(target.to, target.addressee)
    return render(request, "cases/referral_pages/not_ours.html", context, status=status)


def _begun(request: MemberRequest) -> dict[str, str]:
    """What was typed of the handing over already, so that a new preview loses none of it."""
    return {
        name.removeprefix("handed-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("handed-") and value
    }


def _preview(
    referral: Referral, reading: Reading, target: Target | None, *, ourselves: bool, by: Actor
) -> dict[str, Any]:
    to = target.to if target else None
    context: dict[str, Any] = {"recipient": to}
    if target is None or to is None or not ourselves:
        return context
    if reading.cover is None or reading.body is None:
        return context
    try:
        packet = packet_for(referral, reading.cover, reading.body, to)
    except Denied as refused:
        return context | {"cannot": refused.sentence}
    context["seen"] = passing_tag(referral, packet, to=to, network=target.network, by=by)
    return context | bands(packet.cover, packet.body)


def _fields(request: MemberRequest, referral: Referral) -> tuple[dict[str, Any], list[Network]]:
    networks = networks_to(request.actor, practice=referral.network.practice)
    wanted = request.POST.get("network") or _town_at_first(referral, networks)
    found = recipients_in(
        chosen_network(networks, wanted) if wanted else None,
        request.actor,
        without=who_had_it(referral),
        marks=marks_on(referral),
    )
    # What is only proposed is for the sender to send, who types a body that stands in no list.
    elsewhere = _by_ourselves(request, referral) and not referral.network.practice
    offered = {
        "networks": as_towns(networks), "recipients": as_choices(found), "elsewhere": elsewhere,
        "initial": {"reason": _reason(referral), "network": wanted},
    }  # fmt: skip
    return offered, networks


def _reason(referral: Referral) -> str:
    """Why it was opened to see for whom it is, else empty."""
    before = referral.moves.filter(verb="open_to_forward").first()
    return before.reason if before else ""


def _town_at_first(referral: Referral, networks: list[Network]) -> str:
    """The town in which it waits; none where another one is competent, so that one chooses it."""
    own = str(referral.network_id)
    if _reason(referral) == OTHER_TOWN and len(networks) > 1:
        return ""
    there = chosen_network(networks, own)
    return str(there.pk) if there else ""


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
