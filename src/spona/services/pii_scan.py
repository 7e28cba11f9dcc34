"""What in the texts of a service looks like a person, and what leads to a door that nobody knows.

Of a confidential place a street with its number, and any number but the front gate's, is refused
in every text. Of all services what looks like somebody waits until a person has looked at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext as _

from spona.access.denied import Denied
from spona.reference.pii_patterns import Telltale, telltales
from spona.reference.scripts import fold, latin
from spona.reference.words import Words, WordsField
from spona.services.models import Service

MOST: Final = 8
# Plain columns that hold a sentence somebody typed.
_PLAIN: Final = ("note", "attending_type")
_U: Final = "[A-ZČĆŠŽĐ]"
_W: Final = "[a-zčćšžđA-ZČĆŠŽĐ]"
# In Latin, from which both scripts are read. No hour and no age: "22:00", "18 godina".
_NUMBER: Final = r"(?:br\.?|broj|no\.?)?\s*(?!19\d\b|11[26]\b)\d{1,3}(?:[ ]?[a-z]\b|/\d{1,3})?(?!\d|[:.]\d|\s*(?:h\b|č|sat|god|dan|year|hour|day))"  # fmt: skip  # noqa: E501
_STREETS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # Named as one: ulica Skrivena 77, Skrivena ulica br. 77, 7 Hidden Street.
        rf"(?:{_U}{_W}+\s+)?\b(?i:ul\.|ulic\w*|bulevar\w*|bul\.|trg\w*|sokak\w*|street|road|square"
        rf"|utca\w*|tér)(?:\s+(?:{_U}|\d+\.){_W}*\.?){{0,4}}\s*,?\s*{_NUMBER}",
        rf"\b\d{{1,3}}[a-z]?\s+(?:{_U}{_W}+\s+){{1,3}}(?:Street|Road|Square|St\.|Rd\.)",
        # By its shape: Skrivena 77, u Partizanskoj 1, Kralja Petra 15.
        rf"\b{_U}{_W}{{3,}}(?:ska|skoj|sku|ova|ovoj|ovu|eva|evoj|evu|ina|inoj|inu|čka|čkoj|čku"
        rf"|ena|enoj|enu|šnja|na|noj|nu)\s+{_NUMBER}",
        rf"\b{_U}{_W}{{2,}}\s+{_U}{_W}{{2,}}\s*,?\s+{_NUMBER}",
    )
)


def texts_of(row: models.Model) -> Iterator[str]:
    """All that somebody typed into this row, in every language."""
    for field in row._meta.concrete_fields:  # noqa: SLF001
        value = getattr(row, field.attname)
        if isinstance(field, WordsField):
            yield from (text for text in (value or {}).values() if text)
        elif field.name in _PLAIN and value:
            yield str(value)


def rows_of(service: Service) -> Iterator[models.Model]:
    """The service and every row of it that has words; of its places their numbers and hours."""
    yield service
    for name in ("phones", "schedules", "special_days", "required_documents", "costs", "capacity",
                 "exclusions"):  # fmt: skip
        yield from getattr(service, name).all()
    for at in service.at_locations.all():
        yield from at.schedules.all()
        yield from at.location.phones.all()


def looks_like_somebody(service: Service) -> list[Telltale]:
    """Names and numbers in any of its texts; its own numbers, its e-mail and names of its
    institution are none.
    """
    own = {_digits(number) for number in _numbers(service)}
    names = {fold(word) for word in service.institution.words.values()}
    found: dict[str, Telltale] = {}
    for row in rows_of(service):
        for one in _somebody(texts_of(row), own, names, service.email):
            found.setdefault(one.found, one)
    return list(found.values())[:MOST]


def is_worth_a_look(row: models.Model, service: Service) -> bool:
    """Whether this one row has something that a person should look at before anybody reads it."""
    own = {_digits(number) for number in _numbers(service)}
    names = {fold(word) for word in service.institution.words.values()}
    return any(True for _one in _somebody(texts_of(row), own, names, service.email))


def leads(texts: Iterable[str], gates: Iterable[str] = ()) -> list[str]:
    """Streets with their number, and numbers that are no front gate's; as they stand there."""
    known = {_digits(number) for number in gates}
    found = []
    for text in texts:
        plain = latin(text)
        found += [hit[0].strip() for one in _STREETS for hit in one.finditer(plain)]
        found += [
            one.found
            for one in telltales(text)
            if any(sign.isdigit() or sign == "@" for sign in one.found)
            and _digits(one.found) not in known
        ]
    return list(dict.fromkeys(found))[:MOST]


def check_leads_nowhere(rows: Iterable[models.Model], gates: Iterable[str]) -> None:
    """Denied where a text of what is hidden says more than its front gate."""
    known = list(gates)
    if found := leads((text for row in rows for text in texts_of(row)), known):
        raise Denied(
            _("The place is confidential, and a text of this service says where it is or whom to "
              "call: %(found)s. Take that out of its texts first.")
            % {"found": ", ".join(f"“{one}”" for one in found)}
        )  # fmt: skip


def gates_of(service: Service) -> list[str]:
    """Numbers that may stand in its texts too, since everybody may call them."""
    if service._state.adding:  # noqa: SLF001 (a new row has none)
        return []
    phones = [*service.phones.all()]
    phones += [one for at in service.at_locations.all() for one in at.location.phones.all()]
    return [one.number for one in phones if one.front_gate]


def hush(service: Service) -> None:
    """In memory: of what is hidden no text that leads there, whoever wrote it and when."""
    gates = gates_of(service)
    for row in rows_of(service):
        for field in row._meta.concrete_fields:  # noqa: SLF001
            if isinstance(field, WordsField):
                said = getattr(row, field.attname) or {}
                kept = {name: text for name, text in said.items() if not leads([text], gates)}
                if len(kept) < len(said):
                    setattr(row, field.attname, Words(kept))
            elif field.name in _PLAIN and leads([getattr(row, field.attname)], gates):
                setattr(row, field.attname, "")


def _somebody(
    texts: Iterable[str], own: set[str], names: set[str], email: str
) -> Iterator[Telltale]:
    for text in texts:
        for one in telltales(text):
            if _digits(one.found) in own or one.found == email:
                continue
            if not any(fold(one.found) in name for name in names):
                yield one


def _numbers(service: Service) -> Iterator[str]:
    if service._state.adding:  # noqa: SLF001 (a new row has none)
        return
    for row in rows_of(service):
        number: Any = getattr(row, "number", "")
        if number:
            yield number


def _digits(number: str) -> str:
    """Without what people write between them, and the same with the country as without."""
    digits = "".join(sign for sign in number if sign.isdigit())
    for country in ("00381", "381"):
        if digits.startswith(country):
            return "0" + digits.removeprefix(country)
    return digits
