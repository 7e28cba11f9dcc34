"""Write a decision down, with all that follows from it, in one transaction after reading."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.count.actions import count_again, read_sources
from spona.cases.case.count.registry import CountRead
from spona.cases.case.models import Case
from spona.cases.case.queries import readers_of
from spona.cases.case.steps.actions import NextStep, add_reminder, finish_steps
from spona.cases.case.steps.kinds import PLAN_STEP, REQUEST, WAITING
from spona.cases.identification.checks import WHY, Mistaken, mistakes
from spona.cases.identification.decisions import (
    HEARD,
    HINTS,
    OWN,
    PHONE,
    READ_WITH,
    SECTION,
    TOLD,
    Decision,
    Entry,
    changes_what_stood,
    current_of,
    entries_of,
)
from spona.cases.identification.permissions import check_can_decide
from spona.cases.identification.queries import Requests, is_own, requests_of
from spona.cases.referrals.actions import hear_done
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import Kind, State
from spona.cases.referrals.notes import BACK_AT_MOST, Note
from spona.cases.referrals.permissions import may_write_on_paper
from spona.cases.referrals.telling import tell_sender
from spona.deadlines.late import end_of, today_in
from spona.identity.keyring import Keyring
from spona.statistics.actions import write_report_count
from spona.statistics.models import ReportCount
from spona.statistics.record import carries_count
from spona.vault.actions import add_section, open_many, open_sections, save_section
from spona.vault.models import Section
from spona.vault.recipients import COUNTED_SECTION
from spona.vault.refusals import TextConflict

type Document = dict[str, Any]

# A report that was taken back is told of nothing.
_OVER: Final = (State.WITHDRAWN, State.EXPIRED)
# From whom a report's outcome is known, in the words of its counted record.
_REPORT_HEARD: Final = {PHONE: "call", OWN: "own"}


@dataclass(slots=True)
class Opened:
    """A section as it was opened, before anything is written."""

    section: Section
    document: Document = field(repr=False)


@dataclass(slots=True)
class Before:
    """All that a decision changes, as it stood when it was read.

    `decisions` None: there is none yet. `counted` None: another case counts the person, or no key
    of the record leads to this reader (`count_closed`).
    """

    requests: Requests
    decisions: Opened | None = None
    counted: CountRead | None = None
    count_closed: bool = False
    reports: list[tuple[ReportCount, Opened]] = field(default_factory=list)

    @property
    def document(self) -> Document:
        return self.decisions.document if self.decisions else {"schema": 1, "decisions": []}

    @property
    def revision(self) -> int:
        """The revision to name when saving; 0 where nothing was written yet."""
        return self.decisions.section.revision if self.decisions else 0

    @property
    def entries(self) -> list[Entry]:
        return entries_of(self.document)

    def standing(self, ident: str) -> Decision | None:
        """The entry of this id as it holds today, also where it was corrected since."""
        return next((one.decision for one in self.entries if one.has(ident)), None)


def read_before(case: Case, *, by: Actor, keys: Keyring) -> Before:
    """Open what a decision changes; the log has each reading before anything is written.

    Denied where a part of it is assigned to a colleague.
    """
    requests = requests_of(case, by=by, keys=keys)
    wanted = [SECTION, *([COUNTED_SECTION] if carries_count(case.opened_by) else [])]
    rows = Section.objects.named(case.box_id, *wanted).select_related("box")
    there = {row.name: row for row in rows}
    opens = set(rows.visible_to(by).values_list("pk", flat=True))
    mine = {name for name, row in there.items() if row.pk in opens}
    if SECTION in there and SECTION not in mine:
        raise Denied(_("This part was not shared with you. Ask who leads the file."))
    opening = [there[name] for name in wanted if name in mine]
    opened = {
        row.name: Opened(row, document)
        for row, document in zip(
            opening, open_sections(opening, by=by, keys=keys) if opening else [], strict=True
        )
    }
    counted = opened.get(COUNTED_SECTION)
    return Before(
        requests,
        opened.get(SECTION),
        None
        if counted is None
        else CountRead(
            counted.section,
            counted.document,
            read_sources(case, writes=[SECTION], by=by, keys=keys),
        ),
        count_closed=COUNTED_SECTION in wanted and COUNTED_SECTION not in opened,
        reports=_reports(case, by=by, keys=keys),
    )


def write_decision(
    case: Case,
    decision: Decision,
    *,
    before: Before,
    revision: int,
    ends: Collection[UUID] = (),
    answers: Collection[UUID] = (),
    following: Sequence[NextStep] = (),
    remind: NextStep | None = None,
    by: Actor,
    keys: Keyring,
) -> Decision:
    """One more decision of the Centre. `before` is what `read_before` gave, `revision` the one from
    which the page was made: TextConflict, with what a colleague wrote, where that was an older one.

    `answers`: what was sent to the Centre on paper and has its answer by it; nobody types that
    twice. `ends`: requests and waits that are over by it; `following`: what comes next, whatever
    was decided; `remind`: a line of one's own. The sender of the report hears that something
    was written, and never what. Mistaken, with a sentence for each field.
    """
    if not following:
        raise Denied(_("An open file always has a next step. Choose what follows."))
    _check(case, decision, before, revision, by)
    with audit.transaction() as log:
        written = _add(case, decision, before, by=by, keys=keys)
        _end_requests(case, decision, before, answers, by=by)
        finish_steps(case, tasks=ends, kinds=(REQUEST, WAITING), following=following, by=by)
        if remind is not None:
            add_reminder(case, remind.words, day=remind.day, by=by)
        for report in Referral.objects.filter(to_case=case, kind=Kind.REPORT).exclude(
            state__in=_OVER
        ):
            if report.sender_institution_id != case.owner_institution_id:
                tell_sender(report, "written", by=by)
        log.record("case:decision_written", by=by, subject=case.subject)
    return written


def correct_decision(
    case: Case,
    decision: Decision,
    *,
    before: Before,
    revision: int,
    ends: Collection[UUID] = (),
    by: Actor,
    keys: Keyring,
) -> Decision:
    """A new entry in the place of `decision.corrects`, which stays readable; what is counted
    follows. `ends`: steps that are over by it, as telling the person. Denied without a reason
    where something that stood there is changed.
    """
    old = before.standing(decision.corrects)
    if old is None:
        raise Denied(_("The decision that you correct is not in this file."))
    if changes_what_stood(old, decision) and not decision.reason.strip():
        raise Mistaken({"reason": WHY})
    _check(case, decision, before, revision, by, old=old)
    with audit.transaction() as log:
        written = _add(case, replace(decision, corrects=old.id), before, by=by, keys=keys)
        if ends:
            finish_steps(case, tasks=ends, kinds=[PLAN_STEP], by=by)
        log.record("case:decision_corrected", by=by, subject=case.subject)
    return written


def _check(
    case: Case,
    decision: Decision,
    before: Before,
    revision: int,
    by: Actor,
    *,
    old: Decision | None = None,
) -> None:
    check_can_decide(by, case)
    ways = {OWN} if is_own(case) else HEARD.keys()
    if not (decision.outcome in HINTS and decision.told in TOLD and decision.heard in ways):
        raise ValueError("no decision of the list, or a code that is none")
    if revision != before.revision:
        raise TextConflict(
            mine=decision.to_document(), theirs=before.document, revision=before.revision
        )
    wrong = mistakes(decision, before.requests, today=today_in(case.network), old=old)
    if wrong:
        raise Mistaken(wrong)


def _add(case: Case, decision: Decision, before: Before, *, by: Actor, keys: Keyring) -> Decision:
    """Append the entry and write the counts; inside the transaction, where nothing is opened."""
    row = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if row.closed_at is not None:
        raise Denied(_("This file is closed. Nothing is written in it any more."))
    _check_as_read(case, before)
    author = acting_membership(by)
    made = replace(
        decision, id=str(uuid4()), at=deadlines.now(), by=author.person.name, member=str(author.pk)
    )
    entries = before.document.get("decisions", [])
    document = before.document | {"decisions": [*entries, made.to_document()]}
    if before.decisions is None:
        add_section(case.box, SECTION, document, readers_of(case, READ_WITH), by=by, keys=keys)
    else:
        save_section(before.decisions.section, document, revision=before.revision, by=by, keys=keys)
    current = current_of(document)
    assert current is not None
    count_again(case, before.counted, {SECTION: document}, by=by, keys=keys)
    _count_reports(current, before, by=by, keys=keys)
    return made


def _check_as_read(case: Case, before: Before) -> None:
    """Under a lock: what was read is what is written over. Conflict where somebody was faster in
    this very moment.
    """
    held = [before.decisions, before.counted, *(one for _count, one in before.reports)]
    known = {one.section.pk: one.section.revision for one in held if one is not None}
    rows = Section.objects.select_for_update(of=("self",)).filter(pk__in=known).order_by("pk")
    now = dict(rows.values_list("pk", "revision"))
    first = before.decisions is None
    if now != known or (first and Section.objects.named(case.box_id, SECTION).exists()):
        raise Conflict(_("Several colleagues write at this moment. Try again."))


def _count_reports(current: Decision, before: Before, *, by: Actor, keys: Keyring) -> None:
    """What holds today is counted of the report too. Sealed anew also where nothing changes: else
    the log would tell whether the outcome did.
    """
    for count, held in before.reports:
        heard = _REPORT_HEARD.get(current.heard, "letter")
        after = held.document | {"outcome": current.outcome, "heard": heard}
        write_report_count(count, after, revision=held.section.revision, by=by, keys=keys)


def _end_requests(
    case: Case, decision: Decision, before: Before, answers: Collection[UUID], *, by: Actor
) -> None:
    """Outside the seal stands that they are done, and never what was decided."""
    if not may_write_on_paper(by):
        return
    # What was asked after the decision is answered by another one.
    waiting = [
        one.referral
        for one in before.requests.rows
        if one.waits and one.day <= decision.day and one.referral in answers
    ]
    for row in Referral.objects.filter(pk__in=waiting).select_related("network"):
        if row.paper_side_id != by.institution_id:
            continue
        note = Note(
            "phone" if decision.heard == PHONE else "post",
            _("The Centre"),
            _heard_at(decision, row, case),
            who=decision.heard_from,
            number=decision.number,
        )
        hear_done(row, note, outcome="done", message=_("The answer stands in the file."), by=by)


def _heard_at(decision: Decision, row: Referral, case: Case) -> datetime:
    """On the day that was written down, as far as a note of a call may lie back."""
    now = deadlines.now()
    if decision.heard_on is None or decision.heard_on >= today_in(case.network):
        return now
    heard = end_of(decision.heard_on, case.network)
    return max(heard, row.sent_at, now - BACK_AT_MOST)


def _reports(case: Case, *, by: Actor, keys: Keyring) -> list[tuple[ReportCount, Opened]]:
    """The counted records of the reports that brought the case, as far as they open for `by`."""
    brought = Referral.objects.not_excluding(by).filter(to_case=case, kind=Kind.REPORT)
    rows = list(ReportCount.objects.standing().filter(report__in=brought.values("pk")))
    sections = list(
        Section.objects.visible_to(by)
        .named([one.box_id for one in rows], COUNTED_SECTION)
        .select_related("box")
        .order_by("pk")
    )
    opened = open_many(sections, by=by, keys=keys, purpose="page") if sections else {}
    held = {one.box_id: Opened(one, opened[one.pk]) for one in sections if one.pk in opened}
    return [(one, held[one.box_id]) for one in rows if one.box_id in held]
