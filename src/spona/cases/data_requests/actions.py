"""Write down a request about data, give it to a colleague, answer it; and a breach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Max
from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on, members_who_open
from spona.cases.data_requests.documents import OUTCOMES, REPORTED, SECTION, Asks
from spona.cases.data_requests.models import DataRequest
from spona.cases.data_requests.permissions import check_can_answer_requests
from spona.cases.data_requests.queries import able_owners, read_request, section_of
from spona.cases.referrals.parties import receivers
from spona.deadlines.actions import start, stop_running
from spona.directory.models import Institution, Member, Network
from spona.directory.queries import members_of, networks_of
from spona.identity.keyring import Keyring
from spona.notifications.actions import notify
from spona.reference.models.signed import verify_rows
from spona.tasks.actions import close_task, move_task, open_task
from spona.tasks.queries import open_of
from spona.vault import actions as vault
from spona.vault.queries import connected
from spona.vault.refusals import TextConflict

DATA_REQUEST: Final = "data_request"
DATA_BREACH: Final = "data_breach"
# What is written down later than this is a mistyped year.
_BACK_AT_MOST: Final = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What was asked: `kind` of `DataRequest.Kind`, `case` a reference or empty."""

    kind: str
    received_at: dt.datetime
    who: str
    words: str
    case: str = ""
    owner: Member | None = None


def write_request(arrived: Arrived, *, by: Actor) -> DataRequest:
    """Seal what was asked to the institution and to whoever answers it; a task and a deadline.

    Denied for a day still to come, an unknown case, or where nobody is chosen who may answer it.
    """
    me = acting_membership(by)
    institution = me.institution
    check_can_answer_requests(by, institution.pk)
    if arrived.kind not in DataRequest.Kind.values:
        raise ValueError(f"{arrived.kind!r} is no kind of request")
    now = deadlines.now()
    _check_makes_sense(arrived, now)
    owner = arrived.owner
    if owner is None or owner.pk not in {one.pk for one in able_owners(institution)}:
        raise Denied(_("Choose who answers it."))
    network = networks_of(institution).order_by("slug").first()
    if network is None:
        raise Denied(_("Your institution sits in no network today, so no deadline can run."))
    if arrived.case and not _is_own_case(arrived.case, by):
        raise Denied(_("Your institution has no file with this reference that you can open."))
    case = Case.objects.filter(reference=arrived.case).first() if arrived.case else None
    marks = marks_on(case) if case else set()
    if mark(PERSON, owner.person_id) in marks:
        raise Denied(_("Choose who answers it."))
    asks = Asks(arrived.who.strip(), arrived.words.strip(), arrived.case, me.person.name)
    with audit.transaction() as log:
        # The number is the next one of this institution: two at once wait for each other here.
        Institution.objects.select_for_update(of=("self",)).get(pk=institution.pk)
        rows = DataRequest.objects.filter(institution=institution)
        number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
        box = vault.create_box(
            "request",
            owner=institution.pk,
            sections={SECTION: asks.to_document()},
            grants={SECTION: _readers(institution, owner, by, marks)},
            by=by,
        )
        row = DataRequest.objects.create(
            institution=institution,
            network=network,
            number=number,
            kind=arrived.kind,
            received_at=arrived.received_at,
            owner=owner,
            box=box,
            written_at=now,
        )
        deadline = start(
            DATA_BREACH if row.is_breach else DATA_REQUEST,
            row.subject,
            institution=institution,
            network=network,
            at=arrived.received_at,
            by=by,
        )
        open_task(
            DATA_REQUEST,
            row.subject,
            institution=institution,
            owner=owner,
            network=network,
            deadline=deadline,
            by=by,
        )
        log.record("data_request:written", by=by, subject=row.subject)
        _tell_of_task(owner, network, by=by)
    return row


def answer_request(
    row: DataRequest, *, outcome: str, answer: str, revision: int, by: Actor, keys: Keyring
) -> DataRequest:
    """Seal what came of it; its deadline stops and its task ends.

    TextConflict, carrying both texts, where a colleague saved since; Conflict where it is answered.
    """
    check_can_answer_requests(by, row.institution_id)
    verify_rows(row)
    if outcome not in (REPORTED if row.is_breach else OUTCOMES):
        raise Denied(_("Choose what came of it."))
    if not answer.strip():
        raise Denied(_("Write what was answered, and when."))
    read = read_request(row, by=by, keys=keys)
    now = deadlines.now()
    asks = replace(
        read.asks,
        outcome=outcome,
        answer=answer.strip(),
        answered_by=acting_membership(by).person.name,
        answered_at=now.isoformat(timespec="seconds"),
    )
    if read.revision != revision:
        raise TextConflict(
            mine=asks.to_document(), theirs=read.asks.to_document(), revision=read.revision
        )
    with audit.transaction() as log:
        rows = DataRequest.objects.select_for_update(of=("self",))
        now_row = rows.select_related("institution").get(pk=row.pk)
        if now_row.ended_at is not None:
            raise Conflict(_("A colleague has answered it already."))
        section = section_of(now_row)
        if section.revision != revision:
            raise Conflict(_("Somebody changed this meanwhile. Read it again."))
        vault.save_section(section, asks.to_document(), revision=revision, by=by, keys=keys)
        now_row.ended_at = now
        now_row.save(update_fields=["ended_at"])
        event = DATA_BREACH if now_row.is_breach else DATA_REQUEST
        stop_running(event, now_row.subject, outcome="answered", by=by)
        close_task(DATA_REQUEST, now_row.subject, by=by)
        log.record("data_request:answered", by=by, subject=now_row.subject)
    return now_row


def take_from(rows: Iterable[DataRequest], *, member: Member, by: Actor) -> None:
    """What `member` was to answer is answered by who acts: the case of it was closed to them."""
    me = acting_membership(by)
    with audit.transaction():
        for row in rows:
            if row.owner_id == member.pk and row.ended_at is None:
                _give(row, me, by=by)


def return_requests_of(member: Member, *, by: Actor) -> int:
    """What somebody who has left was to answer is the first colleague's who may answer it and opens
    it; return how many. Where there is none, it stays where it is.
    """
    returned = 0
    with audit.transaction():
        running = DataRequest.objects.select_for_update(of=("self",)).running()
        for row in running.filter(owner=member).order_by("pk"):
            open_it = {one.pk for one in members_who_open(row.box_id, row.institution_id)}
            able = [one for one in able_owners(member.institution) if one.pk != member.pk]
            successor = next((one for one in able if one.pk in open_it), None)
            # A row that somebody wrote past Spona keeps nobody from leaving.
            if successor is not None and row.has_valid_mac():
                _give(row, successor, by=by)
                _tell_of_task(successor, row.network, by=by)
                returned += 1
    return returned


def return_stranded_requests(*, by: Actor) -> int:
    """As `return_requests_of`, of everybody who may not answer any more: whose mandate ran out by
    itself, who is intake holder and head no longer.
    """
    owners = Member.objects.filter(pk__in=DataRequest.objects.running().values("owner"))
    return sum(
        return_requests_of(one, by=by)
        for one in owners.select_related("institution", "person").order_by("pk")
        if one.pk not in {each.pk for each in able_owners(one.institution)}
    )


def _give(row: DataRequest, owner: Member, *, by: Actor) -> None:
    with audit.transaction() as log:
        row.owner = owner
        row.save(update_fields=["owner"])
        for task in open_of(row.subject):
            move_task(task, owner=owner, by=by)
        log.record("data_request:owner_changed", by=by, subject=row.subject)


def _tell_of_task(owner: Member, network: Network, *, by: Actor) -> None:
    account = owner.person.account
    if account is not None and account.pk != by.account_id:
        email = None if network.practice else owner.person.email or None
        notify(account, "task", reference="", by=by, email=email, link="")


def _readers(
    institution: Institution, owner: Member, by: Actor, marks: set[str]
) -> list[vault.Recipient]:
    """Whoever answers it, and the intake holders; where there are none, whoever wrote it down.

    `marks`: of whom the file is closed to that it is about.
    """
    account = owner.person.account
    assert account is not None
    readers = [vault.to_account(account, member_of=institution.pk)]
    if connected(institution):
        people = {one.person_id for one in members_of(institution)}
        out = {one for one in people if mark(PERSON, one) in marks}
        readers += [one for one in receivers(institution, out) if one.id != account.pk]
    elif by.account_id is not None and by.account_id != account.pk:
        readers.append(vault.to_account(by.account_id, member_of=institution.pk))
    return readers


def _check_makes_sense(arrived: Arrived, now: dt.datetime) -> None:
    if arrived.received_at > now:
        raise Denied(_("This time has not come yet."), field="day")
    if arrived.received_at < now - _BACK_AT_MOST:
        raise Denied(_("Check the year: this day is too far away."), field="day")
    if not arrived.words.strip():
        raise Denied(_("Write what is asked, or what happened."))


def _is_own_case(reference: str, by: Actor) -> bool:
    return Case.objects.visible_to(by).filter(reference=reference).exists()
