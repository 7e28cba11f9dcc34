"""The lists of a closing, in our own words. Several reasons may hold; no answer is a score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.cases.fields.need_areas import PILLARS as NEED_PILLARS

type Codes = Mapping[str, Promise]

OTHER: Final = "other"
DONE: Final = "done"
REASONS: Final[Codes] = {
    "needs_met": _("What was agreed on is done, and no more help is needed"),
    "own_wish": _("The person does not want further help"),
    "moved": _("The person moved to another town"),
    "abroad": _("The person left the country or was returned to their own"),
    "elsewhere": _("Another body goes on with the work"),
    "no_grounds": _("What was suspected did not prove true"),
    "lost_contact": _("Nobody can reach the person any more"),
    "missing": _("The person is missing, and it was reported"),
    "died": _("The person died"),
    "no_means": _("The institution has no means to go on"),
    OTHER: _("Another reason"),
}


@dataclass(frozen=True, slots=True)
class Question:
    label: Promise
    about: Promise | str = ""


# The four pillars, each as one question about today.
PILLARS: Final[Mapping[str, Question]] = {
    "safety": Question(_("Is safe where they live"), NEED_PILLARS["identification"]),
    "support": Question(_("Has the support they need"), NEED_PILLARS["support"]),
    "inclusion": Question(_("Goes to school or works"), NEED_PILLARS["inclusion"]),
    "justice": Question(_("Knows their rights and where to claim them"), NEED_PILLARS["justice"]),
}
# What the person is asked alone, and nobody talks them into.
QUESTIONS: Final[Mapping[str, Question]] = {
    "in_time": Question(_("Did help come when it was needed?")),
    "knew": Question(_("Did you know who knows what about you?")),
    "whom": Question(_("Do you know whom to turn to if you need it again?")),
}
YES_NO_NOT_SURE: Final[Codes] = {
    "yes": pgettext_lazy("answer", "Yes"),
    "no": pgettext_lazy("answer", "No"),
    "not_sure": pgettext_lazy("answer", "Not sure"),
}
ANSWERS: Final[Codes] = {**YES_NO_NOT_SURE, "not_asked": pgettext_lazy("answer", "Not asked")}
YES_NO: Final[Codes] = {
    "yes": pgettext_lazy("answer", "Yes"),
    "no": pgettext_lazy("answer", "No"),
}

# Why an open step ends with the case.
STEP_REASONS: Final[Codes] = {
    DONE: _("it is done"),
    "goes_on": _("goes on without the file, at another body"),
    "nobody": _("there is nobody in town for it"),
    "not_wanted": _("the person does not want it"),
    "not_needed": _("it is not needed any more"),
    "no_contact": _("the person cannot be reached"),
    OTHER: _("for another reason"),
}
# Under these names the person and the guardian stand among those who were told.
PERSON: Final = "person"
GUARDIAN: Final = "guardian"
TOLD: Final[Codes] = {
    PERSON: pgettext_lazy("who was told", "The person"),
    GUARDIAN: pgettext_lazy("who was told", "The guardian"),
}
