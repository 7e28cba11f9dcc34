"""The second person: what rests on something else than agreement goes out when two have seen it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.referrals.actions.dispatch import arrive, detail_of
from spona.cases.referrals.actions.ending import settle, take_everything
from spona.cases.referrals.actions.second import fall_away
from spona.cases.referrals.actions.transition import begin
from spona.cases.referrals.messages import seal_message
from spona.cases.referrals.models import Referral
from spona.cases.referrals.packet import Body, Cover
from spona.cases.referrals.parties import by_name, member_with, packet_section, readers
from spona.cases.referrals.passing import check_is_second_person, prepared_by
from spona.cases.referrals.permissions import check_can_receive
from spona.cases.referrals.telling import tell
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.tasks.actions import close_task, open_task
from spona.vault.actions import open_section, release
from spona.vault.queries import holds_by_role

APPROVE = "approve_sending"
NOBODY_APPROVES = gettext_lazy(
    "Nobody else at your institution can look at this. Without the person's agreement "
    "two people are needed: name a second intake officer, or ask for the agreement."
)


def wait_for_approval(row: Referral, *, by: Actor, log: audit.Log) -> None:
    """Ask the other intake holders; Denied where there is nobody who could look at it."""
    able = second_people(row)
    if not able:
        raise Denied(NOBODY_APPROVES)
    sender = row.sender_institution
    open_task(
        APPROVE,
        row.subject,
        institution=sender,
        owner=able[0] if by_name(row, sender) or len(able) == 1 else None,
        network=row.network,
        reference=row.reference,
        by=by,
    )
    accounts = [one.person.account for one in able if one.person.account is not None]
    tell(accounts, "task", row, by=by)
    log.record("referral:prepared", by=by, subject=row.subject, detail=detail_of(row))


def second_people(row: Referral) -> list[Member]:
    """Intake holders of the sender who can open it, but for who wrote or prepared it."""
    first = prepared_by(row)
    found = [
        member_with(account, row.sender_institution)
        for account in readers(row, row.sender_institution)
    ]
    return [
        one
        for one in found
        if one is not None and one.person_id not in first and holds_by_role(one)
    ]


def approve(referral: Referral, *, by: Actor, keys: Keyring) -> Referral:
    """Look at what goes out, and let it go. The reading is logged before the keys are released."""
    check_is_second_person(by, referral)
    check_can_receive(referral.recipient_institution, referral.network, on_paper=referral.on_paper)
    cover = Cover.from_document(open_section(packet_section(referral, "cover"), by=by, keys=keys))
    Body.from_document(open_section(packet_section(referral, "body"), by=by, keys=keys))
    with audit.transaction() as log:
        locked = begin(referral, "approve", by=by)
        row = locked.referral
        if not locked.again:
            locked.move()
            row.sent_at = deadlines.now()
            row.save(update_fields=["state", "sent_at"])
            release(
                row.packet, by=by, institution=row.recipient_institution_id, sections=("cover",)
            )
            close_task(APPROVE, row.subject, by=by)
            log.record("referral:approved", by=by, subject=row.subject, detail=detail_of(row))
            arrive(row, urgency=cover.urgency, by=by)
            _tell_writer(row, by)
    return row


def refuse_approval(referral: Referral, *, message: str, by: Actor) -> Referral:
    """It does not go out; the writer reads why. What was sealed to the recipient is destroyed."""
    check_is_second_person(by, referral)
    with audit.transaction() as log:
        locked = begin(referral, "refuse_approval", by=by)
        row = locked.referral
        if not locked.again:
            locked.move(message=seal_message(row, message, purpose="not_sent", by=by, at_home=True))
            fall_away(row, by=by)
            take_everything(row, by=by)
            settle(row, outcome="not_sent", by=by)
            log.record("referral:not_approved", by=by, subject=row.subject)
            _tell_writer(row, by)
    return row


def _tell_writer(row: Referral, by: Actor) -> None:
    account = row.sent_by.person.account
    if account is not None and account.disabled_at is None:
        tell([account], "answered", row, by=by)
