"""Write a closing, send it to a second person, confirm it or send it back, and open it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.assessment.actions import ask_no_more
from spona.cases.careplan.plan import SECTION as PLAN
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.count.actions import count_again, read_count
from spona.cases.case.count.registry import CountRead, still_latest
from spona.cases.case.models import Case
from spona.cases.case.queries import readers_of
from spona.cases.case.sections import LATER
from spona.cases.case.steps.actions import NextStep, end_steps, open_step_again
from spona.cases.case.steps.kinds import CLOSING, CONFIRM_CLOSING, CONFIRM_DESTROYING, REVIEW
from spona.cases.case.steps.queries import open_steps
from spona.cases.closure.codes import DONE
from spona.cases.closure.completeness import missing_in
from spona.cases.closure.documents import Asked, Closing, Happened, Said
from spona.cases.closure.permissions import (
    SECTION,
    check_can_close,
    check_can_confirm,
    check_can_reopen,
    check_was_closed_here,
)
from spona.cases.closure.queries import (
    Opened,
    changed_since,
    ending_steps,
    obstacles,
    read_closing,
    section_of,
    waiting_task,
    written_revisions,
)
from spona.cases.identification.decisions import SECTION as DECISIONS
from spona.cases.retention.documents import EMPTIED
from spona.cases.retention.rules import outcome_of, retention_of
from spona.cases.retention.sealing import seal
from spona.cases.retention.sealing import section_of as retention_section
from spona.cases.team.second_person import hide_from, show_to
from spona.cases.team.telling import tell
from spona.deadlines.late import end_of, today_in
from spona.deadlines.working_days import calendar_of
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.tasks.actions import close_task, open_task
from spona.vault.actions import add_section, save_section
from spona.vault.models import Section
from spona.vault.refusals import TextConflict

# Working days that the second person has.
CONFIRM_WITHIN: Final = 3


class Incomplete(Denied):
    """Something is missing: `fields` is the name of a field → the sentence beside it.

    Of a step the name is `step_` and its id, of a pillar and of a question `pillar_` and `answer_`
    with its code; what no field can mend is under `obstacles` and `guardian`.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(next(iter(fields.values())))
        self.fields = dict(fields)


@dataclass(frozen=True, slots=True)
class Sent:
    """What is asked of the second person: `to` is the membership that was chosen."""

    said: Said
    to: Member | None


def save_draft(case: Case, said: Said, *, revision: int, by: Actor, keys: Keyring) -> Section:
    """Keep what was written so far; nobody is asked and nothing is closed.

    TextConflict, carrying both texts, where a colleague saved since; Conflict where it waits for
    the second person.
    """
    check_can_close(by, case)
    opened = read_closing(case, by=by, keys=keys)
    before = opened.closing or Closing()
    if before.asked is not None:
        raise Conflict(_("It was sent for confirmation. Take it back before you change it."))
    _check_read(opened, said, revision)
    closing = replace(before, draft=said)
    with audit.transaction():
        _check_still_open(_locked(case))
        return _save(case, opened, closing, by=by, keys=keys)


def ask_to_close(case: Case, sent: Sent, *, revision: int, by: Actor, keys: Keyring) -> None:
    """Send it to another person, an intake holder, who confirms it or sends it back.

    Incomplete, which names each field, where something is missing or stands in the way. The case
    stays open, and it is written in as before.
    """
    check_can_close(by, case)
    opened = read_closing(case, by=by, keys=keys, beside=(PLAN,))
    before = opened.closing or Closing()
    if before.asked is not None:
        raise Conflict(_("A colleague has sent it for confirmation already."))
    _check_read(opened, sent.said, revision)
    if wrong := missing_in(case, sent.said, sent.to, opened, by=by):
        raise Incomplete(wrong)
    assert sent.to is not None
    me = acting_membership(by)
    now = deadlines.now().isoformat(timespec="seconds")
    asked = Asked(
        by=me.person.name,
        person=str(me.person_id),
        member=str(me.pk),
        to=str(sent.to.pk),
        to_name=sent.to.person.name,
        at=now,
        steps=tuple(sorted(one.task for one in sent.said.steps)),
        # What was read is named as it was read; all else as it stands now.
        revisions={
            name: opened.revisions.get(name, now_stands)
            for name, now_stands in written_revisions(case).items()
        },
    )
    closing = replace(before, draft=sent.said, asked=asked)
    closing = closing.then(Happened("asked", now, asked.by))
    count = read_count(case, writes=[SECTION], by=by, keys=keys)
    with audit.transaction() as log:
        row = _locked(case)
        _check_still_open(row)
        _check_same_steps(row, sent.said)
        section = _save(case, opened, closing, count, by=by, keys=keys)
        show_to(section, sent.to, by=by, keys=keys)
        open_task(
            CONFIRM_CLOSING,
            case.subject,
            institution=case.owner_institution,
            owner=sent.to,
            network=case.network,
            reference=case.reference,
            due_at=end_of(_until(case), case.network),
            by=by,
        )
        log.record("case:closing_asked", by=by, subject=case.subject)
        tell(_accounts([sent.to]), "task", case, by=by)


def take_back(case: Case, *, by: Actor, keys: Keyring) -> None:
    """It is a draft again; again changes nothing."""
    check_can_close(by, case)
    opened = read_closing(case, by=by, keys=keys)
    if opened.closing is None or opened.closing.asked is None:
        return
    name = acting_membership(by).person.name
    closing = replace(opened.closing, asked=None).then(Happened("taken_back", _now(), name))
    count = read_count(case, writes=[SECTION], by=by, keys=keys)
    with audit.transaction() as log:
        row = _locked(case)
        _check_still_open(row)
        section = _save(case, opened, closing, count, by=by, keys=keys)
        hide_from(section, opened.closing.asked.to, by=by)
        close_task(CONFIRM_CLOSING, case.subject, by=by, outcome="dropped")
        log.record("case:closing_taken_back", by=by, subject=case.subject)


def send_back(case: Case, *, reason: str, by: Actor, keys: Keyring) -> None:
    """The second person does not confirm it: whoever asked reads why."""
    opened, closing, asked = _waiting(case, by=by, keys=keys)
    if not reason.strip():
        raise Denied(_("Write why you send it back."))
    name = acting_membership(by).person.name
    closing = replace(closing, asked=None).then(
        Happened("sent_back", _now(), name, reason.strip(), asked_by=asked.by)
    )
    count = read_count(case, writes=[SECTION], by=by, keys=keys)
    with audit.transaction() as log:
        row = _locked(case)
        _check_still_open(row)
        check_can_confirm(by, row, asked, waiting_task(row))
        section = _save(case, opened, closing, count, by=by, keys=keys)
        hide_from(section, asked.to, by=by)
        close_task(CONFIRM_CLOSING, case.subject, by=by, outcome="dropped")
        log.record("case:closing_sent_back", by=by, subject=case.subject)
        tell(_asker(asked), "answered", case, by=by)


def confirm_closing(case: Case, *, by: Actor, keys: Keyring) -> Case:
    """Close the case: the only way to it, and only for another person than who asked.

    Conflict where the case is not as it was when it was sent, or something waits in it again.
    Its steps end with the reasons that were sealed; nobody writes in it any more.
    """
    opened, before, asked = _waiting(case, by=by, keys=keys, beside=(DECISIONS,))
    name, now = acting_membership(by).person.name, deadlines.now()
    closed = Happened(
        "closed", now.isoformat(timespec="seconds"), name, asked_by=asked.by, said=before.draft
    )
    closing = replace(before, draft=Said(), asked=None).then(closed)
    count = read_count(case, writes=[SECTION], by=by, keys=keys)
    with audit.transaction() as log:
        row = _locked(case)
        _check_still_open(row)
        check_can_confirm(by, row, asked, waiting_task(row))
        if changed := changed_since(row, before):
            raise Conflict(changed)
        for one in obstacles(row, by):
            raise Conflict(one.sentence)
        section = _save(case, opened, closing, count, by=by, keys=keys)
        _seal_retention(row, opened, now, by=by, keys=keys)
        close_task(CONFIRM_CLOSING, row.subject, by=by)
        ask_no_more(row, by=by)
        end_steps(row, by=by, done=_done(row, before.draft))
        row.closed_at = now
        row.save(update_fields=["closed_at"])
        hide_from(section, asked.to, by=by)
        log.record("case:closed", by=by, subject=row.subject)
        tell(_asker(asked), "answered", row, by=by)
    return row


def reopen_case(
    case: Case, *, reason: str, owner: Member | None, day: dt.date | None, by: Actor, keys: Keyring
) -> Case:
    """An act of its own, with a reason: the case is open again, and a review with the person is
    its next step.

    Denied of a case that was joined or handed over: it goes on elsewhere. Who was let in before
    is let in still.
    """
    check_can_reopen(by, case)
    if section_of(case) is None:
        check_was_closed_here(None)
    opened = read_closing(case, by=by, keys=keys)
    check_was_closed_here(opened.closing)
    assert opened.closing is not None
    if not reason.strip():
        raise Denied(_("Write why the file is opened again."))
    name = acting_membership(by).person.name
    closing = opened.closing.then(Happened("reopened", _now(), name, reason.strip()))
    count = read_count(case, writes=[SECTION], by=by, keys=keys)
    with audit.transaction() as log:
        row = _locked(case)
        if row.closed_at is None or row.joined_to_id is not None:
            raise Conflict(_("This file is open again already."))
        row.closed_at = None
        row.save(update_fields=["closed_at"])
        _save(case, opened, closing, count, by=by, keys=keys)
        _forget_retention(row, by=by, keys=keys)
        open_step_again(row, NextStep(REVIEW, owner, day), by=by)
        log.record("case:reopened", by=by, subject=row.subject)
    return row


def _seal_retention(
    row: Case, opened: Opened, closed_at: dt.datetime, *, by: Actor, keys: Keyring
) -> None:
    """By which rule it is kept, as far as that is known here. Where the decision is not for who
    confirms, or the institution has no rule yet, somebody sets it when they look through.
    """
    decisions = opened.documents.get(DECISIONS)
    if decisions is None and Section.objects.named(row.box_id, DECISIONS).exists():
        return
    retention = retention_of(row, outcome_of(decisions), closed_at)
    seal(row, retention.to_document() if retention else EMPTIED, by=by, keys=keys)


def _forget_retention(row: Case, *, by: Actor, keys: Keyring) -> None:
    """Of a case that is open again nothing counts how long it is kept, and nobody is asked."""
    close_task(CONFIRM_DESTROYING, row.subject, by=by, outcome="dropped")
    if retention_section(row) is not None:
        seal(row, EMPTIED, by=by, keys=keys)


def _waiting(
    case: Case, *, by: Actor, keys: Keyring, beside: tuple[str, ...] = ()
) -> tuple[Opened, Closing, Asked]:
    """What was sent to the second person; Denied for anybody else."""
    task = waiting_task(case)
    if section_of(case) is None:
        check_can_confirm(by, case, None, task)
    opened = read_closing(case, by=by, keys=keys, beside=beside)
    closing = opened.closing or Closing()
    check_can_confirm(by, case, closing.asked, task)
    assert closing.asked is not None
    return opened, closing, closing.asked


def _done(row: Case, said: Said) -> set[UUID]:
    """Steps that are over because they were done, and those that closing itself was the end of."""
    closing = open_steps(row).filter(kind=CLOSING).values_list("pk", flat=True)
    return {*closing, *(UUID(one.task) for one in said.steps if one.reason == DONE)}


def _check_read(opened: Opened, said: Said, revision: int) -> None:
    if opened.revision != revision:
        theirs = opened.closing.to_document() if opened.closing else None
        mine: dict[str, Any] = Closing(draft=said).to_document()
        raise TextConflict(mine=mine, theirs=theirs, revision=opened.revision)


def _check_still_open(row: Case) -> None:
    if row.closed_at is not None:
        raise Conflict(_("This file is closed. Nothing is written in it any more."))


def _check_same_steps(row: Case, said: Said) -> None:
    """Inside the transaction: a colleague may have opened a step since the page was read."""
    if {str(one.pk) for one in ending_steps(row)} != {one.task for one in said.steps}:
        raise Conflict(_("A colleague has changed the steps meanwhile. Look at them again."))


def _save(
    case: Case,
    opened: Opened,
    closing: Closing,
    count: CountRead | None = None,
    *,
    by: Actor,
    keys: Keyring,
) -> Section:
    """Beside the part whose readers read it; Conflict where somebody saved since it was read.

    `count`: why it ends says where the person is, so it is counted. The second person seldom opens
    the record; it was counted already when they were asked.
    """
    now = section_of(case)
    changed = (now.revision if now else 0) != opened.revision
    if not still_latest(count, beside=now) or changed:
        raise Conflict(_("Somebody changed this meanwhile. Read it again."))
    document = closing.to_document()
    if now is None:
        readers = readers_of(case, LATER[SECTION])
        section = add_section(case.box, SECTION, document, readers, by=by)
    else:
        section = save_section(now, document, revision=now.revision, by=by, keys=keys)
    count_again(case, count, {SECTION: document}, by=by, keys=keys)
    return section


def _until(case: Case) -> dt.date:
    return calendar_of(case.network).after(today_in(case.network), CONFIRM_WITHIN)


def _now() -> str:
    return deadlines.now().isoformat(timespec="seconds")


def _accounts(members: Sequence[Member]) -> list[Account]:
    return [one.person.account for one in members if one.person.account is not None]


def _asker(asked: Asked) -> list[Account]:
    rows = Member.objects.filter(pk=asked.member).select_related("person__account")
    return [one for one in _accounts(list(rows)) if one.disabled_at is None]


def _locked(case: Case) -> Case:
    rows = Case.objects.select_for_update(of=("self",))
    return rows.select_related("owner_institution", "network__town", "box").get(pk=case.pk)
