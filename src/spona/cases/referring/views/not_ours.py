"""The recipient says: not ours, or no place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member
from spona.cases.intake.views.flow import typed
from spona.cases.referrals import actions
from spona.cases.referrals.actions.forward import packet_for
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind, State
from spona.cases.referrals.onward import marks_on, who_had_it
from spona.cases.referrals.passing import GIVES_PLACES
from spona.cases.referrals.seen import FIELD, passing_tag
from spona.cases.referring.forms.moves import ForwardForm, NoPlaceForm, OpenToForwardForm
from spona.cases.referring.reach import as_choices, chosen_network, networks_to, recipients_in
from spona.cases.referring.views.pages import answered, back_to, bands, single
from spona.cases.timeline.reading import Reading, verbs_of
from spona.cases.timeline.reading import read as open_for
from spona.cases.timeline.views.reading import visible
from spona.cases.timeline.views.single import Single
from spona.directory.models import Institution, Network

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
        return HttpResponseRedirect(back_to(referral))
    if "second" in request.POST:
        return _to_second(request, referral)
    if "open" in request.POST:
        return _open(request, referral)
    fields, networks = _fields(request, referral)
    form = ForwardForm(request.POST if request.method == "POST" else None, **fields)
    if request.method == "POST" and "send" in request.POST and form.is_valid():
        to = Institution.objects.get(pk=form.cleaned_data["institution"])
        network = next(one for one in networks if str(one.pk) == form.cleaned_data["network"])
        return _send(request, referral, form, to, network)
    if request.method == "POST" and "send" in request.POST:
        return _page(request, referral, form, status=422)
    start = typed(form) if request.method == "POST" else _start(referral, fields)
    return _page(request, referral, ForwardForm(initial=start, **fields))


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
    return answered(
        lambda: actions.have_no_place(referral, by=request.actor, **form.cleaned_data),
        page=page,
        to=back_to(referral),
    )


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

    return answered(act, page=page, to=reverse("cases:not_ours", args=[referral.reference]))


def _to_second(request: MemberRequest, referral: Referral) -> HttpResponse:
    form = OpenToForwardForm(request.POST)

    def page(**more: Any) -> HttpResponse:
        return _page(request, referral, None, opening=form, **more)

    if not form.is_valid():
        return page(status=422)
    reason = form.cleaned_data["reason"]
    return answered(
        lambda: actions.hand_to_second(referral, reason=reason, by=request.actor),
        page=page,
        to=back_to(referral),
    )


def _send(
    request: MemberRequest,
    referral: Referral,
    form: ForwardForm,
    to: Institution,
    network: Network,
) -> HttpResponse:
    said = {"reason": form.cleaned_data["reason"], "message": form.cleaned_data["message"]}

    def act() -> None:
        if _by_ourselves(request, referral):
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
            actions.propose_forward(referral, to=to, network=network, by=request.actor, **said)

    def page(**more: Any) -> HttpResponse:
        return _page(request, referral, form, **more)

    return answered(act, page=page, to=back_to(referral))


def _page(
    request: MemberRequest,
    referral: Referral,
    form: ForwardForm | None,
    *,
    status: int = 200,
    note: str | Promise = "",
    opening: OpenToForwardForm | None = None,
) -> HttpResponse:
    """Of a report that nobody has opened for this, only the question why; then the rest."""
    reading = open_for(referral, by=request.actor, keys=request.keys)
    ourselves = _by_ourselves(request, referral)
    closed = ourselves and reading.body is None
    second = referral.forwarded_to.filter(state=State.STANDBY).exists()
    if form is None and not closed:
        fields, _networks = _fields(request, referral)
        form = ForwardForm(initial=_start(referral, fields), **fields)
    context = {
        "referral": referral,
        "form": None if closed else form,
        "opening": (opening or OpenToForwardForm(auto_id="open_%s")) if closed or second else None,
        "second": second,
        "ourselves": ourselves,
        "no_place": referral.kind == Kind.REFERRAL
        and referral.recipient_institution.sector in GIVES_PLACES,
        "several": form is not None and len(form.fields["network"].choices) > 1,  # type: ignore[attr-defined]
        "note": note,
        "back_url": back_to(referral),
    }
    if form is not None and not closed:
        context |= _preview(referral, reading, form, ourselves=ourselves, by=request.actor)
    return render(request, "cases/referring/not_ours.html", context, status=status)


def _preview(
    referral: Referral, reading: Reading, form: ForwardForm, *, ourselves: bool, by: Actor
) -> dict[str, Any]:
    ident = _uuid(form["institution"].value())
    to = Institution.objects.filter(pk=ident).first() if ident else None
    context: dict[str, Any] = {"recipient": to}
    if to is None or not ourselves or reading.cover is None or reading.body is None:
        return context
    try:
        packet = packet_for(referral, reading.cover, reading.body, to)
    except Denied as refused:
        return context | {"cannot": refused.sentence}
    where = _uuid(form["network"].value())
    if where is not None and (network := Network.objects.filter(pk=where).first()):
        context["seen"] = passing_tag(referral, packet, to=to, network=network, by=by)
    return context | bands(packet.cover, packet.body)


def _fields(request: MemberRequest, referral: Referral) -> tuple[dict[str, Any], list[Network]]:
    networks = networks_to(request.actor, practice=referral.network.practice)
    wanted = request.POST.get("network") or str(referral.network_id)
    found = recipients_in(
        chosen_network(networks, wanted),
        request.actor,
        without=who_had_it(referral),
        marks=marks_on(referral),
    )
    if not _by_ourselves(request, referral):
        # What is only proposed goes on by the sender's click, and on paper nothing does.
        found = [one for one in found if one.connected]
    names = [(str(one.pk), one.short_name) for one in networks]
    return {"networks": names, "recipients": as_choices(found)}, networks


def _start(referral: Referral, fields: dict[str, Any]) -> dict[str, Any]:
    before = referral.moves.filter(verb="open_to_forward").first()
    own = str(referral.network_id)
    names = [name for name, _words in fields["networks"]]
    return {
        "reason": before.reason if before else "",
        "network": own if own in names else next(iter(names), ""),
    }


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
