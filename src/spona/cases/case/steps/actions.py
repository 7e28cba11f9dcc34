"""Steps are opened, given to somebody, dated, done; a case that goes on always keeps one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_write
from spona.cases.case.queries import readers_of
from spona.cases.case.steps.kinds import (
    APPROVE_ASSESSMENT,
    CLOSING,
    CONFIRM_CLOSING,
    CONFIRM_DESTROYING,
    FIRST_CONTACT,
    REMINDER,
    REQUEST,
    REVIEW,
    STEPS,
    WAITING,
)
from spona.cases.case.steps.queries import (
    able_owners,
    case_of,
    day_of,
    is_by_name,
    open_steps,
    stranded_steps,
    words_section,
)
from spona.deadlines.actions import hand_on, start, stop
from spona.deadlines.late import end_of, today_in
from spona.deadlines.models import Deadline, State
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.tasks.actions import date_task, end_task, move_task, move_tasks, open_task, reopen_task
from spona.tasks.models import Task
from spona.tasks.queries import open_of
from spona.ui.days import until_day
from spona.vault.actions import add_section, open_section, save_section
from spona.vault.models import OWN, Section
from spona.vault.recipients import to_account

# Beside the part of the plan, whose readers read the words of a step.
READ_WITH: Final = "plan"
# A step that far ahead is a mistyped year; the longest proceedings are looked at again before.
AHEAD_AT_MOST: Final = timedelta(days=3 * 366)
_THEIRS: Final = (*STEPS, REMINDER)
# Of the second person, while the case is open.
_SECOND: Final = (CONFIRM_CLOSING, APPROVE_ASSESSMENT)


@dataclass(frozen=True, slots=True)
class NextStep:
    """`owner` None: it lies with the intake. `day` None: the day that the rule gives, if there is
    one. `words` are sealed.
    """

    kind: str
    owner: Member | None = None
    day: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class StepWords:
    """What stands in the sealed words of a step; `section` None where it has none."""

    section: Section | None = None
    document: dict[str, Any] = field(default_factory=dict, repr=False)


def read_words(case: Case, task: Task, *, by: Actor, keys: Keyring) -> StepWords:
    """The words of a step, before a transaction: the log of a reading is committed first."""
    rows = Section.objects.named(case.box_id, words_section(task))
    section = rows.select_related("box").first()
    if section is None:
        return StepWords()
    return StepWords(section, open_section(section, by=by, keys=keys))


@dataclass(frozen=True, slots=True)
class FirstContact:
    """What the first step of a file is counted by: without an urgency it has no deadline.

    `received_at`: when what opened it arrived here; what is accepted late may be late already.
    `answered`: the deadline of the answer, whose pauses count here too. `by_name`: somebody is
    locked out of the file, so the step is `owner`'s and stays out of the institution's lists.
    """

    urgency: str = ""
    received_at: datetime | None = None
    answered: Deadline | None = None
    owner: Member | None = None
    by_name: bool = False


def begin_first_contact(case: Case, first: FirstContact, *, by: Actor) -> None:
    """Open the first step, due by the rule of its urgency."""
    with audit.transaction() as log:
        institution = case.owner_institution
        deadline = None
        if first.urgency:
            deadline = start(
                FIRST_CONTACT,
                case.subject,
                institution=None if first.by_name else institution,
                network=case.network,
                sector=institution.sector,
                urgency=first.urgency,
                reference=case.reference,
                at=first.received_at,
                after=first.answered,
                by=by,
            )
        open_task(
            FIRST_CONTACT,
            case.subject,
            institution=institution,
            owner=first.owner,
            network=case.network,
            reference=case.reference,
            deadline=deadline,
            by=by,
        )
        log.record("case:first_contact_due", by=by, subject=case.subject)


def add_step(case: Case, step: NextStep, *, by: Actor) -> Task:
    """Open one more step. Denied for a day that is over, for an owner who cannot open the case,
    and without words where only they tell it from others; Conflict where this very step is open.
    """
    _check_can_step(by, case)
    _check_year(case, step.day)
    with audit.transaction():
        return _open(_locked(case), step, by=by)


def end_step(
    task: Task,
    *,
    dropped: bool = False,
    reason: str = "",
    following: NextStep | None = None,
    by: Actor,
    keys: Keyring,
    read: StepWords | None = None,
) -> Task | None:
    """It is done, or `dropped` with a `reason`; return the step that follows.

    Again changes nothing. Conflict where nothing would be left: an open case has a next step.
    `read`: its words, where the caller is in a transaction, in which nothing is opened.
    """
    case = case_of(task)
    _check_can_end(by, case, task)
    if dropped and not reason.strip():
        raise Denied(_("Write why it will not be done."))
    if following is not None:
        _check_year(case, following.day)
    held = (read or read_words(case, task, by=by, keys=keys)) if dropped else StepWords()
    with audit.transaction() as log:
        case = _locked(case)
        if Task.objects.select_for_update(of=("self",)).get(pk=task.pk).done_at is not None:
            return None
        if dropped:
            _write(case, task, {"reason": reason.strip()}, held, by=by, keys=keys)
        end_task(task, outcome="dropped" if dropped else "done", by=by)
        log.record("case:step_ended", by=by, subject=case.subject, detail={"kind": task.kind})
        opened = _open(case, following, by=by) if following else None
        if opened is None and not open_steps(case).exists():
            raise Conflict(_("An open file always has a next step. Choose what follows."))
        return opened


def await_answer(case: Case, *, sent_by: Member, asked_for: bool, by: Actor) -> None:
    """A request went out of the file: its step is done, and the answer is waited for.

    `asked_for`: it is waited for also where nobody had a step to send it. Its words have no
    reference: not everybody who reads the plan reads what was sent.
    """
    with audit.transaction():
        request = open_steps(case).filter(kind=REQUEST).first()
        if request is None and not asked_for:
            return
        owner = request.owner if request is not None else sent_by
        if request is not None:
            end_task(request, by=by)
        if owner is not None and owner.pk not in {one.pk for one in able_owners(case)}:
            owner = None
        today = today_in(case.network)
        words = _("Answer to the request of %(day)s") % {"day": f"{until_day(today)} {today.year}"}
        step = NextStep(WAITING, owner, words=words)
        _open(_locked(case), step, by=by)


def keep_review(case: Case, *, day: date, owner: Member | None, by: Actor) -> Task:
    """The one review of the case is due on `day`, and is `owner`'s; opened where there is none.

    Several parts of a case ask for it, and the earliest of their days is told outside the seal.
    The row is written also where nothing changes, so that writing it tells nothing. An earlier
    day ends what a rule has given; a later one than that of an adopted rule is not taken.
    """
    _check_can_step(by, case)
    with audit.transaction() as log:
        case = _locked(case)
        task = open_steps(case).filter(kind=REVIEW).select_related("deadline__rule").first()
        if task is None:
            return _open(case, NextStep(REVIEW, owner, day), by=by)
        _check_owner(case, owner)
        task = move_task(task, owner=owner, by=by)
        now, deadline = day_of(task, case), task.deadline
        bound = deadline is not None and now is not None and _by_adopted(deadline) and day > now
        if day == now or bound:
            task = date_task(task, due_at=task.due_at, deadline=deadline, by=by)
        else:
            _check_day(case, day)
            task = date_task(task, due_at=end_of(day, case.network), by=by)
            if deadline is not None:
                stop(deadline, outcome="agreed", by=by)
        log.record("case:step_changed", by=by, subject=case.subject, detail={"kind": task.kind})
        return task


def drop_review(task: Task, *, by: Actor) -> None:
    """What it was kept for is over, and nobody else asked for it; another step is left."""
    case = case_of(task)
    _check_can_step(by, case)
    with audit.transaction() as log:
        case = _locked(case)
        end_task(task, outcome="dropped", by=by)
        log.record("case:step_ended", by=by, subject=case.subject, detail={"kind": task.kind})
        keep_a_step(case, by=by)


def finish_steps(
    case: Case,
    *,
    tasks: Collection[UUID],
    kinds: Collection[str],
    following: Sequence[NextStep] = (),
    by: Actor,
) -> list[Task]:
    """What these steps asked for has come: they are done, whoever has them, and what follows is
    opened. What is done already, or is no step of these kinds of this case, is passed over.
    """
    _check_can_step(by, case)
    for step in following:
        _check_year(case, step.day)
    with audit.transaction() as log:
        case = _locked(case)
        for task in open_steps(case).filter(pk__in=tasks, kind__in=kinds):
            end_task(task, by=by)
            log.record("case:step_ended", by=by, subject=case.subject, detail={"kind": task.kind})
        opened = [_open(case, step, by=by) for step in following]
        keep_a_step(case, by=by)
        return opened


def reopen_step(task: Task, *, by: Actor) -> Task:
    """Take back the end of a step that was a mistake; what followed stays open beside it.

    Conflict where another one of its kind is open meanwhile, and where the case was closed.
    """
    case = case_of(task)
    _check_can_end(by, case, task)
    with audit.transaction() as log:
        case = _locked(case)
        if task.part is None and open_of(case.subject).filter(kind=task.kind).exists():
            raise Conflict(_("A step of this kind is open already."))
        task = reopen_task(task, by=by)
        log.record("case:step_reopened", by=by, subject=case.subject, detail={"kind": task.kind})
        return task


def change_step(
    task: Task,
    *,
    owner: Member | None,
    day: date | None,
    by: Actor,
    keys: Keyring,
    words: str = "",
    read: StepWords | None = None,
) -> Task:
    """Somebody else has it, or another day is agreed on.

    A day that an adopted rule gives is moved by nobody: Denied. `words` of before stay where the
    new ones are empty. `read` is as for `end_step`.
    """
    case = case_of(task)
    _check_can_step(by, case)
    held = (read or read_words(case, task, by=by, keys=keys)) if words.strip() else StepWords()
    with audit.transaction() as log:
        case = _locked(case)
        _check_owner(case, owner)
        task = move_task(task, owner=owner, by=by)
        if day != day_of(task, case):
            _check_day(case, day)
            _check_year(case, day)
            deadline = task.deadline
            if deadline is not None and _by_adopted(deadline):
                raise Denied(_("This day follows from a rule. It cannot be moved."))
            due_at = end_of(day, case.network) if day else None
            task = date_task(task, due_at=due_at, by=by)
            if deadline is not None:
                stop(deadline, outcome="agreed", by=by)
        if words.strip():
            _write(case, task, {"what": words.strip()}, held, by=by, keys=keys)
        log.record("case:step_changed", by=by, subject=case.subject, detail={"kind": task.kind})
        return task


def add_reminder(case: Case, words: str, *, day: date | None, by: Actor) -> Task:
    """A line for oneself, which nobody else opens; never the next step of the case."""
    _check_can_step(by, case)
    if not words.strip():
        raise Denied(_("Write what you want to be reminded of."))
    _check_day(case, day)
    _check_year(case, day)
    me = acting_membership(by)
    assert by.account_id is not None
    with audit.transaction():
        task = open_task(
            REMINDER,
            case.subject,
            institution=case.owner_institution,
            owner=me,
            network=case.network,
            reference=case.reference,
            due_at=end_of(day, case.network) if day else None,
            part=uuid4(),
            by=by,
        )
        own = to_account(by.account_id, basis=OWN, member_of=case.owner_institution_id)
        document = {"schema": 1, "what": words.strip()}
        add_section(case.box, words_section(task), document, [own], by=by)
        return task


def end_reminder(task: Task, *, by: Actor) -> Task:
    """Denied for anybody but the person whose own it is."""
    if task.kind != REMINDER or task.owner_id is None or task.owner_id != by.member_id:
        raise Denied(_("This is somebody else's reminder."))
    return end_task(task, by=by)


def give_steps(case: Case, *, to: Member, by: Actor) -> None:
    """What lies with the intake is the case worker's from now on; what is done stays as it is."""
    with audit.transaction():
        move_tasks(open_steps(case).filter(owner=None), owner=to, by=by)


def return_steps(case: Case, *, of: Member, by: Actor) -> int:
    """Who leaves, is locked out or has no key any more has no step: it lies with the intake again,
    or by name with a colleague who can open the case. Their own reminders end. What waits for a
    second person is anybody's who may be one: the first colleague may have written it.
    """
    with audit.transaction():
        by_name = is_by_name(case)
        others = [one for one in able_owners(case) if one.pk != of.pk] if by_name else []
        tasks = list(open_of(case.subject).filter(owner=of))
        for task in tasks:
            if task.kind == REMINDER:
                end_task(task, outcome="dropped", by=by)
            else:
                named = others and task.kind != APPROVE_ASSESSMENT
                move_task(task, owner=others[0] if named else None, by=by)
        return len(tasks)


def return_steps_of(member: Member, *, by: Actor) -> int:
    """All that waits for somebody who has left."""
    with audit.transaction():
        kinds = (*_THEIRS, *_SECOND, CONFIRM_DESTROYING)
        held = Task.objects.open().filter(owner=member, kind__in=kinds, subject_kind="case")
        rows = Case.objects.filter(pk__in=held.values("subject_id"))
        cases = rows.select_related("owner_institution", "network__town", "box")
        return sum(return_steps(case, of=member, by=by) for case in cases.order_by("pk"))


def return_stranded_steps(*, by: Actor) -> int:
    """As `return_steps`, of everybody who cannot open the case whose step they have."""
    returned = 0
    for case, owner in stranded_steps():
        with audit.transaction():
            returned += return_steps(case, of=owner, by=by)
    return returned


def take_steps(case: Case, *, to: Member, by: Actor) -> None:
    """Somebody was locked out: what lay in the queue is `to`'s by name, and its deadlines are in no
    list of the institution.
    """
    with audit.transaction():
        for task in open_steps(case):
            if task.owner_id is None:
                move_task(task, owner=to, by=by)
            if task.deadline is not None:
                hand_on(task.deadline, to=None, by=by)


def end_steps(case: Case, *, by: Actor, done: Collection[UUID] = ()) -> None:
    """The case was closed, handed over or joined with another one: no step outlives it. Those of
    `done` are over because what they asked for was done.
    """
    with audit.transaction():
        for task in open_of(case.subject).filter(kind__in=(*_THEIRS, *_SECOND)):
            end_task(task, outcome="done" if task.pk in done else "dropped", by=by)


def open_step_again(case: Case, step: NextStep, *, by: Actor) -> Task:
    """The first step of a case that was opened again, in the same transaction; the caller has
    checked that it may, and holds the row.
    """
    with audit.transaction():
        return _open(case, step, by=by)


def end_first_contact(case: Case, *, outcome: str, by: Actor) -> None:
    """The work that brought the case has ended (`done` or `dropped`), and the case goes on: it
    asks whether it can be closed.
    """
    with audit.transaction():
        owner = None
        for task in open_steps(case).filter(kind=FIRST_CONTACT):
            owner = task.owner
            end_task(task, outcome=outcome, by=by)
        keep_a_step(case, owner=owner, by=by)


def keep_a_step(case: Case, *, by: Actor, owner: Member | None = None) -> None:
    """Where nothing says what comes next, somebody has to look whether the case can be closed."""
    with audit.transaction():
        if case.closed_at is None and not open_steps(case).exists():
            if owner is None and is_by_name(case):
                owner = next(iter(able_owners(case)), None)
            open_task(
                CLOSING,
                case.subject,
                institution=case.owner_institution,
                owner=owner,
                network=case.network,
                reference=case.reference,
                due_at=end_of(today_in(case.network), case.network),
                by=by,
            )


def _open(case: Case, step: NextStep, *, by: Actor) -> Task:
    kind = STEPS[step.kind]
    if case.closed_at is not None:
        raise Denied(_("This file is closed. Nothing is written in it any more."))
    if kind.many and not step.words.strip():
        raise Denied(_("Write what is to be done."), field="words")
    if not kind.many and open_of(case.subject).filter(kind=step.kind).exists():
        raise Conflict(_("A step of this kind is open already."))
    _check_owner(case, step.owner)
    _check_day(case, step.day)
    deadline = None
    if kind.event and step.day is None:
        deadline = start(
            kind.event,
            case.subject,
            institution=None if is_by_name(case) else case.owner_institution,
            network=case.network,
            sector=case.owner_institution.sector,
            reference=case.reference,
            by=by,
        )
    task = open_task(
        step.kind,
        case.subject,
        institution=case.owner_institution,
        owner=step.owner,
        network=case.network,
        reference=case.reference,
        deadline=deadline,
        due_at=end_of(step.day, case.network) if step.day else None,
        part=uuid4() if kind.many else None,
        by=by,
    )
    if step.words.strip():
        document = {"schema": 1, "what": step.words.strip()}
        add_section(case.box, words_section(task), document, readers_of(case, READ_WITH), by=by)
    return task


def _write(
    case: Case, task: Task, said: dict[str, str], held: StepWords, *, by: Actor, keys: Keyring
) -> None:
    """Beside what stands there already. The readers of the plan read it."""
    section = held.section
    if section is None:
        document = {"schema": 1, **said}
        name, to = words_section(task), readers_of(case, READ_WITH)
        add_section(case.box, name, document, to, by=by)
        return
    save_section(section, held.document | said, revision=section.revision, by=by, keys=keys)


def _check_can_step(by: Actor, case: Case) -> None:
    """Who writes in the files of the institution, and to whom a key of this one leads."""
    check_can_write(by, case)
    if not Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Denied(_("This part was not shared with you. Ask who leads the file."))


def _check_can_end(by: Actor, case: Case, task: Task) -> None:
    """Its owner; of what lies with the intake whoever works on the case."""
    _check_can_step(by, case)
    if task.kind not in STEPS:
        raise ValueError("not a step of a case")
    if task.owner_id not in (None, by.member_id):
        raise Denied(_("This belongs to somebody else. Ask them to finish it."))


def _check_owner(case: Case, owner: Member | None) -> None:
    if owner is None:
        if is_by_name(case):
            raise Denied(_("Choose who does it."), field="owner")
        return
    if owner.pk not in {one.pk for one in able_owners(case)}:
        raise Denied(
            _("This colleague cannot open the file. Let them into the team first."), field="owner"
        )


def _check_day(case: Case, day: date | None) -> None:
    if day is not None and day < today_in(case.network):
        raise Denied(_("Choose today or a day that is still to come."), field="day")


def _check_year(case: Case, day: date | None) -> None:
    """Of a day that people choose; what something sealed asks for may lie further ahead."""
    if day is not None and day > today_in(case.network) + AHEAD_AT_MOST:
        raise Denied(_("Check the year: this day is too far away."), field="day")


def _by_adopted(deadline: Deadline) -> bool:
    return deadline.rule is not None and deadline.rule.state == State.ADOPTED


def _locked(case: Case) -> Case:
    """One at a time: two who end the last two steps at once would leave none."""
    rows = Case.objects.select_for_update(of=("self",))
    return rows.select_related("owner_institution", "network__town", "box").get(pk=case.pk)
