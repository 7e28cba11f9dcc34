"""What was typed on the page, turned into what would go out: the same for preview and calling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.conferences.orders import Called, Seat
from spona.cases.consent.answers import Refusal, answers_in, refusals, refused_for
from spona.cases.consent.words import end_of
from spona.cases.intake.recipients import Choice
from spona.cases.referral_pages.compose import Chosen, age_of, packet_of
from spona.cases.referral_pages.grounds import Possible, chosen_ground, possible_grounds
from spona.cases.referral_pages.opening import Documents
from spona.cases.referral_pages.parts import PARTS, preset_for
from spona.cases.referral_pages.reach import recipients_in
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.onward import parts_of
from spona.directory.models import Institution

type Typed = Mapping[str, Any]


@dataclass(slots=True)
class Chair:
    """One institution that is ticked, with the grounds there are and what was chosen for it."""

    choice: Choice
    grounds: list[Possible] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    ground: str = ""

    @property
    def prefix(self) -> str:
        """Of its own fields on the page."""
        return self.choice.id.hex


@dataclass(slots=True)
class Table:
    """Whom one can invite from this file, and who is ticked."""

    case: Case
    documents: Documents
    choices: list[Choice]
    chairs: list[Chair]
    refusals: list[Refusal]


def table_of(case: Case, documents: Documents, data: Any, *, by: Actor) -> Table:
    """`data` as it was posted. A chair that is new on the page gets the ticks of its sector."""
    choices = recipients_in(case.network, by, marks=marks_on(case))
    wanted, shown = set(data.getlist("invited")), set(data.getlist("shown"))
    chairs = [Chair(one) for one in choices if str(one.id) in wanted]
    answers = answers_in(case, documents)
    said_no = refusals(answers, case.network)
    for chair in chairs:
        if not chair.choice.connected:
            continue
        chair.grounds = possible_grounds(
            case, chair.choice.institution, answers=answers, age=age_of(documents)
        )
        if chair.prefix in shown:
            chair.parts = data.getlist(f"{chair.prefix}-parts")
            chair.ground = data.get(f"{chair.prefix}-ground", "")
        else:
            first = next(iter(chair.grounds), None)
            agreement = first.agreement if first else None
            chair.ground = first.code if first and (agreement or len(chair.grounds) == 1) else ""
            to = chair.choice.institution
            chair.parts = preset_for(to.sector, agreement, refused_for(said_no, to, PARTS))
    return Table(case, documents, choices, chairs, said_no)


def seat_of(table: Table, chair: Chair, typed: Typed, *, by: Actor) -> Seat | None:
    """What this institution would see; None while nothing is chosen on which it could rest."""
    to = chair.choice.institution
    if not chair.choice.connected:
        return Seat(to)
    possible = chosen_ground(chair.grounds, chair.ground)
    if possible is None:
        return None
    writer, age = acting_membership(by), age_of(table.documents)
    chosen = Chosen(
        kind=Kind.REFERRAL,
        asked=str(typed.get("about") or ""),
        parts=chair.parts,
        stay=_provider(table, typed),
    )
    ground = possible.ground(writer.institution, to, age)
    packet = packet_of(chosen, table.documents, writer=writer, ground=ground)
    if possible.agreement is None:
        refused = bool(refused_for(table.refusals, to, parts_of(packet.body)))
        packet = replace(packet, body=replace(packet.body, ground=replace(ground, refused=refused)))
    return Seat(to, packet, possible.agreement)


def called_of(table: Table, typed: Typed, *, by: Actor) -> Called:
    """Everything that goes out. `typed` are the cleaned values of the form; Denied with what is
    missing.
    """
    seats = [(chair, seat_of(table, chair, typed, by=by)) for chair in table.chairs]
    for chair, seat in seats:
        if seat is None:
            raise Denied(
                _("Choose on what it rests for %(name)s.")
                % {"name": chair.choice.institution.words}
            )
    network = table.case.network
    starts = dt.datetime.combine(typed["day"], typed["time"], ZoneInfo(network.time_zone))
    until = end_of(typed["until"], network)
    assert until is not None
    return Called(
        starts_at=starts.astimezone(dt.UTC),
        until=until,
        place=typed["place"],
        about=typed["about"],
        seats=tuple(seat for _chair, seat in seats if seat is not None),
        reason=typed["reason"],
    )


def _provider(table: Table, typed: Typed) -> Institution | None:
    wanted = str(typed.get("stay") or "")
    return next((one.institution for one in table.choices if str(one.id) == wanted), None)
