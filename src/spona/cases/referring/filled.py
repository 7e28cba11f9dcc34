"""What was typed on the page, turned into what would be sent: the same for preview and sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.hat import hat_of
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.consent.ground import ground_unnamed
from spona.cases.intake.recipients import Choice
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.packet import Call
from spona.cases.referring.compose import Chosen, age_of, packet_of
from spona.cases.referring.grounds import Possible, chosen_ground, possible_grounds
from spona.cases.referring.opening import Documents
from spona.cases.referring.orders import Sending, Target
from spona.cases.referring.parts import preset
from spona.cases.referring.reach import chosen_network, networks_to, recipients_in
from spona.directory.models import Institution, Network

type Typed = Mapping[str, Any]


@dataclass(slots=True)
class Desk:
    """Whom one can send to from this file, and who is chosen. `grounds` are for who is chosen."""

    case: Case
    kind: Kind
    documents: Documents
    networks: list[Network]
    network: Network | None
    recipients: list[Choice]
    chosen: Choice | None
    grounds: list[Possible]

    @property
    def age(self) -> str:
        return age_of(self.documents)


def desk_of(
    case: Case, kind: Kind, documents: Documents, *, network: object, institution: object, by: Actor
) -> Desk:
    """`network` and `institution` as they were typed; nobody is chosen where they fit nothing."""
    networks = networks_to(by, practice=case.network.practice)
    where = chosen_network(networks, str(network or case.network_id))
    recipients = recipients_in(where, by, marks=marks_on(case))
    chosen = next((one for one in recipients if str(one.id) == str(institution)), None)
    grounds: list[Possible] = []
    if chosen is not None and kind != Kind.QUESTION:
        grounds = possible_grounds(case, chosen.institution, age=age_of(documents))
        if kind == Kind.TRANSFER:
            grounds = [one for one in grounds if one.basis is not None]
    return Desk(case, kind, documents, networks, where, recipients, chosen, grounds)


def with_preset(typed: Typed, desk: Desk) -> dict[str, Any]:
    """Where another recipient was chosen, the ticks are those of its sector."""
    values = dict(typed)
    if desk.chosen is None or values.get("ticked_for") == str(desk.chosen.id):
        return values
    values["parts"] = preset(desk.chosen.institution.sector)
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
    writer = hat_of(by)
    ground = possible.ground(writer.institution, to, desk.age) if possible else ground_unnamed()
    packet = packet_of(_chosen(desk, typed), desk.documents, writer=writer, ground=ground)
    return Target(to, desk.network, packet, possible.agreement if possible else None)


def _second(desk: Desk, first: Possible | None, typed: Typed, by: Actor) -> Target | None:
    """On the same ground as the first: an agreement of its own, or the same article."""
    wanted = _text(typed, "second")
    found = next((one.institution for one in desk.recipients if str(one.id) == wanted), None)
    if found is None or first is None or desk.kind != Kind.REFERRAL:
        return None
    for one in possible_grounds(desk.case, found, age=desk.age):
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
