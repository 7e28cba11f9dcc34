"""A test, once before and once after; on the phone, or on paper and typed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.time import today
from spona.training.actions.certificates import issue_where_earned
from spona.training.models import Moment, Participant, Question, Session, Sheet
from spona.training.permissions import check_is_theirs, may_edit
from spona.training.questions import asked_in, check_whole, points_for


def take_test(
    participant: Participant,
    moment: Moment,
    answers: Mapping[UUID, Collection[int]],
    *,
    by: Actor,
    token: str = "",
) -> Sheet:
    """`answers`: question → places of the ticked options. Conflict where it was taken already."""
    check_is_theirs(by, participant, token)
    with audit.transaction() as log:
        session = Session.objects.select_for_update().get(pk=participant.session_id)
        row = Participant.objects.select_for_update().get(pk=participant.pk)
        by_paper = may_edit(by, session.network_id)
        check_test_is_open(session, row, moment, by_paper=by_paper)
        questions = asked_in(session.module, moment)
        check_whole(questions)
        if not questions:
            raise Denied(_("This test has no questions."))
        check_answers(questions, answers)
        made = Sheet.objects.create(
            participant=row,
            moment=moment,
            points=points_for(questions, answers),
            out_of=len(questions),
            answers={str(one.pk): sorted(answers[one.pk]) for one in questions},
            taken_at=deadlines.now(),
            typed_by_id=by.member_id if by_paper else None,
        )
        issue_where_earned(row, by=by)
        # No points: the log is read by others than the trainer.
        log.record("training:test_taken", by=by, subject=row.subject, detail={"moment": moment})
    return made


def check_test_is_open(
    session: Session, participant: Participant, moment: Moment, *, by_paper: bool = False
) -> None:
    """Before: until the end of the first day. After: two weeks from the last day on.

    What was written on paper in time may be typed in until the answers are closed.
    """
    day = today()
    if participant.withdrawn_at is not None or participant.waiting:
        raise Denied(_("The test is for those who have a place."))
    if participant.sheets.filter(moment=moment).exists():
        raise Conflict(_("This test was taken already; it counts once."))
    if by_paper:
        in_time = session.cancelled_at is None and day <= session.last_answers
    else:
        in_time = session.takes_pre(day) if moment == Moment.PRE else session.takes_post(day)
    if not in_time:
        raise Denied(_("This test is not open now."))
    if moment == Moment.PRE and participant.sheets.exists():
        raise Denied(_("The test after the training was taken already."))


def check_answers(questions: list[Question], answers: Mapping[UUID, Collection[int]]) -> None:
    for one in questions:
        given = set(answers.get(one.pk, ()))
        if not given:
            raise Denied(_("Answer each question."))
        if not given <= set(range(len(one.options))):
            raise Denied(_("One of the choices is not in the list any more. Choose again."))
