"""The kinds of steps: which rule gives the date, and which one is proposed after it.

What stands outside the seal is the kind, whose it is, its date and its rule; needs, permits,
guardians and hearings are words, which are sealed, and go as `plan_step`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class StepKind:
    """`event` of the rules that give its date, empty where people agree on one. `then`: what is
    proposed when it is done. `many`: there may be several at once, told apart by their words.
    """

    label: Promise
    event: str = ""
    then: str = ""
    many: bool = False


FIRST_CONTACT: Final = "first_contact"
ASSESSMENT: Final = "assessment"
REQUEST: Final = "request"
WAITING: Final = "waiting"
PLAN_STEP: Final = "plan_step"
REVIEW: Final = "review"
CLOSING: Final = "closing"
REMINDER: Final = "reminder"
# No step: the task of the second person, while somebody asks that the case be closed.
CONFIRM_CLOSING: Final = "confirm_closing"
# Of the second person, where the institution wants one for the assessment.
APPROVE_ASSESSMENT: Final = "approve_assessment"
# And of the one whom somebody asks that a closed case be destroyed.
CONFIRM_DESTROYING: Final = "confirm_destroying"

# Sections with the words: of a step for the readers of the plan, of a reminder for its owner alone.
WORDS: Final = "step_"
OWN_WORDS: Final = "mine_"

# In the order in which they usually follow.
STEPS: Final[Mapping[str, StepKind]] = {
    FIRST_CONTACT: StepKind(_("First contact with the person"), FIRST_CONTACT, ASSESSMENT),
    ASSESSMENT: StepKind(_("Initial assessment"), ASSESSMENT, REQUEST),
    REQUEST: StepKind(_("Request to another body"), "", WAITING),
    WAITING: StepKind(_("Waiting for a decision or an answer"), "", PLAN_STEP, many=True),
    PLAN_STEP: StepKind(_("A step of the plan"), "", REVIEW, many=True),
    REVIEW: StepKind(_("Review with the person"), "plan_review", REVIEW),
    CLOSING: StepKind(_("Closing the file"), "", ""),
}
# What people choose from when they say what comes next; a first contact happens once.
CHOSEN: Final = tuple(kind for kind in STEPS if kind != FIRST_CONTACT)
# Events that only steps start.
STEP_EVENTS: Final = tuple(one.event for one in STEPS.values() if one.event)
