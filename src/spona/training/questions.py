"""A test: which questions it has, whether they can be asked at all, and how many were right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.denied import Denied
from spona.training.models import Module, Moment, Question, Used

MOST_OPTIONS = 6


def asked_in(module: Module, moment: str) -> list[Question]:
    """The questions of one of the two tests, in their order."""
    used = (Used.BOTH, Used.PRE if moment == Moment.PRE else Used.POST)
    return list(module.questions.filter(ended_at=None, used__in=used))


def check_options(options: Iterable[Mapping[str, Any]]) -> None:
    """Two different options at least, and one that is right: else nobody could answer well."""
    rows = list(options)
    texts = [str(one["text"]).strip() for one in rows]
    if len(rows) < 2 or not all(texts):
        raise Denied(_("Write at least two options."))
    if len({text.casefold() for text in texts}) != len(texts):
        raise Denied(_("Two options are the same. Write each once."))
    if not any(one["right"] for one in rows):
        raise Denied(_("No option is marked as right. Mark at least one."))
    if len(rows) > MOST_OPTIONS:
        raise Denied(_("Six options are the most. Leave some out."))


def check_whole(questions: Iterable[Question]) -> None:
    """Before a test is opened: Denied, with the number of the question that has no right answer."""
    for one in questions:
        try:
            check_options(one.options)
        except Denied as refused:
            raise Denied(
                _("Question %(n)d cannot be asked. %(why)s") % {"n": one.number, "why": refused}
            ) from None


def points_for(questions: Iterable[Question], answers: Mapping[UUID, Collection[int]]) -> int:
    """One for each question of which all right options were ticked, and no other."""
    return sum(set(answers.get(one.pk, ())) == one.right for one in questions)
