"""The codes of what only a case worker is asked, and their labels."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.cases.fields.codes import Codes
from spona.statistics import codes as statistics

_NOT_SURE: Final[Codes] = {"not_sure": pgettext_lazy("answer", "Not sure")}
_OTHER: Final[Codes] = {"other": _("Something else")}
# Whoever opens a file sees at once on what an age rests: a child's path depends on it.
AGE_SOURCE: Final[Codes] = {
    "paper": _("From a document"),
    "person": _("The person says so"),
    "others": _("Others say so"),
    "estimate": _("An estimate"),
}
SEX: Final[Codes] = {
    code: label for code, label in statistics.SEX.items() if code not in statistics.NOT_SAID
}
EDUCATION: Final[Codes] = {
    "none": _("No school"),
    "primary_unfinished": _("Primary school not finished"),
    "primary": _("Primary school"),
    "secondary": _("Secondary school"),
    "higher": _("College or university"),
    **_NOT_SURE,
}
FAMILY: Final[Codes] = {
    "single": _("Never married"),
    "married": _("Married"),
    "partner": _("Lives with a partner"),
    "divorced": _("Divorced or separated"),
    "widowed": _("Widowed"),
    **_NOT_SURE,
}
# The kinds that are counted, and those that the Criminal Code names besides (article 388).
EXPLOITATION: Final[Codes] = {
    **{
        code: label
        for code, label in statistics.EXPLOITATION.items()
        if code not in ("multiple_exploitation", "other", "not_sure", *statistics.NOT_SAID)
    },
    "organ_removal": _("Removal of organs"),
    "servitude": _("Slavery or a state like it"),
    "armed_conflict": _("Use in an armed conflict"),
    **_OTHER,
    **_NOT_SURE,
}
CONTROL: Final[Codes] = {
    code: label for code, label in statistics.CONTROL.items() if code not in statistics.NOT_SAID
}
RECRUITMENT: Final[Codes] = {
    "job": _("An offer of work"),
    "love": _("A love relationship"),
    "marriage": _("A marriage or its promise"),
    "family": _("Through the family"),
    "travel": _("Help with travel or documents"),
    "online": _("Over the internet"),
    "sold": _("Sold or handed over"),
    "abducted": _("Taken by force"),
    **_OTHER,
    **_NOT_SURE,
}
EXPLOITER: Final[Codes] = {
    "parent": _("A parent"),
    "relative": _("Another relative"),
    "partner": _("A partner, present or former"),
    "acquaintance": _("A friend or acquaintance"),
    "employer": _("An employer or agent"),
    "stranger": _("Somebody unknown before"),
    **_OTHER,
    **_NOT_SURE,
}
# Apart from the words about it, in which no code can be found: it is what is counted.
CITIZENSHIP: Final[Codes] = {
    code: label for code, label in statistics.CITIZENSHIP.items() if code not in statistics.NOT_SAID
}
MAY_BE_COUNTED: Final[Codes] = {
    code: label for code, label in statistics.CONSENT.items() if code not in statistics.NOT_SAID
}
STAY: Final[Codes] = {
    "citizen": _("A citizen of Serbia"),
    "permit": _("Residence is permitted"),
    "asylum": _("Asylum was requested or given"),
    "none": _("No permitted residence"),
    **_NOT_SURE,
}
