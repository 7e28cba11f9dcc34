"""Keep a closed case until its day, postpone that, and destroy it by two people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.audit import endings
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.case.queries import excluded_people, joined_with, marks_on
from spona.cases.case.steps.kinds import CONFIRM_DESTROYING
from spona.cases.casefile.boxes import all_boxes
from spona.cases.casefile.retention_queries import (
    check_can_confirm,
    check_can_keep,
    in_the_way,
    read_retention,
    second_people,
    waiting_task,
)
from spona.cases.conferences.models import Guest
from spona.cases.consent.models import Agreement
from spona.cases.count.sheets_update import counted_cases
from spona.cases.count.sources import CONSENT, as_refused
from spona.cases.data_requests.queries import requests_about
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind
from spona.cases.referrals.parties import receivers
from spona.cases.retention.codes import LONGEST, OTHER, POSTPONED_FOR
from spona.cases.retention.documents import Asked, Postponed, Retention, SentBack, after
from spona.cases.retention.rules import needs_official_copy, outcome_of, retention_of
from spona.cases.retention.sealing import seal, section_of
from spona.cases.team.telling import tell
from spona.deadlines.late import end_of, today_in
from spona.deadlines.models import Deadline
from spona.deadlines.working_days import calendar_of
from spona.directory.models import Member, Person
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.reference.models.signed import verify_rows
from spona.statistics.actions import keep_counts, read_kept
from spona.statistics.models import ReportCount
from spona.statistics.record import Document
from spona.tasks.actions import close_task, open_task
from spona.tasks.models import Task
from spona.vault import actions as vault
from spona.vault.models import Box, Grant, Section
from spona.vault.recipients import COUNTED_SECTION
from spona.vault.refusals import ReasonNeeded

# Working days that the second person has.
CONFIRM_WITHIN: Final = 10
# Why a holder opens the counted record or the decision of a colleague's file: by it the file is
# counted on, or kept.
_REASON: Final = "supervision"


def set_retention(case: Case, *, by: Actor, keys: Keyring) -> Retention:
    """Seal with the case the rule that holds today for its outcome; what was postponed stays.

    Denied where the institution has no rule for it, or where the outcome is not for this reader.
    """
    check_can_keep(by, case)
    read = read_retention(case, by=by, keys=keys)
    assert case.closed_at is not None
    found = retention_of(case, _outcome(case, by=by, keys=keys), case.closed_at)
    if found is None:
        raise Denied(
            _("Your institution has no rule for this outcome yet. Set one, and confirm it by two.")
        )
    if read.retention is not None:
        found = replace(found, postponed=read.retention.postponed)
    with audit.transaction() as log:
        _check_still_closed(_locked(case))
        _save(case, found, read.revision, by=by, keys=keys)
        close_task(CONFIRM_DESTROYING, case.subject, by=by, outcome="dropped")
        log.record("case:retention_set", by=by, subject=case.subject)
    return found


def postpone(
    case: Case,
    *,
    reason: str,
    words: str,
    until: dt.date,
    revision: int,
    by: Actor,
    keys: Keyring,
) -> Retention:
    """Keep it longer, with a reason; at most three times, and two years at a time.

    Conflict where a colleague wrote since revision `revision` was read.
    """
    check_can_keep(by, case)
    before, seen = _kept(case, by=by, keys=keys)
    if seen != revision:
        raise Conflict(_("A colleague has changed this meanwhile. See below what holds now."))
    if reason not in POSTPONED_FOR:
        raise Denied(_("Choose why it is kept longer."), field="reason")
    if reason == OTHER and not words.strip():
        raise Denied(_("Write why it is kept longer."), field="words")
    if not before.may_postpone:
        raise Denied(_("It was postponed three times already. Destroy it, or open the file again."))
    today = today_in(case.network)
    if until <= max(before.due_day, today):
        raise Denied(_("Choose a day that is later than the one that holds now."), field="until")
    if until > after(max(before.due_day, today), LONGEST):
        raise Denied(
            _("At most two years at a time. Then somebody looks at it again."), field="until"
        )
    one = Postponed(reason, words.strip(), until.isoformat(), _now(), _name(by))
    now = before.then_postponed(one)
    with audit.transaction() as log:
        _check_still_closed(_locked(case))
        _save(case, now, seen, by=by, keys=keys)
        close_task(CONFIRM_DESTROYING, case.subject, by=by, outcome="dropped")
        log.record("case:retention_postponed", by=by, subject=case.subject)
    return now


def ask_to_destroy(
    case: Case, *, to: Member | None, copy: bool, by: Actor, keys: Keyring
) -> Retention:
    """Ask another intake holder to confirm it. Nothing is gone until then.

    `copy`: the official copy exists where the institution has to keep one. Denied before its day,
    and where something stands in the way.
    """
    check_can_keep(by, case)
    before, seen = _kept(case, by=by, keys=keys)
    if before.asked is not None:
        raise Conflict(_("A colleague has asked for this already."))
    _check_due(case, before)
    for sentence in in_the_way(case, by=by, keys=keys):
        raise Denied(sentence)
    if needs_official_copy(case.owner_institution) and not copy:
        raise Denied(
            _("Confirm first that the official copy exists. What is destroyed here is gone."),
            field="copy",
        )
    if to is None or to.pk not in {one.pk for one in second_people(case, by)}:
        raise Denied(_("Choose who confirms it."), field="to")
    me = acting_membership(by)
    asked = Asked(me.person.name, str(me.person_id), str(me.pk), str(to.pk), to.person.name, _now())
    now = replace(
        before,
        asked=asked,
        sent_back=None,
        copy_by=me.person.name if copy else "",
        copy_at=asked.at if copy else "",
    )
    with audit.transaction() as log:
        _check_still_closed(_locked(case))
        _save(case, now, seen, by=by, keys=keys)
        open_task(
            CONFIRM_DESTROYING,
            case.subject,
            institution=case.owner_institution,
            owner=to,
            network=case.network,
            reference=case.reference,
            due_at=end_of(_until(case), case.network),
            by=by,
        )
        log.record("case:destroying_asked", by=by, subject=case.subject)
        tell(_accounts([to]), "task", case, by=by)
    return now


def leave_file(case: Case, *, reason: str, by: Actor, keys: Keyring) -> None:
    """It is not destroyed now: who asked takes it back, or the second person says why not.

    Again changes nothing.
    """
    check_can_keep(by, case)
    before, seen = _kept(case, by=by, keys=keys)
    if before.asked is None:
        return
    own = str(by.person_id) == before.asked.person
    if not own:
        check_can_confirm(by, case, before, waiting_task(case))
    if not own and not reason.strip():
        raise Denied(_("Write why it is not destroyed now."))
    back = None if own else SentBack(_name(by), reason.strip(), _now())
    with audit.transaction() as log:
        _check_still_closed(_locked(case))
        _save(case, replace(before, asked=None, sent_back=back), seen, by=by, keys=keys)
        close_task(CONFIRM_DESTROYING, case.subject, by=by, outcome="dropped")
        log.record("case:destroying_left", by=by, subject=case.subject)
        if not own:
            tell(_asker(before.asked), "answered", case, by=by)


def confirm_destroying(case: Case, *, by: Actor, keys: Keyring) -> Case:
    """Destroy the case, and those that were joined into it, for good and in one transaction.

    Its counted record goes into the institution's sealed list first. Only another person than who
    asked, to whom it was sent; Conflict where the case is not as it was then.
    """
    check_can_keep(by, case)
    retention, seen = _kept(case, by=by, keys=keys)
    check_can_confirm(by, case, retention, waiting_task(case))
    _check_due(case, retention)
    for sentence in in_the_way(case, by=by, keys=keys):
        raise Conflict(sentence)
    together = joined_with(case)
    asker = _asker(retention.asked) if retention.asked else []
    records = [_record_of(each, by=by, keys=keys) for each in together]
    asked_about = [
        one.box_id for each in together for one in requests_about(each, by=by, keys=keys).ended
    ]
    kept = read_kept(case.owner_institution, case.network, by=by, keys=keys)
    with audit.transaction():
        rows = [_locked(each) for each in sorted(together, key=lambda one: str(one.pk))]
        if {one.pk for one in joined_with(case)} != {one.pk for one in rows}:
            raise Conflict(_("Somebody changed this meanwhile. Read it again."))
        for row in rows:
            _check_still_closed(row)
        _check_revision(case, seen)
        if waiting_task(case) is None:
            raise Conflict(_("Nobody asks any more that this file be destroyed."))
        keep_counts(
            case.owner_institution,
            case.network,
            [one for one in records if one is not None],
            to=receivers(case.owner_institution, excluded_people(case)),
            kept=kept,
            by=by,
            keys=keys,
        )
        # What was asked about it names the person too.
        for box in Box.objects.filter(pk__in=asked_about, erased_at=None).order_by("pk"):
            vault.erase_box(box, by=by)
        at = deadlines.now()
        for row in rows:
            _destroy(row, at, by=by)
        # The reference is all that is left of it, and they know it already.
        marks = marks_on(case)
        people = Person.objects.filter(account__in=asker)
        out = {one.account_id for one in people if mark(PERSON, one.pk) in marks}
        tell([one for one in asker if one.pk not in out], "answered", case, by=by)
    return next(one for one in rows if one.pk == case.pk)


def destroy_again(case: UUID, *, at: dt.datetime, by: Actor) -> bool:
    """After a restore, what two people had destroyed; False where the backup does not know it, or
    knows that it was. Needs nobody's key.
    """
    if not (by.is_system and by.may("ending:replay")):
        raise Denied(_("Two people of the institution destroy a file."))
    row = Case.objects.select_related("owner_institution", "network", "box").filter(pk=case).first()
    if row is None or (row.destroyed_at is not None and row.box.erased_at is not None):
        return False
    verify_rows(row)
    with audit.transaction():
        _destroy(_locked(row), at, by=by)
    return True


def _destroy(row: Case, at: dt.datetime, *, by: Actor) -> None:
    """Everything that `destruction_scope` lists; the row stays as a tombstone."""
    own = row.owner_institution_id
    boxes = all_boxes(row) - {row.box_id}
    vault.erase_box(row.box, by=by)
    for box in Box.objects.filter(pk__in=boxes, erased_at=None).order_by("pk"):
        _let_go(box, own, by=by)
    reports = row.referrals_in.filter(kind=Kind.REPORT).values("pk")
    for count in ReportCount.objects.filter(report__in=reports).select_related("box"):
        vault.destroy(count.box, by=by, institution=own)
    _delete_agreements(row)
    # Tasks first: they name the deadlines.
    Task.objects.filter(subject_kind="case", subject_id=row.pk).delete()
    Deadline.objects.filter(subject_kind="case", subject_id=row.pk).delete()
    row.closed_at = row.closed_at or at
    row.destroyed_at, row.opened_by = at, ""
    row.save(update_fields=["closed_at", "destroyed_at", "opened_by"])
    with audit.transaction() as log:
        log.ending(endings.CASE, row.pk, {"at": at.isoformat()})
        log.record("case:destroyed", by=by, subject=row.subject, lane=own)


def _let_go(box: Box, own: UUID, *, by: Actor) -> None:
    """What leads to us ends. Where it leads to nobody else, what is sealed ends too."""
    vault.destroy(box, by=by, institution=own)
    if box.owner_institution_id == own and not Grant.objects.filter(section__box=box).exists():
        vault.erase_box(box, by=by)


def _delete_agreements(row: Case) -> None:
    relied = {
        *Referral.objects.filter(agreement__case=row).values_list("agreement_id", flat=True),
        *Guest.objects.filter(agreement__case=row).values_list("agreement_id", flat=True),
    }
    for one in Agreement.objects.filter(case=row).exclude(pk__in=relied):
        one.delete()


def _record_of(case: Case, *, by: Actor, keys: Keyring) -> Document | None:
    """What of this case is counted; of a person who is counted in another file nothing, as of
    files that were joined into this one. Denied where it does not open: it would be lost.
    """
    if not counted_cases().filter(pk=case.pk).exists():
        return None
    rows = Section.objects.named(case.box_id, COUNTED_SECTION, CONSENT).select_related("box")
    sections = {one.name: one for one in rows}
    if COUNTED_SECTION not in sections:
        return None
    texts = {name: _opened(one, by=by, keys=keys) for name, one in sections.items()}
    return as_refused(texts[COUNTED_SECTION], texts.get(CONSENT, {}))


def _opened(section: Section, *, by: Actor, keys: Keyring) -> Document:
    """Also of a file that colleagues lead: then it is a reading with a reason, which the other
    holders are told of.
    """
    try:
        return vault.open_section(section, by=by, keys=keys)
    except ReasonNeeded:
        return vault.open_section(section, by=by, keys=keys, reason=_REASON)


def _outcome(case: Case, *, by: Actor, keys: Keyring) -> str:
    rows = Section.objects.named(case.box_id, "decisions").select_related("box")
    section = rows.first()
    if section is None:
        return outcome_of(None)
    return outcome_of(_opened(section, by=by, keys=keys))


def _kept(case: Case, *, by: Actor, keys: Keyring) -> tuple[Retention, int]:
    """What is sealed, and the revision that was read."""
    read = read_retention(case, by=by, keys=keys)
    if read.retention is None:
        raise Denied(_("It is not set yet how long this file is kept. Set that first."))
    return read.retention, read.revision


def _check_due(case: Case, retention: Retention) -> None:
    if today_in(case.network) < retention.due_day:
        raise Denied(_("Its time of keeping is not over yet."))


def _check_still_closed(row: Case) -> None:
    if row.box.erased_at is not None:
        raise Conflict(_("A colleague has confirmed it already: the file is destroyed."))
    if row.closed_at is None:
        raise Conflict(_("This file is open again already."))


def _check_revision(case: Case, seen: int) -> None:
    """Inside the transaction: what was read is what stands there."""
    now = section_of(case)
    if (now.revision if now else 0) != seen:
        raise Conflict(_("Somebody changed this meanwhile. Read it again."))


def _save(case: Case, now: Retention, seen: int, *, by: Actor, keys: Keyring) -> Section:
    _check_revision(case, seen)
    return seal(case, now.to_document(), by=by, keys=keys)


def _locked(case: Case) -> Case:
    rows = Case.objects.select_for_update(of=("self",))
    return rows.select_related("owner_institution", "network__town", "box").get(pk=case.pk)


def _until(case: Case) -> dt.date:
    return calendar_of(case.network).after(today_in(case.network), CONFIRM_WITHIN)


def _accounts(members: Iterable[Member]) -> list[Account]:
    return [one.person.account for one in members if one.person.account is not None]


def _asker(asked: Asked | None) -> list[Account]:
    if asked is None:
        return []
    rows: Any = Member.objects.filter(pk=asked.member).select_related("person__account")
    return [one for one in _accounts(rows) if one.disabled_at is None]


def _name(by: Actor) -> str:
    return acting_membership(by).person.name


def _now() -> str:
    return deadlines.now().isoformat(timespec="seconds")
