"""A conference that is about to be called, as values: nothing is sealed and nothing is kept yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.consent.models import Agreement
from spona.cases.referrals.onward import parts_of
from spona.cases.referrals.packet import Packet
from spona.cases.referrals.seen import seen_tag
from spona.directory.models import Institution


@dataclass(frozen=True, slots=True)
class Seat:
    """One invited institution with the packet as it will see it; None: told on paper only."""

    institution: Institution
    packet: Packet | None = None
    agreement: Agreement | None = None

    @property
    def parts(self) -> set[str]:
        return parts_of(self.packet.body) if self.packet else set()


def seats_seen(case: Case, seats: Sequence[Seat], *, place: str, by: Actor) -> str:
    """The tag of the preview of what each of the invited will read; see `referrals.seen`."""
    to = [case.pk, place.strip(), *(one.institution.pk for one in seats)]
    return seen_tag(*(one.packet for one in seats), to=to, by=by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """`until`: when what the invited see closes; `reason`: why without agreement, kept here."""

    starts_at: dt.datetime
    until: dt.datetime
    place: str
    about: str
    seats: tuple[Seat, ...] = field(default=())
    reason: str = ""
