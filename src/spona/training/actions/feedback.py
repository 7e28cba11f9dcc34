"""Three questions at the end, and a few after 3 and 6 months. Only sums are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.db.models import F
from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.time import today
from spona.tasks.actions import close_task, open_task
from spona.tasks.models import Task
from spona.training.dates import months_after
from spona.training.models import FollowUp, Participant, Session, Tally
from spona.training.permissions import check_is_theirs
from spona.training.questionnaires import FEEDBACK, FOLLOW_UP, Asked
from spona.training.telling import tell

AFTER: Final = (3, 6)
ASKED_FOR: Final = dt.timedelta(days=45)
# By so much the shortest month is shorter than the longest.
_SHORTER: Final = dt.timedelta(days=3)
TASK: Final = "training_follow_up"


def give_feedback(
    participant: Participant, answers: Mapping[str, str], *, by: Actor, token: str = ""
) -> None:
    """Once for each; which answers were whose is written nowhere."""
    check_is_theirs(by, participant, token)
    with audit.transaction() as log:
        session = Session.objects.select_for_update().get(pk=participant.session_id)
        row = Participant.objects.select_for_update().get(pk=participant.pk)
        if row.withdrawn_at is not None or not session.takes_post(today()):
            raise Denied(_("These questions are not open now."))
        if row.gave_feedback:
            raise Conflict(_("You have answered already; thank you."))
        _count(session, FEEDBACK, answers, prefix="")
        row.gave_feedback = True
        row.save(update_fields=["gave_feedback"])
        log.record("training:feedback", by=by, subject=session.subject)


def answer_follow_up(
    follow_up: FollowUp, answers: Mapping[str, str], *, by: Actor, token: str = ""
) -> None:
    check_is_theirs(by, follow_up.participant, token)
    with audit.transaction() as log:
        row = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
        if row.answered_at is not None:
            raise Conflict(_("You have answered already; thank you."))
        if row.until < today():
            raise Denied(_("These questions are not open now."))
        session = Session.objects.select_for_update().get(pk=row.participant.session_id)
        _count(session, FOLLOW_UP, answers, prefix=f"m{row.months}_")
        row.answered_at = deadlines.now()
        row.save(update_fields=["answered_at"])
        close_task(TASK, row.subject, by=by)
        log.record(
            "training:follow_up", by=by, subject=session.subject, detail={"months": row.months}
        )


def ask_follow_ups(*, by: Actor) -> int:
    """Whose turn it is since the last time; returns how many were asked. Idempotent.

    Who was there is asked; what nobody answered in 45 days falls away.
    """
    if not by.may("life:remind"):
        raise Denied(_("This is done by Spona itself, once a day."))
    day, asked = today(), 0
    for months in AFTER:
        first = months_after(day - ASKED_FOR, -months)
        # Of a longer month the last days come due with the last one of a shorter: `_ask` looks.
        last = months_after(day, -months) + _SHORTER
        sessions = Session.objects.held().filter(last_day__gte=first, last_day__lte=last)
        waiting = (
            Participant.objects.filter(session__in=sessions, attended__present=True)
            .filter(withdrawn_at=None)
            .exclude(follow_ups__months=months)
            .select_related(
                "session__network", "member__person__account", "member__institution", "institution"
            )
            .distinct()
        )
        for one in waiting:
            asked += _ask(one, months, day, by)
    _drop_old(day, by)
    return asked


def _ask(participant: Participant, months: int, day: dt.date, by: Actor) -> bool:
    with audit.transaction() as log:
        due = months_after(participant.session.last_day, months)
        until = due + ASKED_FOR
        if not due <= day <= until:
            return False
        row, new = FollowUp.objects.get_or_create(
            participant=participant,
            months=months,
            defaults={"asked_at": deadlines.now(), "until": until},
        )
        if not new:
            return False
        member = participant.member
        if member is not None and member.person.account_id and member.is_active_on(day):
            open_task(
                TASK,
                row.subject,
                institution=member.institution,
                owner=member,
                network=participant.session.network,
                due_at=dt.datetime.combine(until, dt.time(), tzinfo=dt.UTC),
                by=by,
            )
        tell([participant], by=by)
        log.record("training:follow_up_asked", by=by, subject=participant.subject)
    return True


def _drop_old(day: dt.date, by: Actor) -> None:
    open_ids = Task.objects.open().filter(kind=TASK).values_list("subject_id", flat=True)
    for row in FollowUp.objects.filter(pk__in=list(open_ids), until__lt=day):
        close_task(TASK, row.subject, by=by, outcome="dropped")


def _count(
    session: Session, asked: tuple[Asked, ...], answers: Mapping[str, str], *, prefix: str
) -> None:
    for one in asked:
        if answers.get(one.name) not in one.words:
            raise Denied(_("Answer each question."))
    for one in asked:
        row, _new = Tally.objects.get_or_create(
            session=session, asked=f"{prefix}{one.name}", answer=answers[one.name]
        )
        Tally.objects.filter(pk=row.pk).update(count=F("count") + 1)
