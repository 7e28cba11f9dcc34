"""The codes of case fields and their labels. Each key question has "not sure" among its answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

type Codes = Mapping[str, Promise]

URGENCY: Final[Codes] = {
    "immediate": _("immediate, 24 hours"),
    "urgent": _("urgent, 72 hours"),
    "regular": _("regular, 5 working days"),
}
# Beside a deadline: the rule of the recipient may give another time than this choice names.
URGENCY_ALONE: Final[Codes] = {
    "immediate": pgettext_lazy("urgency", "immediate"),
    "urgent": pgettext_lazy("urgency", "urgent"),
    "regular": pgettext_lazy("urgency", "regular"),
}
AGE: Final[Codes] = {
    "child": pgettext_lazy("age", "Child"),
    "adult": pgettext_lazy("age", "Adult"),
    "not_sure": pgettext_lazy("age", "Not sure"),
}
# In a list, where no question stands beside the answer.
AGE_IN_LIST: Final[Codes] = {
    "child": _("child"),
    "adult": _("adult"),
    "not_sure": _("age not known, so as for a child"),
}
YES_NO: Final[Codes] = {
    "yes": pgettext_lazy("answer", "Yes"),
    "no": pgettext_lazy("answer", "No"),
    "not_sure": pgettext_lazy("answer", "Not sure"),
}
# The writer's own certainty about what they saw, in words. Nothing is computed of it.
CERTAINTY: Final[Codes] = {
    "certain": _("I am certain"),
    "fairly": _("I am fairly certain"),
    "doubt": _("It is a doubt"),
}
TOLD: Final[Codes] = {
    "director": _("The head of the institution"),
    "team": _("The protection team or expert team"),
    "nobody": _("Nobody yet"),
}
# Under these names templates ask for a word: `{{ code|word:"age" }}`.
LISTS: Final[Mapping[str, Codes]] = {
    "urgency": URGENCY,
    "urgency_alone": URGENCY_ALONE,
    "age": AGE,
    "age_in_list": AGE_IN_LIST,
    "yes_no": YES_NO,
    "certainty": CERTAINTY,
    "told": TOLD,
}


def word(codes: Codes, code: str) -> str:
    """The word of a code; a code that is unknown to this version shows nothing."""
    return str(codes.get(code, ""))


def choices(codes: Codes) -> list[tuple[str, Promise]]:
    """For a form field, in the order of the table."""
    return list(codes.items())
