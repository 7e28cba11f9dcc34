"""Put a packet on its way: box, row, who is locked out, and, when it goes out, deadline and
task.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import await_answer
from spona.cases.consent.models import Agreement
from spona.cases.consent.rests_on import RestsOn
from spona.cases.marks import note_excluded
from spona.cases.referrals.addressee import SECTION as ADDRESSEE
from spona.cases.referrals.addressee import Addressee
from spona.cases.referrals.models import Exclusion, Move, Referral
from spona.cases.referrals.moves import BEFORE_SENDING, MOVES, Kind, State
from spona.cases.referrals.packet import Packet
from spona.cases.referrals.parties import (
    account_today,
    by_name,
    owner_at,
    receivers,
    writer_today,
)
from spona.cases.referrals.parties import senders as copies_for
from spona.cases.referrals.telling import tell_recipient
from spona.deadlines.actions import start
from spona.deadlines.models import Deadline
from spona.directory.actions import ensure_elsewhere
from spona.directory.models import Institution, Member, Network
from spona.reference.reference_codes import new_reference
from spona.tasks.actions import open_task
from spona.vault.actions import create_box
from spona.vault.models import Box
from spona.vault.recipients import Recipient

# One deadline per referral: it runs from sending until somebody has taken it over, by the
# rule "answer" of the recipient's sector and the urgency. Opening does not stop it.
ANSWER_DEADLINE = "answer"
TASK = "answer_referral"
# And when it was taken over, the work itself.
WORK = "work_on_referral"
# On paper the sender has these two in its stead: to hand it over, then to write the answer down.
HAND_OVER = "hand_over"
TYPE_ANSWER = "type_answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Everything a new row says. `excluded` are persons by id, `marks` all who are locked out.

    `writer` is who wrote it: of what is passed on, still the first sender. `until` ends the
    recipient's keys by itself. `on_paper`: the recipient gets no key at all. `addressee`: a body
    that was typed by name and town, whose name is sealed in the packet; `recipient` is then what
    shows it, and the row names nobody. `paper_institution`: who hands it over, where that is
    not the writer's.
    """

    kind: Kind
    packet: Packet
    writer: Member
    recipient: Institution
    network: Network
    from_network: Network | None = None
    excluded: Collection[UUID] = ()
    marks: Collection[str] = ()
    from_case: Case | None = None
    forwarded_from: Referral | None = None
    agreement: Agreement | None = None
    until: dt.datetime | None = None
    on_paper: bool = False
    addressee: Addressee | None = None
    paper_institution: Institution | None = None


def dispatch(order: Order, *, verb: str, by: Actor) -> Referral:
    """Seal the packet and write the row in the state that `verb` leads to; call it inside the
    action's transaction. NotConnected or Denied where nobody there could open it.
    """
    state = MOVES[verb].target
    assert state is not None
    with audit.transaction() as log:
        return _written(order, state, verb, by, log)


def _written(order: Order, state: State, verb: str, by: Actor, log: audit.Log) -> Referral:
    reference = _free_reference()
    box = _sealed(order, hold_cover=state in BEFORE_SENDING, by=by, under=reference)
    referral = Referral.objects.create(
        reference=reference,
        kind=order.kind,
        network=order.network,
        from_network=order.from_network,
        sender_institution=order.writer.institution,
        sent_by=order.writer,
        recipient_institution=ensure_elsewhere(by=by) if order.addressee else order.recipient,
        state=state,
        on_paper=order.on_paper,
        paper_institution=order.paper_institution,
        rests_on=order.packet.body.ground.rests_on,
        packet=box,
        from_case=order.from_case,
        forwarded_from=order.forwarded_from,
        agreement=order.agreement,
        sent_at=deadlines.now(),
    )
    out = [Exclusion(referral=referral, mark=one).stamp() for one in sorted(set(order.marks))]
    Exclusion.objects.bulk_create(out)
    note_excluded(log, out, subject=referral.subject, by=by)
    Move.objects.create(
        referral=referral,
        verb=verb,
        from_state=State.DRAFT,
        to_state=state,
        at=referral.sent_at,
        by_member_id=by.member_id,
        institution_id=by.institution_id,
    )
    return referral


def arrive(referral: Referral, *, urgency: str, by: Actor) -> None:
    """It is in the recipient's queue now: its deadline runs, its task is open, its holders hear.

    On paper nobody there has it yet: the sender has the task of handing it over, and the deadline
    starts when that is written down.
    """
    with audit.transaction() as log:
        _wait_in_the_file(referral, by)
        if referral.on_paper:
            paper_task(referral, HAND_OVER, by=by)
            return
        _wait_for_answer(referral, urgency, by)
        tell_recipient(referral, "arrived", by=by)
        log.record(
            "referral:arrived",
            by=by,
            subject=referral.subject,
            lane=referral.recipient_institution_id,
            detail=detail_of(referral),
        )


def _wait_in_the_file(referral: Referral, by: Actor) -> None:
    """The next step of the file it went out of; of the Centre its decision is always waited for."""
    case, writer = referral.from_case, referral.sent_by
    if case is None or by.is_system or referral.kind in (Kind.TRANSFER, Kind.QUESTION):
        return
    centre = referral.recipient_institution.sector == "centre"
    await_answer(case, sent_by=writer, asked_for=centre, by=by)


def detail_of(referral: Referral) -> dict[str, str]:
    return {"reference": referral.reference, "kind": referral.kind}


def _sealed(order: Order, *, hold_cover: bool, by: Actor, under: str) -> Box:
    """The packet's box. The body is held back from the recipient until it is taken over."""
    writer = order.writer
    own = copies_for(writer.institution, account_today(writer), order.excluded)
    if str(order.packet.body.ground.rests_on) not in RestsOn.values:
        raise ValueError("a packet rests on a duty, on an agreement, or names nobody")

    def theirs(*, held: bool) -> list[Recipient]:
        if order.on_paper and order.paper_institution is not None:
            return receivers(order.paper_institution, order.excluded)
        if order.on_paper:
            return []
        return receivers(order.recipient, order.excluded, held=held, until=order.until)

    # Of what is passed on the first sender stays the owner, who is not there to make the box:
    # it is made in the server's name, and the log beside it says who passed it on. On paper who
    # passed it on owns it: they seal it to the recipient on the day on which that one connects.
    owner = (order.paper_institution or writer.institution).pk
    same = by.institution_id == owner
    grants = {"cover": [*theirs(held=hold_cover), *own], "body": [*theirs(held=True), *own]}
    if own:
        grants["kept"] = own
    documents = order.packet.sections()
    if order.addressee is not None:
        documents[ADDRESSEE] = order.addressee.to_document()
        grants[ADDRESSEE] = grants["cover"]
    return create_box(
        "packet",
        owner=owner,
        sections={name: documents[name] for name in grants},
        grants=grants,
        by=by if same else Actor.system("housekeeping"),
        reference=under,
    )


def _free_reference() -> str:
    reference = new_reference("R")
    while Referral.objects.filter(reference=reference).exists():
        reference = new_reference("R")
    return reference


def paper_task(
    row: Referral,
    kind: str,
    *,
    by: Actor,
    deadline: Deadline | None = None,
    due_at: dt.datetime | None = None,
) -> None:
    """A task of what goes on paper: of who wrote it, or of the institution that passed it on."""
    if row.paper_institution is None:
        sender_task(row, kind, by=by, deadline=deadline, due_at=due_at)
        return
    open_task(
        kind,
        row.subject,
        institution=row.paper_institution,
        owner=owner_at(row, row.paper_institution),
        network=row.network,
        reference=row.reference,
        deadline=deadline,
        due_at=due_at,
        by=by,
    )


def sender_task(
    row: Referral,
    kind: str,
    *,
    by: Actor,
    deadline: Deadline | None = None,
    due_at: dt.datetime | None = None,
) -> None:
    """A task of who wrote it; where they cannot open it any more, of those who can."""
    sender = row.sender_institution
    open_task(
        kind,
        row.subject,
        institution=sender,
        owner=writer_today(row) or owner_at(row, sender),
        network=row.network,
        reference=row.reference,
        deadline=deadline,
        due_at=due_at,
        by=by,
    )


def _wait_for_answer(referral: Referral, urgency: str, by: Actor) -> None:
    recipient = referral.recipient_institution
    deadline = start(
        ANSWER_DEADLINE,
        referral.subject,
        # Where a holder is locked out, the institution's own lists must not show the row:
        # its deadline then belongs to the network only, and its task to a holder by name.
        institution=None if by_name(referral, recipient) else recipient,
        network=referral.network,
        sector=recipient.sector,
        urgency=urgency,
        reference=referral.reference,
        by=by,
    )
    open_task(
        TASK,
        referral.subject,
        institution=recipient,
        owner=owner_at(referral, recipient),
        network=referral.network,
        reference=referral.reference,
        deadline=deadline,
        by=by,
    )
