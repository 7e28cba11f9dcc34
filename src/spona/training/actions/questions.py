"""The questions of a test. A test without right answers is never written down."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.training.models import Module, Question, Sheet, Used
from spona.training.permissions import check_can_edit_module
from spona.training.questions import check_options

type Options = Sequence[tuple[str, bool]]


def add_question(
    module: Module, text: str, options: Options, *, by: Actor, used: str = Used.BOTH
) -> Question:
    """`options` in their order, each with whether it is right."""
    check_can_edit_module(by, module)
    rows = _rows(options)
    check_options(rows)
    with audit.transaction() as log:
        Module.objects.select_for_update().get(pk=module.pk)
        last = module.questions.aggregate(n=Max("number"))["n"] or 0
        made = Question.objects.create(
            module=module, number=last + 1, text=text, options=rows, used=used
        )
        log.record("training:question_added", by=by, subject=module.subject)
    return made


def change_question(
    question: Question, text: str, options: Options, *, by: Actor, used: str
) -> Question:
    """One that somebody has answered ends and a new one takes its place: points keep their
    meaning.
    """
    check_can_edit_module(by, question.module)
    rows = _rows(options)
    check_options(rows)
    with audit.transaction() as log:
        row = Question.objects.select_for_update().get(pk=question.pk)
        if _was_asked(row):
            row.ended_at = row.ended_at or deadlines.now()
            row.save(update_fields=["ended_at"])
            row = Question(module_id=row.module_id, number=row.number)
        row.text, row.options, row.used = text, rows, used
        row.save()
        log.record("training:question_changed", by=by, subject=question.module.subject)
    return row


def end_question(question: Question, *, by: Actor) -> None:
    check_can_edit_module(by, question.module)
    with audit.transaction() as log:
        row = Question.objects.select_for_update().get(pk=question.pk)
        if row.ended_at is None:
            row.ended_at = deadlines.now()
            row.save(update_fields=["ended_at"])
            log.record("training:question_ended", by=by, subject=question.module.subject)


def return_question(question: Question, *, by: Actor) -> None:
    """Takes `end_question` back; not where another question has taken its number since."""
    check_can_edit_module(by, question.module)
    with audit.transaction() as log:
        Module.objects.select_for_update().get(pk=question.module_id)
        row = Question.objects.get(pk=question.pk)
        same = Question.objects.filter(module=row.module_id, number=row.number, ended_at=None)
        if same.exclude(pk=row.pk).exists():
            raise Conflict(_("Another question has taken its place. Add it anew."))
        if row.ended_at is not None:
            row.ended_at = None
            row.save(update_fields=["ended_at"])
            log.record("training:question_returned", by=by, subject=question.module.subject)


def _was_asked(question: Question) -> bool:
    return Sheet.objects.filter(participant__session__module=question.module_id).exists()


def _rows(options: Options) -> list[dict[str, object]]:
    return [{"text": text.strip(), "right": bool(right)} for text, right in options]
