"""The plan in plain words for the person: on one page, or to be read aloud.

No name stands on it, no institution, and no word that tells what it is about: what would tell is
shown to who prints it, and is written in other words first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from spona import deadlines
from spona.cases.careplan.plan import NOBODY, UNWANTED, Need
from spona.cases.careplan.queries import NeedView, PlanView, StepView
from spona.cases.case.models import Case
from spona.cases.case.steps.kinds import REVIEW
from spona.cases.case.steps.queries import day_of, open_steps
from spona.cases.fields.need_areas import AREAS
from spona.cases.referrals.numbers import numbers_of
from spona.directory.models import EMERGENCY
from spona.documents import Language, PersonPlan, PlanLine, PlanPart, person_plan_pdf
from spona.projects.neutral_titles import tells_the_matter
from spona.reference.scripts import fold, has_latin_words, in_latin
from spona.ui.days import until_day, until_weekday

# Shorter words of a name are everywhere.
_SHORT: Final = 2


@dataclass(frozen=True, slots=True)
class Telling:
    """Words that would tell who it is or what it is about; `step` None: of the need."""

    need: Need
    step: StepView | None
    words: str


def telling_words(view: PlanView, *, name: str) -> list[Telling]:
    """Everything that must be written in other words before it goes on paper."""
    parts = {word for word in fold(name).split() if len(word) > _SHORT}
    return [
        one
        for one in _typed(view)
        if tells_the_matter(one.words) or parts & set(_bare_words(one.words))
    ]


def _typed(view: PlanView) -> Iterator[Telling]:
    for need in view.needs:
        yield Telling(need.need, None, need.need.need)
        for step in _shown(need):
            yield Telling(need.need, step, step.step.plain or step.step.what)


def _bare_words(text: str) -> Iterator[str]:
    return (word.strip(".,;:!?()„”“\"'") for word in fold(text).split())


def person_plan(case: Case, view: PlanView) -> PersonPlan:
    """The sheet in the active language."""
    review = open_steps(case).filter(kind=REVIEW).select_related("deadline").first()
    again = day_of(review, case) if review is not None else None
    numbers = [one for one in numbers_of(case.owner_institution) if one.confirmed_on]
    return PersonPlan(
        reference=case.reference,
        title=_("What we have agreed on"),
        lead=_("You can change every line. “No” and “I do not know” are answers."),
        parts=tuple(_part(one) for one in view.needs),
        again=_("We talk again by %(day)s.") % {"day": until_weekday(again)} if again else "",
        afraid=_("If you are afraid, call"),
        emergency=EMERGENCY,
        ask=_("If you want to ask something, call"),
        number=numbers[0].number if numbers else "",
    )


def print_person_plan(case: Case, view: PlanView, *, language: str) -> bytes:
    """One A4 in the reader's language and in one script; raises `documents.DocumentError`."""
    if language == "sr" and any(has_latin_words(one.words) for one in _typed(view)):
        language = "sr-latn"
    with translation.override(language):
        plan = person_plan(case, view)
    return person_plan_pdf(
        plan if language == "sr" else in_latin(plan),
        language=cast("Language", language),
        printed_at=deadlines.now().astimezone(ZoneInfo(case.network.time_zone)),
        font_paths=settings.FONT_PATHS,
    )


def _part(view: NeedView) -> PlanPart:
    need = view.need
    title = str(AREAS[need.area].plain) if need.area in AREAS else ""
    quote = _("“%(words)s”") % {"words": need.need}
    return PlanPart(title, quote, tuple(_line(one) for one in _shown(view)))


def _shown(view: NeedView) -> list[StepView]:
    """Without what nobody will do: the person has heard why."""
    return [one for one in view.steps if one.state != "not_done"]


def _line(one: StepView) -> PlanLine:
    words = (one.step.plain or one.step.what).strip()
    sentence = words if words.endswith((".", "!", "?")) else f"{words}."
    if not one.is_open:
        offer = _("You do not want it now. If you change your mind, tell us.")
        more = offer if one.state == UNWANTED else ""
        return PlanLine(f"{sentence} {more}".strip(), done=one.state == "done")
    until = {"day": until_day(one.day)} if one.day is not None else None
    if one.step.provider == NOBODY:
        more = _("There is nobody in town for it yet.")
    elif one.step.says == "no":
        more = _("You said no. If you change your mind, tell us.")
    elif one.step.says == "not_sure" and until:
        more = _("Only if you say yes. We ask again by %(day)s.") % until
    elif one.step.says == "not_sure":
        more = _("Only if you say yes.")
    else:
        more = _("By %(day)s.") % until if until else ""
    return PlanLine(f"{sentence} {more}".strip())
