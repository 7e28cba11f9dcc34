"""What is wrong with a service, a place or a part: a sentence each, before anything is kept."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from spona.access.denied import Denied
from spona.deadlines.time import today
from spona.reference.models import Code
from spona.reference.words import LANGUAGES, Words, WordsField
from spona.services.hours import check_opens, check_rule
from spona.services.models import (
    KINDS,
    Capacity,
    Cost,
    Exclusion,
    Language,
    Location,
    LocationKind,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    SpecialDays,
)
from spona.services.models.offers import OLDEST
from spona.services.phones import clean_phone
from spona.services.rules import rule_of

type Part = (
    Phone | Schedule | SpecialDays | RequiredDocument | Cost | Capacity | Language | Exclusion
)

LONGEST: Final = 4000
_LIST_OF: Final = {Language: "language", Exclusion: "service_exclusion"}


def check_service(row: Service) -> None:
    """Denied where it could not stand so."""
    _check_words(row)
    _check_said(row.words, _("Write what the service is called."))
    _check_code(KINDS, row.kind)
    low, high = row.minimum_age, row.maximum_age
    if (low is not None and not 0 <= low <= OLDEST) or (
        high is not None and not 0 <= high <= OLDEST
    ):
        raise Denied(_("Write ages between 0 and %(n)d.") % {"n": OLDEST})
    if low is not None and high is not None and high < low:
        raise Denied(_("The ages are the wrong way round: the youngest is older than the oldest."))
    _check_columns(row)


def check_location(row: Location) -> None:
    _check_words(row)
    for code in row.accessibility:
        _check_code("accessibility", code)
    if (row.latitude is None) != (row.longitude is None):
        raise Denied(_("Coordinates come in twos. Write both or neither."))
    if row.latitude is not None and row.longitude is not None:
        fits = abs(Decimal(row.latitude)) <= 90 and abs(Decimal(row.longitude)) <= 180
        if not fits:
            raise Denied(
                _("These coordinates are not on the earth. Latitude goes to 90, longitude to 180.")
            )
    if not row.confidential and row.kind == LocationKind.PHYSICAL and not row.address.strip():
        raise Denied(_("Write the address, or mark that the place is confidential."))
    _check_columns(row)


def check_part(row: Part) -> None:
    """Also makes a number read as everywhere."""
    _check_words(row)
    match row:
        case Phone():
            _check_phone(row)
        case Schedule():
            check_rule(rule_of(row), today())
        case SpecialDays():
            _check_special_days(row)
        case RequiredDocument():
            _check_said(row.words, _("Write what one has to bring."))
        case Cost():
            _check_cost(row)
        case Capacity():
            _check_capacity(row)
        case Language() | Exclusion():
            _check_code(_LIST_OF[type(row)], row.code)
    _check_columns(row)


def _check_said(words: Words, sentence: str) -> None:
    if not any(words.values()):
        raise Denied(sentence)


def _check_phone(row: Phone) -> None:
    row.number = clean_phone(row.number)
    for code in row.languages:
        _check_code("language", code)


def _check_special_days(row: SpecialDays) -> None:
    if row.last_day < row.first_day:
        raise Denied(_("The last day lies before the first one. Correct one of the two."))
    if (row.opens_at is None) != (row.closes_at is None):
        raise Denied(_("Write both hours, or neither where it is closed."))
    if row.opens_at is not None and row.closes_at is not None:
        check_opens(row.opens_at, row.closes_at)


def _check_cost(row: Cost) -> None:
    if row.amount is not None and row.amount < 0:
        raise Denied(_("An amount is not less than zero."))
    if row.amount is not None and len(row.currency) != 3:
        raise Denied(_("Say in which currency the amount is."))
    if row.amount is None and not any(row.words.values()):
        raise Denied(_("Write the amount, or what it depends on."))
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        raise Denied(_("The last day lies before the first one. Correct one of the two."))


def _check_capacity(row: Capacity) -> None:
    _check_said(row.unit, _("Write what is counted, for example beds."))
    if row.places is not None and row.free is not None and row.free > row.places:
        raise Denied(_("More is free than there is. Correct one of the two numbers."))


def _check_code(list_name: str, code: str) -> None:
    # An ended code stays with what has it; the form offers only those in force.
    if not Code.objects.filter(list=list_name, code=code).exists():
        raise Denied(
            _("“%(code)s” is not on the list. Open the page again and choose from it.")
            % {"code": code[:60]}
        )


def _check_words(row: models.Model) -> None:
    """Languages that exist, and not a whole book."""
    for field in _fields(row):
        value = getattr(row, field.name)
        if not isinstance(field, WordsField) or not value:
            continue
        if not set(value) <= LANGUAGES:
            raise Denied(_("Words are kept in languages that Spona knows. Choose one of them."))
        if any(len(text) > LONGEST for text in value.values()):
            raise Denied(_("This text is too long. Write it shorter."))


def _check_columns(row: models.Model) -> None:
    """What else the columns cannot hold: lengths, addresses, choices."""
    spoken = [field.name for field in _fields(row) if isinstance(field, WordsField)]
    related = [field.name for field in _fields(row) if field.is_relation]
    try:
        row.clean_fields(exclude=[*spoken, *related, "mac", "updated_at"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Denied(f"{name}: {messages[0]}") from error


def _fields(row: models.Model) -> Sequence[models.Field[Any, Any]]:
    return row._meta.concrete_fields  # noqa: SLF001
