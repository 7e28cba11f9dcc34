"""What a file would change, value by value, and what of it cannot be taken over."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from spona.access.denied import Denied
from spona.reference.scripts import fold, latin
from spona.reference.words import Words, is_cyrillic
from spona.services.checks import check_location, check_part, check_service
from spona.services.importing.columns import (
    BETWEEN,
    ENDED,
    EVERYWHERE,
    EVERYWHERE_WORD,
    FLAGS,
    HEADS,
    HOURS,
    INTERPRETER,
    KINDS,
    LISTS,
    MANY,
    PHONE,
    PLACE,
    SERVICE,
    YES,
    choices_of,
    folded_word,
    words_of,
)
from spona.services.importing.entries import Entry, Line, Read, Refusal, Values
from spona.services.importing.known import Known, as_uuid
from spona.services.importing.values import Row, get, in_words
from spona.services.models import (
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    SpecialDays,
    Status,
)
from spona.services.showing import is_hidden

NEW, CHANGE, END, REMOVE = "new", "change", "end", "remove"
_MODELS: Final[dict[str, type[Row]]] = {
    SERVICE: Service, PLACE: Location, HOURS: Schedule, PHONE: Phone,
}  # fmt: skip
# All that could lead somebody to a door.
_WHERE: Final = ("words", "address", "postal_code", "latitude", "longitude", "transport", "url",
                 "accessibility")  # fmt: skip
_REFERENCES: Final = ("service", "place", "services")


@dataclass(frozen=True, slots=True)
class Cell:
    """`old` and `new` in the words of the reader."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row that would come, change, end or go. `values` are those that differ."""

    what: str
    kind: str
    key: str
    line: Line
    row: Any
    values: Values
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class Differences:
    wanted: list[Wanted] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    same: int = 0
    untouched: int = 0

    @property
    def mark(self) -> str:
        """Of all that would change or cannot: the page shows it, and taking over asks for it."""
        said = [(one.what, one.kind, one.key, one.cells) for one in self.wanted]
        told = [(one.line.where, one.line.row, one.column, one.sentence) for one in self.refusals]
        return hashlib.sha256(repr((said, told)).encode()).hexdigest()


def differences_of(found: Read, known: Known) -> Differences:
    """Compared with what `known` has; nothing is written."""
    made = Differences(refusals=list(found.refusals))
    work = _Work(found, known, made)
    for kind in KINDS:
        for entry in found.of(kind):
            work.entry(entry)
    made.untouched = work.untouched()
    made.refusals.sort(key=lambda one: (one.line.where, one.line.row))
    return made


class _Work:
    """Entry after entry: services first, since all others name them."""

    def __init__(self, found: Read, known: Known, made: Differences) -> None:
        self.found, self.known, self.made = found, known, made
        # Key in the file → the row it stands for; None where its line was refused.
        self.rows: dict[tuple[str, str], Row | None] = {}
        self.seen: set[UUID] = set()
        self.names: dict[str, dict[str, set[str]]] = {SERVICE: {}, PLACE: {}}
        for row in (*known.services.values(), *known.places.values()):
            self._name(SERVICE if isinstance(row, Service) else PLACE, row, str(row.pk))

    def untouched(self) -> int:
        running = [row for row in self.known.services.values() if row.ended_at is None]
        return sum(row.pk not in self.seen for row in running)

    def refuse(self, entry: Entry, column: str, sentence: str) -> None:
        head = str(HEADS.get(column.replace("@", ":"), column)) if column else ""
        self.made.refusals.append(Refusal(entry.line, head, sentence))

    def entry(self, entry: Entry) -> None:
        before = len(self.made.refusals)
        row, is_new = self._row(entry)
        self.rows[entry.kind, entry.key] = None
        if "" in entry.values or row is None or len(self.made.refusals) > before:
            return
        if row.pk in self.seen:
            self.refuse(entry, "id", _("This row stands twice in the file. Remove one of the two."))
            return
        self.seen.add(row.pk)
        values = self._resolved(entry, row, is_new=is_new)
        if len(self.made.refusals) > before:
            return
        self.rows[entry.kind, entry.key] = row
        ends = entry.kind == SERVICE and (
            bool(values.get(ENDED)) or values.get("status") == Status.DEFUNCT
        )
        if entry.remove or ends:
            self._leaving(entry, row, is_new=is_new, ends=ends, reason=values.get(ENDED, ""))
            return
        changed = {
            name: value
            for name, value in values.items()
            if name != ENDED and (is_new or not _same(get(row, name), value))
        }
        cells = tuple(
            Cell(
                name,
                "" if is_new else in_words(entry.kind, name, get(row, name), self.known),
                in_words(entry.kind, name, self._shown(value), self.known),
            )
            for name, value in changed.items()
            if not (is_new and value in (None, "", [], False))
        )
        self._put(entry, row, changed)
        if len(self.made.refusals) > before or not self._stands(entry, row, is_new=is_new):
            self.rows[entry.kind, entry.key] = None
            return
        if entry.kind in self.names:
            self._name(entry.kind, row, entry.key)
        if is_new or cells:
            what = NEW if is_new else CHANGE
            wanted = Wanted(what, entry.kind, entry.key, entry.line, row, changed, cells)
            self.made.wanted.append(wanted)
        else:
            self.made.same += 1

    def _shown(self, value: Any) -> Any:
        """References of the file as the rows they lead to, where those are there already."""
        return value

    def _leaving(self, entry: Entry, row: Row, *, is_new: bool, ends: bool, reason: str) -> None:
        if is_new or (ends and isinstance(row, Service) and row.ended_at is not None):
            self.made.same += 1
            return
        what = END if ends else REMOVE
        if entry.kind == PLACE and isinstance(row, Location) and row.ended_at is not None:
            self.made.same += 1
            return
        values = {ENDED: reason or _("It was so in a file that was sent in.")} if ends else {}
        self.made.wanted.append(Wanted(what, entry.kind, entry.key, entry.line, row, values, ()))

    # Which row an entry stands for.

    def _row(self, entry: Entry) -> tuple[Row | None, bool]:
        """(row, whether it is new); None where that cannot be told."""
        source, ident = self.found.source, entry.key
        if entry.kind == SERVICE:
            found: Row | None = self.known.service_of(source, ident)
        elif entry.kind == PLACE:
            found = self.known.place_of(source, ident)
        else:
            found = self._part(entry)
        if found is not None:
            return found, False
        if not source and as_uuid(ident):
            sentence = _("No row that you may change has this id. Leave the cell empty, or write a "
                         "word of your own, for a new one.")  # fmt: skip
            self.refuse(entry, "id", sentence)
            return None, False
        if entry.kind == HOURS and as_uuid(ident) and SpecialDays.objects.filter(pk=ident).exists():
            return None, False
        made = _MODELS[entry.kind]()
        if source and isinstance(made, Service | Location):
            made.external_source, made.external_id = source, ident[:120]
        return made, True

    def _part(self, entry: Entry) -> Row | None:
        """By its id; of another system by what it says, since it keeps no id of ours."""
        ident = as_uuid(entry.key)
        every = self._parts(entry)
        if ident is not None:
            for row in every:
                if row.pk == ident:
                    return row
        if not self.found.source:
            return None
        for row in every:
            if row.pk not in self.seen and self._is_like(row, entry):
                return row
        return None

    def _parts(self, entry: Entry) -> list[Any]:
        rows: list[Any] = []
        for service in self.known.services.values():
            rows += service.phones.all() if entry.kind == PHONE else service.schedules.all()
            if entry.kind == HOURS:
                rows += [one for at in service.at_locations.all() for one in at.schedules.all()]
        if entry.kind == PHONE:
            rows += [one for place in self.known.places.values() for one in place.phones.all()]
        return rows

    def _is_like(self, row: Any, entry: Entry) -> bool:
        names = ("number", "kind") if entry.kind == PHONE else (
            "freq", "byday", "bymonthday", "interval", "all_day", "opens_at", "closes_at",
            "valid_from", "valid_to",
        )  # fmt: skip
        if any(get(row, name) != entry.values.get(name, get(row, name)) for name in names):
            return False
        for name, kind in (("service", SERVICE), ("place", PLACE)):
            named = entry.values.get(name, "")
            leads_to = self.rows.get((kind, named)) if named else None
            if get(row, name) != (str(leads_to.pk) if leads_to else ""):
                return False
        return True

    # What its cells mean.

    def _resolved(self, entry: Entry, row: Row, *, is_new: bool) -> Values:
        values: Values = {}
        for name, raw in entry.values.items():
            value = self._value(entry, name, raw, is_new=is_new)
            if value is not _UNTOLD:
                values[name] = value
        return values

    def _value(self, entry: Entry, name: str, raw: Any, *, is_new: bool) -> Any:
        kind = entry.kind
        if name in _REFERENCES:
            return self._reference(entry, name, raw)
        if name == "institution":
            return self._institution(entry, raw)
        if name in FLAGS:
            if isinstance(raw, bool):
                return raw
            code = words_of(kind, name).get(fold(raw or ""))
            if raw and code is None:
                self.refuse(entry, name, _not_a_choice(raw))
            # A new service is shown, unless somebody says otherwise.
            return (
                code == YES
                if code
                else (name == "public" and is_new) or (_UNTOLD if name == "public" else False)
            )
        if name in ("town", "towns"):
            return self._towns(entry, name, raw)
        if list_name := LISTS.get((kind, name)):
            return self._codes(entry, name, raw, list_name)
        if choices_of(kind, name):
            if not raw:
                return _UNTOLD
            code = words_of(kind, name).get(fold(str(raw)))
            if code is None:
                self.refuse(entry, name, _not_a_choice(raw))
            return code
        return raw

    def _institution(self, entry: Entry, raw: Any) -> Any:
        said = [one for one in (raw if isinstance(raw, list) else [raw]) if one]
        own = list(self.known.institutions)
        if not said and len(own) == 1:
            return str(own[0])
        for word in said:
            found = self.known.institution(word)
            if len(found) == 1:
                return str(found[0].pk)
            if len(found) > 1:
                self.refuse(entry, "institution", _("Several are called “%(name)s”. Write the code "
                            "instead.") % {"name": word[:60]})  # fmt: skip
                return None
        named = said[-1][:60] if said else ""
        sentence = _("“%(name)s” is no institution whose services you may write. Check the name, or "
                     "leave the line out.") if named else _("Write which institution it is of.")  # fmt: skip
        self.refuse(entry, "institution", sentence % {"name": named})
        return None

    def _codes(self, entry: Entry, name: str, raw: Any, list_name: str) -> Any:
        if name not in MANY:
            return self._one_code(entry, name, raw, list_name)
        found = []
        for word in _several(raw):
            plain, with_somebody = _interpreted(word)
            code = self.known.code(list_name, plain)
            if not code:
                self.refuse(entry, name, _not_on_the_list(plain))
            found.append(code + ("*" if with_somebody else ""))
        return sorted(set(found))

    def _one_code(self, entry: Entry, name: str, raw: Any, list_name: str) -> Any:
        words = raw if isinstance(raw, list) else [raw]
        for word in words:
            if word and (code := self.known.code(list_name, word)):
                return code
        said = next((word for word in words if word), "")
        self.refuse(entry, name, _not_on_the_list(said) if said else _("Choose what kind it is."))
        return None

    def _towns(self, entry: Entry, name: str, raw: Any) -> Any:
        found = []
        for word in _several(raw):
            if word == EVERYWHERE or fold(word) in folded_word(EVERYWHERE_WORD):
                found.append(EVERYWHERE)
                continue
            town = self.known.town(word)
            if town is None:
                self.refuse(entry, name, _("“%(name)s” is no town that Spona knows. Check how it is "
                            "written.") % {"name": word[:60]})  # fmt: skip
                continue
            found.append(town.slug)
        if name == "town":
            return found[0] if found else ""
        return [EVERYWHERE] if EVERYWHERE in found else sorted(set(found))

    def _reference(self, entry: Entry, name: str, raw: Any) -> Any:
        kind = PLACE if name == "place" else SERVICE
        if name != "services":
            return self._leads_to(entry, name, kind, str(raw)) if raw else ""
        keys = [self._leads_to(entry, name, kind, word) for word in _several(raw)]
        return sorted(key for key in keys if key)

    def _leads_to(self, entry: Entry, name: str, kind: str, word: str) -> str:
        """The id of a row that is there, or that this file brings."""
        if (kind, word) in self.rows:
            keys = {word}
        elif as_uuid(word) in self.known.services or as_uuid(word) in self.known.places:
            return str(as_uuid(word))
        else:
            keys = self.names[kind].get(fold(word), set())
        if not keys:
            self.refuse(entry, name, _("There is no “%(name)s”. Write it as on the other sheet, or "
                        "its id.") % {"name": word[:60]})  # fmt: skip
            return ""
        if len(keys) > 1:
            self.refuse(entry, name, _("Several are called “%(name)s”. Write the id instead.")
                        % {"name": word[:60]})  # fmt: skip
            return ""
        key = next(iter(keys))
        row = self.rows.get((kind, key)) if (kind, key) in self.rows else self._known(key)
        if row is None:
            self.refuse(entry, name, _("It belongs to a line that cannot be taken over."))
            return ""
        return str(row.pk)

    def _known(self, key: str) -> Row | None:
        ident = as_uuid(key)
        if ident is None:
            return None
        return self.known.services.get(ident) or self.known.places.get(ident)

    def _name(self, kind: str, row: Row, key: str) -> None:
        said = {*row.words.values()} if not isinstance(row, Schedule | Phone) else set()
        if isinstance(row, Location) and row.address:
            said.add(row.address)
        # A row that the file names by its id is one row, not two.
        for word in said:
            keys = self.names[kind].setdefault(fold(word), set())
            keys.discard(str(row.pk))
            keys.add(key)

    # Whether it may stand so.

    def _put(self, entry: Entry, row: Row, values: Values) -> None:
        for name, value in values.items():
            if "@" in name or ":" in name:
                self._put_words(entry, row, name, value)
            elif name == "institution":
                institution = self.known.institutions[UUID(value)]
                if isinstance(row, Service) and not row._state.adding:  # noqa: SLF001 (new or kept)
                    self.refuse(entry, name, _("A service stays with its institution. End it there "
                                "and write a new one."))  # fmt: skip
                else:
                    row.institution = institution  # type: ignore[union-attr]
            elif name == "town":
                row.town = next(  # type: ignore[union-attr]
                    (one for one in self.known.towns if one.slug == value), None
                )
            elif name == "towns":
                row.everywhere = value == [EVERYWHERE]  # type: ignore[union-attr]
            elif name in ("services", "service", "place") or (
                entry.kind == SERVICE and name in ("languages", "exclusions")
            ):
                continue
            else:
                setattr(row, name, value)
        self._put_owner(entry, row, values)

    def _put_words(self, entry: Entry, row: Row, name: str, value: str) -> None:
        column, language = name.replace("@", ":").split(":")
        if language == "sr-latn" or (language == "sr" and value and not is_cyrillic(value)):
            self.refuse(
                entry, name, _("Write the Serbian text in Cyrillic; Latin is made from it.")
            )
            return
        said = dict(getattr(row, column)) | {language: value}
        setattr(row, column, Words({key: text for key, text in said.items() if text}))

    def _put_owner(self, entry: Entry, row: Row, values: Values) -> None:
        if isinstance(row, Location) and row.institution_id is None:
            self._put_house(entry, row, values)
        if not isinstance(row, Schedule | Phone):
            return
        service = self._by_id(values.get("service", get(row, "service") if row.pk else ""))
        place = self._by_id(values.get("place", get(row, "place") if row.pk else ""))
        if isinstance(row, Phone):
            if (service is None) == (place is None):
                self.refuse(entry, "service", _("Write the service or the place that it belongs to, "
                            "one of the two."))  # fmt: skip
                return
            row.service, row.location = service, place
        elif service is None:
            self.refuse(entry, "service", _("Write the service that it belongs to."))
        elif place is None:
            row.service, row.at_location = service, None
        else:
            row.service = None
            row.at_location = self._at(service, place)

    def _put_house(self, entry: Entry, row: Location, values: Values) -> None:
        services = [self._by_id(key) for key in values.get("services", [])]
        houses = {one.institution_id for one in services if one is not None}
        if len(houses) == 1:
            row.institution = next(one.institution for one in services if one is not None)
        else:
            self.refuse(entry, "services", _("Write the services that are given there, all of one "
                        "institution."))  # fmt: skip

    def _by_id(self, key: str) -> Any:
        if not key:
            return None
        ident = UUID(key)
        for row in self.rows.values():
            if row is not None and row.pk == ident:
                return row
        return self.known.services.get(ident) or self.known.places.get(ident)

    def _at(self, service: Service, place: Location) -> ServiceAtLocation:
        if not service._state.adding:  # noqa: SLF001 (new or kept)
            for one in service.at_locations.all():
                if one.location_id == place.pk:
                    return one
        return ServiceAtLocation(service=service, location=place)

    def _stands(self, entry: Entry, row: Row, *, is_new: bool) -> bool:
        """The checks of the actions, with their sentences at this line."""
        try:
            match row:
                case Service():
                    if row.institution_id is None:
                        self.refuse(entry, "institution", _("Write which institution it is of."))
                        return False
                    check_service(row)
                case Location():
                    self._check_place(entry, row)
                    check_location(row)
                case _:
                    check_part(row)
        except Denied as refused:
            self.refuse(entry, "", str(refused.sentence))
            return False
        except models.ObjectDoesNotExist:
            return False
        if isinstance(row, Phone) and not row.front_gate and self._is_hidden(row):
            self.refuse(entry, "front_gate", _("The place is confidential: only the number of its "
                        "front gate is given. Mark this number as the front gate's, or leave it "
                        "out."))  # fmt: skip
            return False
        return True

    def _check_place(self, entry: Entry, row: Location) -> None:
        if not (row.confidential or row.institution.confidential):
            return
        row.confidential = True
        if any(getattr(row, name) for name in _WHERE):
            raise Denied(says_where())
        # Which other system knows it by which name leads there, too.
        row.external_source = row.external_id = ""

    def _is_hidden(self, row: Phone) -> bool:
        if row.location is not None:
            return row.location.confidential or row.location.institution.confidential
        service = row.service
        if service is None:
            return False
        if not service._state.adding and is_hidden(service):  # noqa: SLF001 (new or kept)
            return True
        return service.institution.confidential


def says_where() -> str:
    return _("A confidential place has no address here, for anybody. Empty this line but for the "
             "front gate, and send the file in again.")  # fmt: skip


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


def _not_a_choice(word: Any) -> str:
    return _("“%(word)s” is none of the choices.") % {"word": str(word)[:60]}


def _not_on_the_list(word: str) -> str:
    return _("“%(word)s” is not on the list. Choose one of its words.") % {"word": word[:60]}


def _same(old: Any, new: Any) -> bool:
    """Blind to what a file cannot carry: line ends, and in which script an address stands."""
    if isinstance(old, str) and isinstance(new, str):
        return _plain(old) == _plain(new)
    if old in (None, "") and new in (None, ""):
        return True
    return bool(old == new)


def _plain(text: str) -> str:
    return latin(" ".join(text.split()))


class _Untold:
    """The file says nothing about it."""


_UNTOLD: Final = _Untold()
