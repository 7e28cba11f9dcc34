"""The sheets and columns of the workbook: their heads, and what cells hold."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Final

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.documents.cells import Form
from spona.documents.workbook.columns import IDENT, REMOVE, Book, Column, Sheet, Text
from spona.reference.scripts import fold
from spona.services.hours import DAYS
from spona.services.models import Freq, Holidays, LocationKind, PhoneKind, Status

SERVICE, PLACE, HOURS, PHONE = "service", "place", "hours", "phone"
KINDS: Final = (SERVICE, PLACE, HOURS, PHONE)
ENDED: Final = "ended"
YES, NO = "yes", "no"
EVERYWHERE: Final = "everywhere"
EVERYWHERE_WORD: Final = _("the whole country")
INTERPRETER: Final = _("with an interpreter")
BETWEEN: Final = "; "
# What leads somebody to the door of a place.
WHERE: Final = ("words:sr", "address", "postal_code", "accessibility")

YES_NO: Final[tuple[tuple[str, Text], ...]] = (
    (YES, pgettext_lazy("cell of a workbook", "yes")),
    (NO, pgettext_lazy("cell of a workbook", "no")),
)
_of = partial(Column, width=16)
_yes_no = partial(_of, choices=YES_NO)
_ID: Final = Column(pgettext_lazy("column of a workbook", "Id"), width=10)
_KIND: Final = pgettext_lazy("column of a workbook", "Kind")
_STATE: Final = pgettext_lazy("column of a workbook", "State")
_NAME: Final = Column(_("Name (Serbian, Cyrillic)"), width=32)
_LANGUAGES: Final = _of(_("Languages"), lists=("language",), many=True)
_SERVICE: Final = Column(_("Service"), width=32)
_PLACE: Final = _of(_("Place"))
_REMOVE: Final = _of(_("Remove"))

SHEETS: Final[dict[str, Promise]] = {
    SERVICE: _("Services"),
    PLACE: _("Places"),
    HOURS: _("Opening hours"),
    PHONE: _("Phones"),
}
COLUMNS: Final[dict[str, dict[str, Column]]] = {
    SERVICE: {
        IDENT: _ID,
        "institution": Column(_("Institution"), width=32),
        "kind": _of(_KIND, lists=("service",)),
        "words:sr": _NAME,
        "words:en": Column(_("Name (English)"), width=28),
        "text:sr": Column(_("Description (Serbian, Cyrillic)"), width=44),
        "text:en": Column(_("Description (English)"), width=44),
        "status": _of(_STATE, choices=tuple(Status.choices)),
        "how_to_apply:sr": _of(_("How to apply (Serbian, Cyrillic)")),
        "eligibility:sr": _of(_("For whom (Serbian, Cyrillic)")),
        "fees:sr": _of(_("What it costs (Serbian, Cyrillic)")),
        "minimum_age": _of(_("From age"), Form.WHOLE),
        "maximum_age": _of(_("To age"), Form.WHOLE),
        "languages": _LANGUAGES,
        "exclusions": _of(_("Not for"), lists=("service_exclusion",), many=True),
        "towns": _of(_("Towns served"), many=True),
        "email": _of(_("E-mail")),
        "url": _of(_("Website")),
        "public": _yes_no(_("Shown to everybody")),
        ENDED: _of(_("No more, because")),
    },
    PLACE: {
        IDENT: _ID,
        "services": Column(_("Given there"), width=32, many=True),
        "words:sr": _NAME,
        "town": _of(_("Town")),
        "kind": _of(_KIND, choices=tuple(LocationKind.choices)),
        "address": Column(_("Address"), width=28),
        "postal_code": _of(_("Postal code")),
        "confidential": _yes_no(_("Confidential")),
        "accessibility": _of(_("Accessibility"), lists=("accessibility",), many=True),
        REMOVE: _REMOVE,
    },
    HOURS: {
        IDENT: _ID,
        "service": _SERVICE,
        "place": _PLACE,
        "freq": _of(_("How often"), choices=tuple(Freq.choices)),
        "byday": _of(_("Days")),
        "all_day": _yes_no(_("Day and night")),
        "opens_at": _of(_("Opens"), Form.TIME),
        "closes_at": _of(_("Closes"), Form.TIME),
        "holidays": _of(_("On public holidays"), choices=tuple(Holidays.choices)),
        "valid_from": _of(_("Valid from"), Form.DAY),
        "valid_to": _of(_("Valid to"), Form.DAY),
        "notes:sr": _of(_("Note (Serbian, Cyrillic)")),
        REMOVE: _REMOVE,
    },
    PHONE: {
        IDENT: _ID,
        "service": _SERVICE,
        "place": _PLACE,
        "number": _of(pgettext_lazy("column of a workbook", "Number")),
        "extension": _of(_("Extension"), Form.WHOLE),
        "kind": _of(_KIND, choices=tuple(PhoneKind.choices)),
        "languages": _LANGUAGES,
        "words:sr": _NAME,
        "front_gate": _yes_no(_("Front gate")),
        REMOVE: _REMOVE,
    },
}
HEADS: Final = {name: one.head for columns in COLUMNS.values() for name, one in columns.items()}
BOOK: Final = Book(
    {kind: Sheet(SHEETS[kind], COLUMNS[kind]) for kind in KINDS},
    fold,
    _("The first row must hold the names of the columns, as in the workbook here."),
    longest=4000,
)


# Of a value that the workbook has no column for.
_PLAIN: Final = Column("")


def column_of(kind: str, name: str) -> Column:
    return COLUMNS[kind].get(name, _PLAIN)


def is_flag(kind: str, name: str) -> bool:
    return column_of(kind, name).choices is YES_NO


@lru_cache(maxsize=1)
def day_names() -> dict[str, str]:
    """Folded name of a weekday in any language, whole or as people shorten it → its code."""
    found: dict[str, str] = {}
    for words in (WEEKDAYS, WEEKDAYS_ABBR):
        found |= BOOK.spellings((DAYS[number], word) for number, word in words.items())
    short = ("pon", "uto", "sre", "cet", "pet", "sub", "ned")
    return found | dict(zip(short, DAYS, strict=True))


@lru_cache(maxsize=4)
def folded_word(word: Promise) -> frozenset[str]:
    return frozenset(BOOK.spellings([("", word)]))
