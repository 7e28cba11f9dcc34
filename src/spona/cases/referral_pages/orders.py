"""What is about to be sent on, as values: nothing is sealed and nothing is kept yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.consent.models import Agreement
from spona.cases.referrals.addressee import Addressee
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.onward import parts_of
from spona.cases.referrals.packet import Packet
from spona.cases.referrals.seen import seen_tag
from spona.directory.models import Institution, Network


@dataclass(frozen=True, slots=True)
class Target:
    """One recipient with the packet as they will see it, and the agreement it rests on."""

    recipient: Institution
    network: Network
    packet: Packet
    agreement: Agreement | None = None
    # A body typed by name and town; `recipient` is then its `as_institution()`.
    addressee: Addressee | None = None

    @property
    def parts(self) -> set[str]:
        return parts_of(self.packet.body)


@dataclass(frozen=True, slots=True)
class Sending:
    """`second` is named beforehand, for what is urgent; `reason` why without agreement."""

    kind: Kind
    first: Target
    second: Target | None = None
    reason: str = ""
    warnings: tuple[str, ...] = field(default=())

    def seen_tag(self, case: Case, *, by: Actor) -> str:
        """The tag of the preview of what goes out of this file; see `referrals.seen`."""
        targets = [one for one in (self.first, self.second) if one is not None]
        to = [case.pk, self.kind, *((one.network.pk, one.recipient.pk) for one in targets)]
        return seen_tag(*(one.packet for one in targets), to=to, by=by)
