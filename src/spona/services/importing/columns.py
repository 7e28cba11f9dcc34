"""The sheets and columns of the workbook, their heads in every language, and what cells hold."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from django.utils import translation
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.documents.cells import Form
from spona.reference.scripts import fold
from spona.services.hours import DAYS
from spona.services.models import Freq, Holidays, LocationKind, PhoneKind, Status
from spona.ui.languages import codes

SERVICE, PLACE, HOURS, PHONE = "service", "place", "hours", "phone"
KINDS: Final = (SERVICE, PLACE, HOURS, PHONE)
LANGUAGES: Final = codes("staff")
IDENT, REMOVE = "id", "remove"
ENDED: Final = "ended"
YES, NO = "yes", "no"
EVERYWHERE: Final = "everywhere"

SHEETS: Final[dict[str, Promise]] = {
    SERVICE: _("Services"),
    PLACE: _("Places"),
    HOURS: _("Opening hours"),
    PHONE: _("Phones"),
}
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    SERVICE: (
        "id", "institution", "kind", "words:sr", "words:en", "text:sr", "text:en", "status",
        "how_to_apply:sr", "eligibility:sr", "fees:sr", "minimum_age", "maximum_age", "languages",
        "exclusions", "towns", "email", "url", "public", "ended",
    ),
    PLACE: (
        "id", "services", "words:sr", "town", "kind", "address", "postal_code", "confidential",
        "accessibility", "remove",
    ),
    HOURS: (
        "id", "service", "place", "freq", "byday", "all_day", "opens_at", "closes_at", "holidays",
        "valid_from", "valid_to", "notes:sr", "remove",
    ),
    PHONE: (
        "id", "service", "place", "number", "extension", "kind", "languages", "words:sr",
        "front_gate", "remove",
    ),
}  # fmt: skip
HEADS: Final[dict[str, Promise]] = {
    "id": pgettext_lazy("column of a workbook", "Id"),
    "institution": _("Institution"),
    "kind": pgettext_lazy("column of a workbook", "Kind"),
    "words:sr": _("Name (Serbian, Cyrillic)"),
    "words:en": _("Name (English)"),
    "text:sr": _("Description (Serbian, Cyrillic)"),
    "text:en": _("Description (English)"),
    "status": pgettext_lazy("column of a workbook", "State"),
    "how_to_apply:sr": _("How to apply (Serbian, Cyrillic)"),
    "eligibility:sr": _("For whom (Serbian, Cyrillic)"),
    "fees:sr": _("What it costs (Serbian, Cyrillic)"),
    "minimum_age": _("From age"),
    "maximum_age": _("To age"),
    "languages": _("Languages"),
    "exclusions": _("Not for"),
    "towns": _("Towns served"),
    "email": _("E-mail"),
    "url": _("Website"),
    "public": _("Shown to everybody"),
    "ended": _("No more, because"),
    "services": _("Given there"),
    "town": _("Town"),
    "address": _("Address"),
    "postal_code": _("Postal code"),
    "confidential": _("Confidential"),
    "accessibility": _("Accessibility"),
    "service": _("Service"),
    "place": _("Place"),
    "freq": _("How often"),
    "byday": _("Days"),
    "all_day": _("Day and night"),
    "opens_at": _("Opens"),
    "closes_at": _("Closes"),
    "holidays": _("On public holidays"),
    "valid_from": _("Valid from"),
    "valid_to": _("Valid to"),
    "notes:sr": _("Note (Serbian, Cyrillic)"),
    "number": pgettext_lazy("column of a workbook", "Number"),
    "extension": _("Extension"),
    "front_gate": _("Front gate"),
    "remove": _("Remove"),
}
_FORMS: Final = {
    "minimum_age": Form.WHOLE, "maximum_age": Form.WHOLE, "extension": Form.WHOLE,
    "valid_from": Form.DAY, "valid_to": Form.DAY, "opens_at": Form.TIME, "closes_at": Form.TIME,
}  # fmt: skip
_WIDTHS: Final = {"id": 10, "text:sr": 44, "text:en": 44, "words:sr": 32, "words:en": 28,
                  "institution": 32, "address": 28, "services": 32, "service": 32}  # fmt: skip
LISTS: Final = {
    (SERVICE, "kind"): "service",
    (SERVICE, "languages"): "language",
    (SERVICE, "exclusions"): "service_exclusion",
    (PLACE, "accessibility"): "accessibility",
    (PHONE, "languages"): "language",
}
# What leads somebody to the door of a place.
WHERE: Final = ("words:sr", "address", "postal_code", "accessibility")
FLAGS: Final = frozenset({"public", "confidential", "all_day", "front_gate"})
MANY: Final = frozenset({"languages", "exclusions", "towns", "accessibility", "services"})
BETWEEN: Final = "; "
CHOICES: Final[dict[tuple[str, str], list[tuple[str, str | Promise]]]] = {
    (SERVICE, "status"): [(str(one.value), one.label) for one in Status],
    (PLACE, "kind"): [(str(one.value), one.label) for one in LocationKind],
    (HOURS, "freq"): [(str(one.value), one.label) for one in Freq],
    (HOURS, "holidays"): [(str(one.value), one.label) for one in Holidays],
    (PHONE, "kind"): [(str(one.value), one.label) for one in PhoneKind],
}
_YES_NO: Final[list[tuple[str, str | Promise]]] = [
    (YES, pgettext_lazy("cell of a workbook", "yes")),
    (NO, pgettext_lazy("cell of a workbook", "no")),
]
EVERYWHERE_WORD: Final = _("the whole country")
INTERPRETER: Final = _("with an interpreter")
MARK: Final = pgettext_lazy("mark in a workbook", "remove")


def form_of(name: str) -> Form:
    return _FORMS.get(name, Form.TEXT)


def width_of(name: str) -> int:
    return _WIDTHS.get(name, 16)


def choices_of(kind: str, name: str) -> list[tuple[str, str | Promise]]:
    """(code, word) of a column with fixed choices; empty for another one."""
    return _YES_NO if name in FLAGS else CHOICES.get((kind, name), [])


@lru_cache(maxsize=1)
def sheet_names() -> dict[str, str]:
    """Folded name of a sheet in any language → what it holds."""
    return _folded(SHEETS.items())


@lru_cache(maxsize=8)
def heads_of(kind: str) -> dict[str, str]:
    """Folded head in any language → column."""
    return _folded((name, HEADS[name]) for name in COLUMNS[kind])


@lru_cache(maxsize=32)
def words_of(kind: str, name: str) -> dict[str, str]:
    """Folded word in any language, or the code itself → code."""
    every = choices_of(kind, name)
    return _folded(every) | {fold(code): code for code, _word in every}


@lru_cache(maxsize=1)
def day_names() -> dict[str, str]:
    """Folded name of a weekday in any language, whole or as people shorten it → its code."""
    found: dict[str, str] = {}
    for words in (WEEKDAYS, WEEKDAYS_ABBR):
        found |= _folded((DAYS[number], word) for number, word in words.items())
    short = ("pon", "uto", "sre", "cet", "pet", "sub", "ned")
    return found | dict(zip(short, DAYS, strict=True))


@lru_cache(maxsize=1)
def marks() -> frozenset[str]:
    """What a cell says of a row that is to go."""
    return frozenset({"x", *_folded([("x", MARK)])})


@lru_cache(maxsize=4)
def folded_word(word: Promise) -> frozenset[str]:
    return frozenset(_folded([("", word)]))


def _folded(said: Iterable[tuple[str, str | Promise]]) -> dict[str, str]:
    found: dict[str, str] = {}
    every = list(said)
    for language in LANGUAGES:
        with translation.override(language):
            found |= {fold(str(word)): code for code, word in every}
    return found
