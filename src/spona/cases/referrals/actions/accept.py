"""Take a referral over: the held keys are released, a file is opened, the sender hears of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.actions import Reported, open_case
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import FirstContact
from spona.cases.consent.rests_on import RestsOn
from spona.cases.referrals.actions.additions import release_additions, with_added
from spona.cases.referrals.actions.dispatch import WORK
from spona.cases.referrals.actions.hand_over import close_file
from spona.cases.referrals.actions.second import fall_away
from spona.cases.referrals.actions.send import ANSWER_DEADLINE, TASK
from spona.cases.referrals.actions.transition import begin
from spona.cases.referrals.additions import addition_boxes, sections_of
from spona.cases.referrals.coordinator import CONVENE
from spona.cases.referrals.facts_counted import facts_of
from spona.cases.referrals.filing import documents_for_file
from spona.cases.referrals.messages import seal_message
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.packet import Body, Cover
from spona.cases.referrals.parties import are_named, by_name, packet_sections, side_of
from spona.cases.referrals.permissions import check_can_move
from spona.cases.referrals.telling import tell_sender
from spona.deadlines.actions import stop_running
from spona.deadlines.late import answered_in_time, today_in
from spona.deadlines.models import Deadline
from spona.deadlines.queries import deadline_of
from spona.directory.models import Member
from spona.directory.row_integrity import verify_latest
from spona.identity.keyring import Keyring
from spona.notifications.actions import mark_read_about
from spona.tasks.actions import close_tasks, open_task
from spona.vault.actions import Noted, note_reading, open_sections, release
from spona.vault.models import Box, Section
from spona.vault.refusals import Unopenable


def accept(referral: Referral, *, by: Actor, keys: Keyring, message: str = "") -> Referral:
    """Accept; return the row with its file (`to_case`). `message` is what the sender reads.

    Nobody else has to be online: the sender wrapped every key beforehand, and release only
    takes a layer off. Accepting is committed first, with the log of what is read next, and then
    the file is opened; a crash between the two leaves an accepted referral whose file `open_file`
    opens at the next visit.
    """
    answered, noted = None, None
    with audit.transaction() as log:
        locked = begin(referral, "accept", by=by)
        row = locked.referral
        if not locked.again:
            check_lasts(row)
            words = seal_message(row, message, purpose="accepted", by=by)
            locked.move(message=words)
            row.accepted_at = deadlines.now()
            row.save(update_fields=["state", "accepted_at"])
            release(row.packet, by=by, institution=row.recipient_institution_id)
            added = release_additions(row, by=by)
            fall_away(row, by=by)
            answered = _hand_on_to_work(row, by)
            if row.kind == Kind.TRANSFER:
                close_file(row, by=by)
            tell_sender(row, "taken_over", by=by)
            mark_read_about(row.reference, by=by)
            log.record("referral:accepted", by=by, subject=row.subject)
            log.record(
                "referral:taken_over", by=by, subject=row.subject, lane=row.sender_institution_id
            )
            if _has_file_to_open(row):
                noted = _note_reading(log, row, added, by=by, keys=keys)
    return _open_file(row, noted, by=by, keys=keys, answered=answered)


def open_file(referral: Referral, *, by: Actor, keys: Keyring) -> Referral:
    """Open the recipient's file for an accepted report; an open one is left as it is.

    Of a report the packet is copied into it. What rests on agreement is never copied: it
    stays in the packet, whose keys end with the agreement.
    """
    check_can_move(by, referral, "accept")
    return _open_file(referral, by=by, keys=keys)


def _has_file_to_open(row: Referral) -> bool:
    """Who is asked without identity has nobody to keep a file about."""
    return row.to_case_id is None and row.kind != Kind.QUESTION


def _read_for_file(row: Referral, added: Iterable[Box]) -> list[Section]:
    """The cover, and of what may be copied the body with what was added to it."""
    if row.rests_on != RestsOn.DUTY:
        return packet_sections(row, ["cover"])
    return [*packet_sections(row, ["cover", "body"]), *sections_of(added)]


def _note_reading(
    log: audit.Log, row: Referral, added: Iterable[Box], *, by: Actor, keys: Keyring
) -> Noted | None:
    """None where something does not open: it is taken over all the same, and opening the file says
    why.
    """
    try:
        return note_reading(log, _read_for_file(row, added), by=by, keys=keys)
    except (Denied, Unopenable, Section.DoesNotExist):
        return None


def _open_file(
    referral: Referral,
    noted: Noted | None = None,
    *,
    by: Actor,
    keys: Keyring,
    answered: Deadline | None = None,
) -> Referral:
    """The same where the row was checked. `answered`: the deadline of the answer, and `noted`: what
    is read of the packet, where the caller has just stopped and released them. What is added from
    then on is no part of what was taken over, and has its own task.
    """
    if not _has_file_to_open(referral):
        return referral
    if noted is not None:
        opened = noted.documents()
    else:
        asked = _read_for_file(referral, addition_boxes(referral))
        opened = open_sections(asked, by=by, keys=keys)
    cover = Cover.from_document(opened[0])
    body = None
    if len(opened) > 1:
        body = with_added(Body.from_document(opened[1]), opened[2:])
    with audit.transaction() as log:
        rows = Referral.objects.select_for_update(of=("self",))
        # With what is counted of who sent it.
        row = rows.select_related(
            "sender_institution", "recipient_institution", "network__town"
        ).get(pk=referral.pk)
        if row.to_case_id is None:
            readers = side_of(row, row.recipient_institution_id, section="cover")
            owner = acting_membership(by) if are_named(readers) else None
            row.to_case = open_case(
                documents_for_file(cover, body),
                institution=row.recipient_institution,
                network=row.network,
                readers=readers,
                opened_by=_opened_by(row),
                reported=_reported(row, cover, body, answered),
                first=_first_contact(row, cover.urgency, answered, owner),
                by=by,
                keys=keys,
            )
            row.save(update_fields=["to_case"])
            log.record("referral:filed", by=by, subject=row.subject)
    return row


def _reported(
    row: Referral, cover: Cover, body: Body | None, answered: Deadline | None
) -> Reported:
    """What is counted of the report; with a transfer the counted record comes along."""
    if row.kind != Kind.REPORT:
        return Reported()
    stopped = answered or deadline_of(ANSWER_DEADLINE, row.subject)
    return Reported(
        row.sender_institution.sector,
        facts=None if body is None else facts_of(cover, body),
        in_time=_in_time(stopped, row),
    )


def _in_time(deadline: Deadline | None, row: Referral) -> bool | None:
    if deadline is None or deadline.due_at is None or deadline.stopped_at is None:
        return None
    return answered_in_time(deadline.due_at, deadline.stopped_at, row.network.time_zone)


def _first_contact(
    row: Referral, urgency: str, answered: Deadline | None, owner: Member | None
) -> FirstContact:
    """Counted from the moment at which it arrived here, with the pauses of its answer."""
    answered = answered or deadline_of(ANSWER_DEADLINE, row.subject)
    received_at = answered.started_at if answered else row.sent_at
    return FirstContact(urgency, received_at, answered, owner, by_name=owner is not None)


def check_lasts(row: Referral) -> None:
    """The job that ends it may not have come yet, but the agreement is over.

    Denied where the agreement is not as Spona left it last: one that was withdrawn and put back.
    """
    if row.agreement is None:
        return
    verify_latest(row.agreement)
    if not row.agreement.lasts_on(today_in(row.network)):
        raise Conflict(_("The person's agreement has ended. Call the sender."))


def _opened_by(row: Referral) -> str:
    """Only a report carries a count into the file; a transfer takes along what was there."""
    if row.kind == Kind.TRANSFER and row.from_case is not None:
        return row.from_case.opened_by
    return Case.OpenedBy.REPORT if row.kind == Kind.REPORT else Case.OpenedBy.REFERRAL


def _hand_on_to_work(row: Referral, by: Actor) -> Deadline | None:
    """The one deadline stops and is returned, and the one task becomes the work itself."""
    deadline = stop_running(ANSWER_DEADLINE, row.subject, outcome="accepted", by=by)
    close_tasks({TASK: "done", CONVENE: "dropped"}, row.subject, by=by)
    recipient = row.recipient_institution
    owner = None
    if by_name(row, recipient):
        owner = acting_membership(by)
    open_task(
        WORK,
        row.subject,
        institution=recipient,
        owner=owner,
        network=row.network,
        asked_by=row.sender_institution,
        reference=row.reference,
        by=by,
    )
    return deadline
