"""Deadlines that fell due: first the holders again, then the deputy, then the coordinator's
list.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from django.utils import timezone

from spona import deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.case.actions import end_light_notes_due
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import return_stranded_steps
from spona.cases.case.steps.kinds import STEP_EVENTS
from spona.cases.casefile.retention_review import ask_to_look_through as look_through
from spona.cases.conferences.actions import end_conference
from spona.cases.conferences.models import Conference
from spona.cases.data_requests.actions import return_stranded_requests
from spona.cases.referrals.actions import offer_packets as offer
from spona.cases.referrals.actions.expire import (
    ended_agreements,
    expire,
    pass_over,
    unopened_with_second,
)
from spona.cases.referrals.actions.send import ANSWER_DEADLINE
from spona.cases.referrals.coordinator import coordinators
from spona.cases.referrals.models import Referral
from spona.cases.referrals.parties import readers
from spona.cases.referrals.telling import tell, tell_paper_side
from spona.cases.referrals.unreachable import steps_of_excluded
from spona.cases.team.telling import tell as tell_of_file
from spona.deadlines.actions import FellDue, escalate_due, reach_next_step
from spona.deadlines.late import instant_has_passed
from spona.deadlines.models import StepTo
from spona.deadlines.unreachable_steps import PEOPLE, able_and_there, unreachable_steps
from spona.directory.models import Seat
from spona.identity.models import Account
from spona.mandates.actions import mend_unreachable_steps
from spona.tasks.queries import open_of


def escalate() -> int:
    """Tell those whose turn it is; return how many steps were reached. Every few minutes.

    The step and its notices are committed together, so a crash repeats the step and loses none.
    """
    by = Actor.system("escalation")
    told = escalate_due(
        by=by,
        kinds=(ANSWER_DEADLINE,),
        subject_kind="referral",
        tell=lambda fallen: _tell_all(fallen, by),
    )
    return told + escalate_due(
        by=by, kinds=STEP_EVENTS, tell=lambda fallen: _tell_of_files(fallen, by)
    )


def _tell_all(fallen: list[FellDue], by: Actor) -> None:
    ids = [fell.deadline.subject_id for fell in fallen]
    rows = Referral.objects.filter(pk__in=ids).select_related(
        "network",
        "recipient_institution",
        "sender_institution",
        "paper_institution",
        "sent_by__person",
    )
    referrals = {row.pk: row for row in rows}
    for fell in fallen:
        referral = referrals.get(fell.deadline.subject_id)
        if referral is not None:
            _tell(fell, referral, by)


def _tell_of_files(fallen: list[FellDue], by: Actor) -> None:
    rows = Case.objects.filter(pk__in=[fell.deadline.subject_id for fell in fallen])
    cases = {row.pk: row for row in rows.select_related("network", "owner_institution")}
    for fell in fallen:
        if (case := cases.get(fell.deadline.subject_id)) is not None:
            _tell_of_file(fell, case, by)


def offer_packets() -> int:
    """Whoever sent something on paper is told when the recipient can open it here. Every minute."""
    return offer(by=Actor.system("escalation"))


def mend_unreachable() -> int:
    """Steps of the escalation that reach nobody become tasks; how many. Every ten minutes."""
    steps = [*unreachable_steps(), *steps_of_excluded()]
    return mend_unreachable_steps(steps, by=Actor.system("reminders"))


def return_steps() -> int:
    """What waits for somebody who cannot open the case any more lies with the intake again: whose
    mandate ran out by itself, whose account was closed, who lost the key; and a request about data
    with who may answer it. Every ten minutes.
    """
    by = Actor.system("housekeeping")
    return return_stranded_steps(by=by) + return_stranded_requests(by=by)


def end_light_notes() -> int:
    """What nobody renewed by its day is deleted with its keys. Every hour."""
    return end_light_notes_due(by=Actor.system("housekeeping"))


def ask_to_look_through() -> int:
    """In its review month an institution is asked to look through its closed files. Every hour."""
    return look_through(by=Actor.system("reminders"))


def _tell(fell: FellDue, referral: Referral, by: Actor) -> None:
    if _nobody_is_there(fell, referral) and (above := reach_next_step(fell, by=by)) is not None:
        # Those who are away find it when they come back; meanwhile the next one hears of it.
        _tell(above, referral, by)
    if fell.step.to == StepTo.QUEUE and referral.on_paper:
        tell_paper_side(referral, _near_or_passed("reminder", "overdue", fell), by=by)
    elif fell.step.to == StepTo.QUEUE:
        able = readers(referral, referral.recipient_institution)
        tell(able, _near_or_passed("reminder", "overdue", fell), referral, by=by)
    elif fell.step.to == StepTo.DEPUTY:
        kind = _near_or_passed("deputy_reminder", "deputy_overdue", fell)
        tell(_deputy(referral), kind, referral, by=by)
    else:
        tell(coordinators(referral), "waiting", referral, by=by)


def _nobody_is_there(fell: FellDue, referral: Referral) -> bool:
    """True where everybody of this step who could open it is absent."""
    if referral.on_paper or fell.step.to == StepTo.COORDINATOR:
        return False
    place = referral.recipient_institution
    queue = fell.step.to == StepTo.QUEUE
    able = readers(referral, place) if queue else _deputy(referral)
    return not able_and_there(place.pk, [account.pk for account in able])


def _tell_of_file(fell: FellDue, case: Case, by: Actor) -> None:
    """Whoever has the step by name, and only then the others who can open the file."""
    task = open_of(case.subject).filter(deadline=fell.deadline).first()
    if task is None:
        return
    deputy = fell.step.to == StepTo.DEPUTY
    near = ("deputy_reminder", "deputy_overdue") if deputy else ("reminder", "overdue")
    kind = _near_or_passed(*near, fell)
    own = task.owner.person.account if task.owner is not None else None
    # Without an institution on its deadline somebody is locked out, and nobody else may hear of it.
    if fell.deadline.institution is None or (own is not None and not deputy):
        tell_of_file([own] if own is not None else [], kind, case, by=by)
        return
    people = PEOPLE[fell.step.to](case.owner_institution, case.network, timezone.localdate())
    accounts = [one.person.account for one in people if one.person.account is not None]
    tell_of_file(accounts, kind, case, by=by)


def _near_or_passed(near: str, passed: str, fell: FellDue) -> str:
    """The kind of notice: after a downtime a step is reached when the deadline is over already.

    By a rule that is only proposed nothing is late, so it stays a reminder.
    """
    rule, due_at = fell.deadline.rule, fell.deadline.due_at
    if rule is None or due_at is None or not rule.binding:
        return near
    return passed if instant_has_passed(due_at, deadlines.now()) else near


def _deputy(referral: Referral) -> list[Account]:
    """The deputy of the seat, if they can open it; else everybody who can is told once more.

    A step has to be a person who can open: whoever was locked out has no place in it, and of
    what went on paper nobody at the recipient.
    """
    there = referral.paper_side if referral.on_paper else referral.recipient_institution
    able = readers(referral, there)
    seat = (
        Seat.objects.active_on(timezone.localdate())
        .filter(network=referral.network, institution=there)
        .select_related("deputy__person")
        .first()
    )
    deputy = seat.deputy if seat is not None and seat.has_valid_mac() else None
    if deputy is None or not deputy.can_act():
        return able
    return [account for account in able if account.pk == deputy.person.account_id] or able


# What ends or goes on by itself. No key is needed: everything was sealed beforehand.

_log = logging.getLogger("spona.jobs")


def end_and_pass_on() -> int:
    """Agreements that ran out, and the second institution where the first did not open.

    Every minute. Each row in its own transaction, so that one broken row holds up no other.
    """
    return _each(ended_agreements(), expire) + _each(unopened_with_second(), pass_over)


def _each(rows: Iterable[Referral], act: Callable[..., Referral]) -> int:
    by, changed = Actor.system("escalation"), 0
    for row in rows:
        try:
            changed += act(row, by=by).state != row.state
        except (Conflict, Denied) as refused:
            # Somebody was faster, or nobody there can open it any more: it stays as it was.
            _log.warning("left as it was", extra={"spona": {"error": type(refused).__name__}})
    return changed


# What ends by itself. No key is needed: the grants carry their end, and go with it.


def end_conferences() -> int:
    """Close what is past its last day, each in its own transaction; return how many."""
    by = Actor.system("housekeeping")
    due = Conference.objects.filter(
        until__lte=deadlines.now(), meeting__ended_at=None, meeting__cancelled_at=None
    )
    rows = list(due.select_related("meeting"))
    return sum(_end(row, by) for row in rows)


def _end(row: Conference, by: Actor) -> int:
    try:
        end_conference(row, by=by)
    except Denied as refused:
        # Not as Spona left it: its keys end by themselves, and one such row holds up no other.
        _log.warning("left as it was", extra={"spona": {"error": type(refused).__name__}})
        return 0
    return 1
