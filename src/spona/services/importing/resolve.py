"""What the cells of a row mean: words of lists as codes, names as the rows they lead to."""

from __future__ import annotations

import re
from typing import Any, Final

from django.utils.translation import gettext as _

from spona.access.denied import Denied
from spona.documents.workbook.differences import Values, as_uuid
from spona.reference.scripts import fold
from spona.services.hours import DAYS
from spona.services.importing.columns import (
    BETWEEN,
    BOOK,
    EVERYWHERE,
    EVERYWHERE_WORD,
    INTERPRETER,
    PLACE,
    SERVICE,
    YES,
    column_of,
    day_names,
    folded_word,
    is_flag,
)
from spona.services.importing.entries import ServiceEntry
from spona.services.importing.import_session import Desk
from spona.services.phones import clean_phone


class _Untold:
    """The file says nothing about it."""


_UNTOLD: Final = _Untold()


def meaning(desk: Desk, entry: ServiceEntry, *, is_new: bool) -> Values:
    """Values by column; what cannot be understood is refused with its line."""
    values: Values = {}
    for name, raw in entry.values.items():
        value = _value(desk, entry, name, raw)
        if value is _UNTOLD and name == "public" and is_new:
            # A new one is shown, unless somebody says otherwise.
            value = True
        if value is not _UNTOLD:
            values[name] = value
    return values


def _value(desk: Desk, entry: ServiceEntry, name: str, raw: Any) -> Any:
    if name in ("service", "place"):
        return _leads_to(desk, entry, name, str(raw)) if raw else ""
    if name == "services":
        keys = [_leads_to(desk, entry, name, word) for word in _several(raw)]
        return sorted(key for key in keys if key)
    if name in ("institution", "town", "towns"):
        look_up = _institution if name == "institution" else _towns
        return look_up(desk, entry, name, raw)
    column = column_of(entry.kind, name)
    if column.lists:
        find = _codes if column.many else _one_code
        return find(desk, entry, name, raw, column.lists[0])
    if column.choices:
        return _choice(desk, entry, name, raw)
    return _days_or_number(desk, entry, name, raw)


def _days_or_number(desk: Desk, entry: ServiceEntry, name: str, raw: Any) -> Any:
    if raw and name == "byday":
        return _days(desk, entry, str(raw))
    if raw and name == "number" and not entry.remove:
        return _number(desk, entry, str(raw))
    return raw


def _choice(desk: Desk, entry: ServiceEntry, name: str, raw: Any) -> Any:
    if isinstance(raw, bool):
        return raw
    flag = is_flag(entry.kind, name)
    if not raw:
        return False if flag and name != "public" else _UNTOLD
    code = BOOK.words[entry.kind, name].get(fold(str(raw)))
    if code is None:
        sentence = _("“%(word)s” is none of the choices.") % {"word": str(raw)[:60]}
        desk.refuse(entry, name, sentence)
        return _UNTOLD
    return code == YES if flag else code


def _days(desk: Desk, entry: ServiceEntry, raw: str) -> str:
    """MO,TU or 1MO as in HSDS, or the days as people write them, also "pon–pet"."""
    found: list[str] = []
    for part in re.split(r"[,;]| i | и | and ", raw):
        ends = [_day(word) for word in re.split(r"[–—-](?!\d)", part.strip()) if word.strip()]
        if not ends:
            continue
        if len(ends) > 2 or not all(ends):
            sentence = _("“%(word)s” is no day. Write the days by name, as Monday, Wednesday, or "
                         "as MO,WE.")  # fmt: skip
            desk.refuse(entry, "byday", sentence % {"word": part.strip()[:60]})
            continue
        first, last = ends[0], ends[-1]
        if first == last or not {first, last} <= set(DAYS):
            found += ends
            continue
        at, to = DAYS.index(first), DAYS.index(last)
        found += DAYS[at : to + 1] if at <= to else (*DAYS[at:], *DAYS[: to + 1])
    return ",".join(dict.fromkeys(found))


def _day(word: str) -> str:
    """Its code, with the number that stands before it; empty where it is no day."""
    number, name = re.fullmatch(r"([+-]?\d*)\.?\s*(.*)", word.strip()).groups()  # type: ignore[union-attr]
    code = name.upper() if name.upper() in DAYS else day_names().get(fold(name), "")
    return f"{number}{code}" if code else ""


def _number(desk: Desk, entry: ServiceEntry, raw: str) -> Any:
    try:
        return clean_phone(raw)
    except Denied as refused:
        desk.refuse(entry, "number", str(refused.sentence))
        return _UNTOLD


def _institution(desk: Desk, entry: ServiceEntry, name: str, raw: Any) -> Any:
    """By what the file says of it, the surest first; the only one, where it says nothing."""
    said = [one for one in (raw if isinstance(raw, list) else [raw]) if one]
    own = list(desk.known.institutions)
    if not said and len(own) == 1:
        return str(own[0])
    sentence = _("Write which institution it is of.")
    for word in said:
        found = desk.known.institution(word)
        if len(found) == 1:
            return str(found[0].pk)
        if found:
            sentence = _several_called(word)
            break
        sentence = _(
            "“%(name)s” is no institution whose services you may write. Check the name, or leave "
            "the line out."
        ) % {"name": word[:60]}
    desk.refuse(entry, name, sentence)
    return _UNTOLD


def _codes(desk: Desk, entry: ServiceEntry, name: str, raw: Any, list_name: str) -> Any:
    found = set()
    for word in _several(raw):
        plain, with_somebody = _interpreted(word)
        code = desk.known.code(list_name, plain)
        if not code:
            desk.refuse(entry, name, _not_on_the_list(plain))
        found.add(code + ("*" if with_somebody else ""))
    return sorted(found)


def _one_code(desk: Desk, entry: ServiceEntry, name: str, raw: Any, list_name: str) -> Any:
    """The first of the words that is on the list."""
    words = [word for word in (raw if isinstance(raw, list) else [raw]) if word]
    for word in words:
        if code := desk.known.code(list_name, word):
            return code
    sentence = _not_on_the_list(words[0]) if words else _("Choose what kind it is.")
    desk.refuse(entry, name, sentence)
    return _UNTOLD


def _towns(desk: Desk, entry: ServiceEntry, name: str, raw: Any) -> Any:
    found = set()
    for word in _several(raw):
        if word == EVERYWHERE or fold(word) in folded_word(EVERYWHERE_WORD):
            found.add(EVERYWHERE)
        elif town := desk.known.town(word):
            found.add(town.slug)
        else:
            sentence = _("“%(name)s” is no town that Spona knows. Check how it is written.")
            desk.refuse(entry, name, sentence % {"name": word[:60]})
    if name == "town":
        return next(iter(found), "")
    return [EVERYWHERE] if EVERYWHERE in found else sorted(found)


def _leads_to(desk: Desk, entry: ServiceEntry, name: str, word: str) -> str:
    """The id of a row that is there, or that this file brings; empty where it was refused."""
    kind = PLACE if name == "place" else SERVICE
    if (kind, word) in desk.rows:
        keys = {word}
    elif desk.named(word) is not None:
        return str(as_uuid(word))
    else:
        keys = desk.names[kind].get(fold(word), set())
    if len(keys) != 1:
        sentence = (
            _several_called(word)
            if keys
            else _("There is no “%(name)s”. Write it as on the other sheet, or its id.")
            % {"name": word[:60]}
        )
        desk.refuse(entry, name, sentence)
        return ""
    key = next(iter(keys))
    row = desk.rows[kind, key] if (kind, key) in desk.rows else desk.named(key)
    if row is None:
        desk.refuse(entry, name, belongs_to_refused())
        return ""
    return str(row.pk)


def belongs_to_refused() -> str:
    """A consequence: its cause is another line."""
    return _("It belongs to a line that cannot be taken over.")


def _several(raw: Any) -> list[str]:
    parts = raw if isinstance(raw, list) else str(raw or "").split(BETWEEN.strip())
    return [part.strip() for part in parts if part and part.strip()]


def _interpreted(word: str) -> tuple[str, bool]:
    """(language, whether somebody translates)."""
    if word.endswith("*"):
        return word.removesuffix("*"), True
    plain, bracket, rest = word.partition("(")
    if bracket and fold(rest.rstrip(" )")) in folded_word(INTERPRETER):
        return plain.strip(), True
    return word, False


def _several_called(word: str) -> str:
    return _("Several are called “%(name)s”. Write the id or the code instead.") % {
        "name": word[:60]
    }


def _not_on_the_list(word: str) -> str:
    return _("“%(word)s” is not on the list. Choose one of its words.") % {"word": word[:60]}
