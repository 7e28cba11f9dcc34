"""What was typed on the page, turned into what would be sent: the same for preview and sending."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.consent.answers import Answers, Refusal, answers_in, refusals, refused_for
from spona.cases.consent.ground import ground_unnamed
from spona.cases.intake.recipients import Choice
from spona.cases.referral_pages.compose import Chosen, age_of, packet_of
from spona.cases.referral_pages.grounds import Possible, chosen_ground, possible_grounds
from spona.cases.referral_pages.opening import Documents
from spona.cases.referral_pages.orders import Sending, Target
from spona.cases.referral_pages.parts import PARTS, preset_for
from spona.cases.referral_pages.reach import carrier, chosen_network, networks_to, recipients_in
from spona.cases.referral_pages.unlisted_body import meant
from spona.cases.referrals.addressee import Addressee
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.onward import parts_of
from spona.cases.referrals.packet import Call
from spona.cases.referrals.permissions import opens_here
from spona.directory.models import ELSEWHERE, Institution, Network
from spona.directory.queries import networks_of

type Typed = Mapping[str, Any]


@dataclass(slots=True)
class Desk:
    """Whom one can send to from this file, and who is chosen. `shown`: the network whose
    institutions stand in the list; `network`: by which it goes. `grounds` are for who is chosen.
    """

    case: Case
    kind: Kind
    documents: Documents
    networks: list[Network]
    shown: Network | None
    network: Network | None
    recipients: list[Choice]
    chosen: Choice | None
    grounds: list[Possible]
    # What the person said yes and no to, for whomever.
    answers: Answers = ()
    # A body typed by name and town.
    addressee: Addressee | None = None

    @property
    def takes_elsewhere(self) -> bool:
        """Paper goes to any body of the country, but never out of a training network."""
        return self.case.network.casework_open and not self.case.network.practice

    @property
    def refusals(self) -> list[Refusal]:
        return refusals(self.answers, self.case.network)

    @property
    def addressee_mark(self) -> str:
        return self.addressee.mark(self.case.pk) if self.addressee else ""

    def refused(self, parts: Collection[str]) -> set[str]:
        """Which of these parts the person does not agree to give to who is chosen."""
        if self.chosen is None:
            return set()
        return refused_for(self.refusals, self.chosen.institution, parts, mark=self.addressee_mark)

    @property
    def age(self) -> str:
        return age_of(self.documents)


def desk_of(case: Case, kind: Kind, documents: Documents, *, typed: Typed, by: Actor) -> Desk:
    """`typed` as it came; nobody is chosen where network and institution fit nothing."""
    networks = networks_to(by, practice=case.network.practice)
    home = next((one for one in networks if one.pk == case.network_id), None)
    shown = chosen_network(networks, str(typed.get("network") or case.network_id))
    recipients = recipients_in(shown, by, marks=marks_on(case))
    wanted = str(typed.get("institution") or "")
    chosen = next((one for one in recipients if str(one.id) == wanted), None)
    where = carrier(shown, home) if chosen else shown
    addressee = None
    if wanted == ELSEWHERE:
        chosen, where, addressee = _typed_body(home, networks, typed)
    grounds: list[Possible] = []
    answers = answers_in(case, documents)
    if chosen is not None and kind != Kind.QUESTION:
        grounds = possible_grounds(
            case,
            chosen.institution,
            answers=answers,
            age=age_of(documents),
            addressee=addressee,
        )
        if kind == Kind.TRANSFER:
            grounds = [one for one in grounds if one.basis is not None]
    return Desk(
        case, kind, documents, networks, shown, where, recipients, chosen, grounds, answers,
        addressee,
    )  # fmt: skip


def _typed_body(
    home: Network | None, networks: list[Network], typed: Typed
) -> tuple[Choice | None, Network | None, Addressee | None]:
    """A body outside the directory goes by the file's own network; one of the directory that was
    recognised, by the network in which it sits.
    """
    found = meant(typed)
    if found.known is not None:
        sits = networks_of(found.known)
        there = next((one for one in networks if one.casework_open and one in sits), home)
        return Choice(found.known, found.known.sector, opens_here(found.known)), there, None
    if found.addressee is None:
        return None, home, None
    body = found.addressee.as_institution()
    return Choice(body, body.sector, connected=False), home, found.addressee


def with_preset(typed: Typed, desk: Desk) -> dict[str, Any]:
    """Where another recipient was chosen, the ticks are those of its sector.

    Where the person has agreed to something for it, that is the basis at first, and of the
    sector's parts only what the agreement covers is ticked.
    """
    values = dict(typed)
    if desk.chosen is None or values.get("ticked_for") == str(desk.chosen.id):
        return values
    first = chosen_ground(desk.grounds, values.get("ground")) or next(iter(desk.grounds), None)
    agreement = first.agreement if first else None
    if first is not None and agreement is not None:
        values["ground"] = first.code
    sector, refused = desk.chosen.institution.sector, desk.refused(PARTS)
    values["parts"] = preset_for(sector, agreement, refused)
    values["ticked_for"] = str(desk.chosen.id)
    return values


def sending_of(desk: Desk, typed: Typed, *, by: Actor) -> Sending | None:
    """None while nobody is chosen, or nothing on which it could rest.

    Denied where the second one has no ground of its own.
    """
    if desk.chosen is None:
        return None
    to = desk.chosen.institution
    possible = chosen_ground(desk.grounds, typed.get("ground"))
    if possible is None and desk.kind != Kind.QUESTION:
        return None
    first = _target(desk, to, possible, typed, by)
    return Sending(desk.kind, first, _second(desk, possible, typed, by), _text(typed, "reason"))


def _target(
    desk: Desk, to: Institution, possible: Possible | None, typed: Typed, by: Actor
) -> Target:
    assert desk.network is not None
    writer = acting_membership(by)
    ground = possible.ground(writer.institution, to, desk.age) if possible else ground_unnamed()
    packet = packet_of(_chosen(desk, typed), desk.documents, writer=writer, ground=ground)
    addressee = desk.addressee if desk.chosen and to.pk == desk.chosen.id else None
    if possible is not None and possible.agreement is None:
        # On another basis in spite of a no: the recipient reads that, not to build on a yes.
        mark = desk.addressee_mark if addressee else ""
        refused = bool(refused_for(desk.refusals, to, parts_of(packet.body), mark=mark))
        packet = replace(packet, body=replace(packet.body, ground=replace(ground, refused=refused)))
    return Target(to, desk.network, packet, possible.agreement if possible else None, addressee)


def _second(desk: Desk, first: Possible | None, typed: Typed, by: Actor) -> Target | None:
    """On the same ground as the first: an agreement of its own, or the same article."""
    wanted = _text(typed, "second")
    found = next((one.institution for one in desk.recipients if str(one.id) == wanted), None)
    if found is None or first is None or desk.kind != Kind.REFERRAL:
        return None
    for one in possible_grounds(desk.case, found, answers=desk.answers, age=desk.age):
        if one.basis == first.basis:
            return _target(desk, found, one, typed, by)
    raise Denied(
        _(
            "For the second institution the person has not agreed, and no act says so. Choose "
            "another."
        )
    )


def _chosen(desk: Desk, typed: Typed) -> Chosen:
    return Chosen(
        kind=desk.kind,
        asked=_text(typed, "asked"),
        urgency=_text(typed, "urgency"),
        call=Call(reached=_text(typed, "reached").strip()),
        parts=tuple(typed.get("parts") or ()),
        stay=_provider(_text(typed, "stay")),
        code_name=_text(typed, "code_name"),
        told=_text(typed, "told"),
    )


def _text(typed: Typed, name: str) -> str:
    return str(typed.get(name) or "")


def _provider(ident: str) -> Institution | None:
    try:
        return Institution.objects.filter(pk=UUID(ident)).first()
    except ValueError:
        return None
