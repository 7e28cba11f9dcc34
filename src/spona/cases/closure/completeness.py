"""What a closing lacks before it may be sent: name of a field → one sentence."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.closure.codes import (
    ANSWERS,
    OTHER,
    PILLARS,
    QUESTIONS,
    REASONS,
    STEP_REASONS,
    YES_NO,
    YES_NO_NOT_SURE,
)
from spona.cases.closure.documents import Said
from spona.cases.closure.queries import (
    Opened,
    ending_steps,
    guardian_obstacle,
    hearing_obstacle,
    obstacles,
    plan_obstacle,
    second_people,
)
from spona.deadlines.late import today_in
from spona.directory.models import Member

type _Wrong = Iterator[tuple[str, str]]


def missing_in(
    case: Case, said: Said, to: Member | None, opened: Opened, *, by: Actor
) -> dict[str, str]:
    """In the order of the page. What no field mends is under `obstacles`, `hearing`, `plan` and
    `guardian`.
    """
    return dict(
        [
            *_in_the_way(case, opened, by),
            *_steps(case, said),
            *_reasons(said),
            *_answers(said),
            *_second_person(case, to, by),
        ]
    )


def _in_the_way(case: Case, opened: Opened, by: Actor) -> _Wrong:
    if found := obstacles(case, by):
        yield "obstacles", found[0].sentence
    if sentence := hearing_obstacle(opened.documents, today_in(case.network)):
        yield "hearing", sentence
    if sentence := plan_obstacle(opened.documents):
        yield "plan", sentence
    if sentence := guardian_obstacle(opened.documents):
        yield "guardian", sentence


def _steps(case: Case, said: Said) -> _Wrong:
    given = {one.task: one for one in said.steps}
    for task in ending_steps(case):
        step = given.get(str(task.pk))
        if step is None or step.reason not in STEP_REASONS:
            yield f"step_{task.pk}", _("Choose why this step ends.")
        elif step.reason == OTHER and not step.words.strip():
            yield f"words_{task.pk}", _("Write why this step ends.")


def _reasons(said: Said) -> _Wrong:
    if not set(said.reasons) & set(REASONS):
        yield "reasons", _("Choose at least one reason.")
    if OTHER in said.reasons and not said.reasons_more.strip():
        yield "reasons_more", _("Write which other reason it is.")


def _answers(said: Said) -> _Wrong:
    for key in PILLARS:
        if said.pillars.get(key) not in YES_NO_NOT_SURE:
            yield f"pillar_{key}", _("Choose an answer. “Not sure” is one.")
    for key in QUESTIONS:
        if said.answers.get(key) not in ANSWERS:
            yield f"answer_{key}", _("Choose an answer. “Not asked” is one.")
    if said.may_return not in YES_NO:
        yield "may_return", _("Say whether the person was told.")
    if not said.summary.strip():
        yield "summary", _("Write the summary. It is what the archive reads first.")


def _second_person(case: Case, to: Member | None, by: Actor) -> _Wrong:
    able = {one.pk for one in second_people(case, by)}
    if to is not None and to.pk in able:
        return
    yield (
        "to",
        (
            _("Choose who confirms it.")
            if able
            else _(
                "Nobody else at your institution can look at this. Two people close a file: name a "
                "second intake officer."
            )
        ),
    )
