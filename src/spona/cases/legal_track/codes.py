"""The lists of the legal track, in our own words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.cases.fields.codes import Codes

PROCEEDINGS: Final[Codes] = {
    "criminal": _("Criminal proceedings"),
    "misdemeanour": _("Misdemeanour proceedings"),
    "civil": _("Civil proceedings"),
    "family": _("Family or guardianship proceedings"),
    "administrative": _("Administrative proceedings"),
    "other": pgettext_lazy("kind of proceedings", "Other proceedings"),
}
ROLES: Final[Codes] = {
    "": pgettext_lazy("role in proceedings", "Not stated"),
    "injured": pgettext_lazy("role in proceedings", "Injured party"),
    "witness": pgettext_lazy("role in proceedings", "Witness"),
    "party": pgettext_lazy("role in proceedings", "Party"),
    "accused": pgettext_lazy("role in proceedings", "Accused"),
}
STATES: Final[Codes] = {
    "reported": pgettext_lazy("proceedings", "reported"),
    "investigation": pgettext_lazy("proceedings", "under investigation"),
    "trial": pgettext_lazy("proceedings", "before the court or body"),
    "decided": pgettext_lazy("proceedings", "decided, not final"),
    "appeal": pgettext_lazy("proceedings", "on appeal"),
    "final": pgettext_lazy("proceedings", "final"),
    "stopped": pgettext_lazy("proceedings", "discontinued"),
}
OVER: Final = frozenset({"final", "stopped"})

COMING: Final = "coming"
DONE: Final = "done"
MOVED: Final = "moved"
CANCELLED: Final = "cancelled"
HEARING_STATES: Final[Codes] = {
    COMING: pgettext_lazy("hearing", "still to come"),
    DONE: pgettext_lazy("hearing", "held"),
    MOVED: pgettext_lazy("hearing", "moved to another day"),
    CANCELLED: pgettext_lazy("hearing", "cancelled"),
}

ASKED: Final = "asked"
GRANTED: Final = "granted"
REFUSED: Final = "refused"
ENDED: Final = "ended"
ANSWERS: Final[Codes] = {
    ASKED: pgettext_lazy("request to a body", "asked for"),
    GRANTED: pgettext_lazy("request to a body", "granted"),
    REFUSED: pgettext_lazy("request to a body", "refused"),
}

PROXIES: Final[Codes] = {
    "chosen": _("A lawyer whom the person chose"),
    "appointed": _("A lawyer appointed by the court or body"),
    "organisation": _("A lawyer of an organisation"),
    "trusted": _("A person of trust"),
}

TEMPORARY: Final = "temporary"
COLLISION: Final = "collision"
GUARDIANS: Final[Codes] = {
    TEMPORARY: _("A temporary guardian"),
    COLLISION: _("A collision guardian"),
}
GUARDIAN_STATES: Final[Codes] = {
    ASKED: pgettext_lazy("guardian", "asked for"),
    GRANTED: pgettext_lazy("guardian", "appointed"),
    REFUSED: pgettext_lazy("guardian", "refused"),
    ENDED: pgettext_lazy("guardian", "ended"),
}

CLAIMS: Final[Codes] = {
    "criminal": _("In the criminal proceedings"),
    "civil": _("By an action in civil proceedings"),
    "other": _("In another way"),
}
CURRENCIES: Final = ("RSD", "EUR", "USD", "CHF", "GBP", "BAM", "HUF")

STAYS: Final[Codes] = {
    "reflection": _("Reflection period"),
    "temporary": _("Temporary residence"),
    "asylum": _("Asylum procedure"),
    "other": pgettext_lazy("ground of residence", "Another ground"),
}
STAY_STATES: Final[Codes] = {
    ASKED: pgettext_lazy("residence", "asked for"),
    GRANTED: pgettext_lazy("residence", "granted"),
    REFUSED: pgettext_lazy("residence", "refused"),
    ENDED: pgettext_lazy("residence", "ended"),
}
