"""A standard of others as a profile that anybody can write: JSON with its fields, their codes, and
which code of the counted record is which of theirs.

    {"name": "…", "version": "1.0", "source": "https://…", "certainty": "confirmed_in_source",
     "fields": [{"name": "Sex", "codes": ["F", "M", "U"], "other": ""}],
     "mapping": [{"ours": "sex", "theirs": "Sex", "codes": {"female": "F", "male": "M"}}]}

`other` is their code for what is none of the others, where they have one. Of ours everything may be
named that a counted record holds; year and town have no codes. What a profile does not map goes out
in columns of ours beside it, so that nothing is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeGuard

from django.utils.translation import gettext as _

from spona.cases.standards.mapping import Place, record_places
from spona.reference.models import Certainty

type Body = dict[str, Any]

# What of a record is no code of a list.
TYPED: Final = ("cohort_year", "town")
LARGEST: Final = 1_000_000
_TEXTS: Final[Mapping[str, int]] = {"name": 80, "version": 40, "source": 300}
# A head or a code of theirs is a word, not a sentence, and nothing that a spreadsheet would run.
_LONGEST: Final = 100
# A name of its own that the built-in mapping has.
_OURS: Final = "HTCDS"


class ProfileRefusedError(Exception):
    """`problems`: a sentence for each place that is wrong."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read_profile(content: bytes) -> Body:
    """The profile with nothing in it that it need not have; ProfileRefusedError."""
    if len(content) > LARGEST:
        raise ProfileRefusedError([_("This profile is too large.")])
    try:
        given = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ProfileRefusedError([_("This is no JSON in UTF-8.")]) from None
    if not isinstance(given, dict):
        raise ProfileRefusedError([_("A profile is one JSON object.")])
    problems = [*_of_head(given), *_of_fields(given), *_of_mapping(given)]
    if problems:
        raise ProfileRefusedError(problems)
    return _kept(given)


def places_of(body: Body) -> dict[str, Place]:
    """Where each coded field of the record stands in it; without a column where it does not."""
    fields = {one["name"]: one for one in body["fields"]}
    named = {one["ours"]: one for one in body["mapping"]}
    found = {}
    for name, place in record_places().items():
        line = named.get(name)
        if line is None:
            found[name] = Place(name, "", place.ours, place.several)
            continue
        field = fields[line["theirs"]]
        found[name] = Place(
            name, line["theirs"], place.ours, place.several, tuple(field["codes"]),
            line["codes"], _back(line["codes"]), field["other"],
        )  # fmt: skip
    return found


def typed_columns(body: Body) -> dict[str, str]:
    """Year and town → their column, where they have one."""
    return {one["ours"]: one["theirs"] for one in body["mapping"] if one["ours"] in TYPED}


def _back(codes: Mapping[str, str]) -> dict[str, str]:
    theirs = list(codes.values())
    return {there: ours for ours, there in codes.items() if theirs.count(there) == 1}


def _kept(given: Body) -> Body:
    return {
        **{name: given[name].strip() for name in _TEXTS},
        "certainty": given["certainty"],
        "fields": [
            {"name": one["name"], "codes": one.get("codes", []), "other": one.get("other", "")}
            for one in given["fields"]
        ],
        "mapping": [
            {"ours": one["ours"], "theirs": one["theirs"], "codes": one.get("codes", {})}
            for one in given["mapping"]
        ],
    }


def _of_head(given: Body) -> Iterator[str]:
    for name, longest in _TEXTS.items():
        said = given.get(name)
        if not isinstance(said, str) or not said.strip() or len(said) > longest:
            yield _("“%(name)s” has to be a text of at most %(n)d characters.") % {
                "name": name, "n": longest,
            }  # fmt: skip
    if str(given.get("name", "")).strip().upper().startswith(_OURS):
        yield _("HTCDS is built in. Give the profile the name of its own standard.")
    if given.get("certainty") not in Certainty.values:
        yield _("“certainty” says how sure the list is: one of %(codes)s.") % {
            "codes": ", ".join(Certainty.values)
        }


def _of_fields(given: Body) -> Iterator[str]:
    fields = given.get("fields")
    if not isinstance(fields, list) or not fields:
        yield _("“fields” lists the fields of the standard, each with a name.")
        return
    names: set[str] = set()
    for at, one in enumerate(fields, start=1):
        name = one.get("name") if isinstance(one, dict) else None
        if not _is_word(name):
            yield _("Field %(at)d has no name, or one that no column can have.") % {"at": at}
            continue
        if name in names:
            yield _("Field “%(name)s” stands twice.") % {"name": name}
        names.add(name)
        codes = one.get("codes", [])
        if not isinstance(codes, list) or not all(map(_is_word, codes)):
            yield _("The codes of “%(name)s” have to be a list of short texts.") % {"name": name}
        elif len(set(codes)) != len(codes):
            yield _("A code of “%(name)s” stands twice.") % {"name": name}
        elif one.get("other", "") and one["other"] not in codes:
            yield _("“other” of “%(name)s” is none of its codes.") % {"name": name}


def _of_mapping(given: Body) -> Iterator[str]:
    lines = given.get("mapping")
    if not isinstance(lines, list) or not lines:
        yield _("“mapping” says which field of ours is which of theirs.")
        return
    fields = given.get("fields")
    known = {
        one["name"]: one.get("codes", [])
        for one in (fields if isinstance(fields, list) else [])
        if isinstance(one, dict) and isinstance(one.get("name"), str)
    }
    ours: set[str] = set()
    theirs: set[str] = set()
    for at, one in enumerate(lines, start=1):
        if not isinstance(one, dict) or not isinstance(one.get("ours"), str):
            yield _("Line %(at)d of the mapping names no field of ours.") % {"at": at}
            continue
        name, there = one["ours"], one.get("theirs")
        if name not in record_places() and name not in TYPED:
            yield _("“%(name)s” is no field of the counted record.") % {"name": name}
        elif there not in known:
            yield _("“%(name)s” is none of the fields of this profile.") % {"name": there}
        elif name in ours or there in theirs:
            yield _("“%(name)s” is mapped twice.") % {"name": name if name in ours else there}
        else:
            yield from _of_codes(name, one.get("codes", {}), known[there], str(there))
        ours.add(name)
        theirs.add(str(there))


def _of_codes(name: str, codes: Any, known: Any, there: str) -> Iterator[str]:
    if not isinstance(codes, dict):
        yield _("The codes of “%(name)s” have to be pairs: ours, theirs.") % {"name": name}
        return
    if name in TYPED:
        if codes:
            yield _("“%(name)s” has no codes.") % {"name": name}
        return
    for code, theirs in codes.items():
        if code not in record_places()[name].ours:
            yield _("“%(code)s” is no code of “%(name)s”.") % {"code": code, "name": name}
        if not isinstance(theirs, str) or theirs not in known:
            yield _("“%(code)s” is no code of “%(name)s”.") % {"code": theirs, "name": there}


def _is_word(said: object) -> TypeGuard[str]:
    return (
        isinstance(said, str)
        and 0 < len(said) <= _LONGEST
        and said == said.strip()
        and said.isprintable()
        and said[0] not in "=+-@\uff1d\uff0b\uff0d\uff20"
        and ";" not in said
        and not said.startswith("spona:")
    )
