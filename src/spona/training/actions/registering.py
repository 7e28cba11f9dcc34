"""A place for somebody: by themselves, by the link of the session, by hand; and back again."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.time import today
from spona.directory.models import Institution, Member
from spona.training.models import Participant, Session
from spona.training.permissions import (
    check_can_edit,
    check_is_open,
    check_is_theirs,
    check_sits_here,
    check_takes_people,
)
from spona.training.telling import tell

# To one address from one session, whoever types it in.
MOST_MAILS = 3
# Far more than any hall holds: what is beyond it is a machine.
MOST = 1000


def register_self(session: Session, *, by: Actor) -> Participant:
    """One's own name and institution. Registered already: returns that."""
    rows = Member.objects.select_related("person__account")
    member = rows.filter(pk=by.member_id).first() if by.member_id else None
    if member is None:
        raise Denied(_("Only somebody who acts for an institution can do this."))
    if session.network_id not in by.networks:
        raise Denied(_("This training is held by another network. Ask its coordinator."))
    with audit.transaction() as log:
        row = _locked(session)
        mine = row.participants.standing().filter(member=member).first()
        if mine is not None:
            return mine
        check_takes_people(row, today())
        account = member.person.account
        made = _place(
            row,
            Participant(
                member=member,
                institution_id=member.institution_id,
                name=member.person.name,
                position=member.position,
                language=account.language if account else settings.LANGUAGE_CODE,
            ),
        )
        log.record("training:registered", by=by, subject=made.subject)
    return made


def register_by_link(
    session: Session,
    *,
    name: str,
    institution: Institution,
    by: Actor,
    position: str = "",
    email: str = "",
    language: str = "sr",
) -> Participant:
    """Somebody without an account, who has the link of the session."""
    check_sits_here(institution, session.network)
    with audit.transaction() as log:
        row = _locked(session)
        check_takes_people(row, today())
        made = _place(
            row,
            Participant(
                institution=institution,
                name=_named(name),
                position=position,
                email=email,
                language=language,
            ),
        )
        if row.participants.filter(email__iexact=email).count() <= MOST_MAILS:
            tell([made], by=by)
        log.record("training:registered_by_link", by=by, subject=made.subject)
    return made


def register_by_hand(
    session: Session,
    *,
    name: str,
    institution: Institution,
    by: Actor,
    position: str = "",
    email: str = "",
) -> Participant:
    """Somebody who called, or who simply came; also after the registration, until it is closed."""
    check_can_edit(by, session.network)
    check_sits_here(institution, session.network)
    with audit.transaction() as log:
        row = _locked(session)
        check_is_open(row)
        made = _place(
            row,
            Participant(
                institution=institution,
                name=_named(name),
                position=position,
                email=email,
                by_hand=True,
            ),
        )
        tell([made], by=by)
        log.record("training:registered_by_hand", by=by, subject=made.subject)
    return made


def withdraw(participant: Participant, *, by: Actor, token: str = "") -> Participant:
    """They do not come; whoever waits longest gets the place. Again changes nothing."""
    check_is_theirs(by, participant, token)
    with audit.transaction() as log:
        session = _locked(participant.session)
        check_is_open(session)
        row = Participant.objects.select_for_update().get(pk=participant.pk)
        if row.withdrawn_at is not None:
            return row
        if row.attended.filter(present=True).exists():
            raise Denied(_("They were there on one day already, so the place stays theirs."))
        row.withdrawn_at = deadlines.now()
        row.save(update_fields=["withdrawn_at"])
        fill_places(session, by=by)
        log.record("training:withdrawn", by=by, subject=row.subject)
    return row


def put_back(participant: Participant, *, by: Actor) -> Participant:
    """Takes a withdrawal back: a place where there is one, else the waiting list. The personal
    link is the old one.
    """
    check_can_edit(by, participant.session.network)
    with audit.transaction() as log:
        session = _locked(participant.session)
        check_is_open(session)
        row = Participant.objects.select_for_update().get(pk=participant.pk)
        if row.withdrawn_at is None:
            return row
        standing = session.participants.standing()
        if row.member_id and standing.filter(member=row.member_id).exists():
            raise Conflict(_("This person is registered already."))
        row.withdrawn_at = None
        row.waiting = standing.filter(waiting=False).count() >= session.capacity
        row.save(update_fields=["withdrawn_at", "waiting"])
        log.record("training:put_back", by=by, subject=row.subject)
    return row


def give_place(participant: Participant, *, by: Actor) -> Participant:
    """From the waiting list past the others: whoever leads the session finds one more chair."""
    check_can_edit(by, participant.session.network)
    with audit.transaction() as log:
        check_is_open(_locked(participant.session))
        row = Participant.objects.select_for_update().get(pk=participant.pk)
        if row.withdrawn_at is not None:
            raise Conflict(_("This person has withdrawn. Write them down anew."))
        if row.waiting:
            row.waiting = False
            row.save(update_fields=["waiting"])
            tell([row], by=by)
            log.record("training:place_given", by=by, subject=row.subject)
    return row


def fill_places(session: Session, *, by: Actor) -> None:
    """Who waits longest first, as far as there are places; inside the caller's transaction."""
    with audit.transaction() as log:
        standing = session.participants.standing()
        free = session.capacity - standing.filter(waiting=False).count()
        for row in standing.filter(waiting=True)[: max(0, free)]:
            row.waiting = False
            row.save(update_fields=["waiting"])
            tell([row], by=by)
            log.record("training:place_given", by=by, subject=row.subject)


def _place(session: Session, made: Participant) -> Participant:
    """A place, or the waiting list where all are taken."""
    standing = session.participants.standing()
    if standing.count() >= MOST:
        raise Denied(_("Registration is over. Call whoever holds the training."))
    made.session = session
    made.registered_at = deadlines.now()
    made.waiting = standing.filter(waiting=False).count() >= session.capacity
    made.save()
    return made


def _named(name: str) -> str:
    name = " ".join(name.split())
    if len(name) < 3:
        raise Denied(_("Write name and surname."))
    return name


def _locked(session: Session) -> Session:
    return Session.objects.select_for_update().get(pk=session.pk)
