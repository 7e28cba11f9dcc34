"""The counted record: one coarse, sealed document per person. No date, no free text, no place
below a town. Nobody types it: `cases` computes it from the fields of the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from spona.deadlines.time import today
from spona.statistics import codes
from spona.vault.schemas import upgrades

type Document = dict[str, Any]

SCHEMA: Final = 3
FIRST_YEAR: Final = 2000
# The answer of who does not want to be counted.
REFUSED: Final = "no"
# What opened the file: a referral brings a person whom another file counts already.
_COUNTED: Final = frozenset({"report", "self_report"})
_TOWN = re.compile(r"[a-z0-9_-]{1,60}")
ONE_OF: Final[Mapping[str, codes.Codes]] = {
    "sex": codes.SEX,
    "age_band": codes.AGE_BAND,
    "citizenship": codes.CITIZENSHIP,
    "movement": codes.MOVEMENT,
    "recruiter": codes.RECRUITER,
    "guardian": codes.GUARDIAN,
    "stay": codes.STAY,
    "legal_aid": codes.LEGAL_AID,
    "compensation": codes.COMPENSATION,
    "return": codes.RETURN,
    "status": codes.STATUS,
    "consent_stats": codes.CONSENT,
    "answered": codes.ANSWERED,
}
SETS: Final[Mapping[str, codes.Codes]] = {
    "exploitation": codes.EXPLOITATION,
    "control": codes.CONTROL,
    "helped": codes.HELPED,
}
SECTOR_OR: Final[Mapping[str, codes.Codes]] = {
    "reported_by": codes.REPORTED_BY,
    "identified_by": codes.IDENTIFIED_BY,
}


def carries_count(opened_by: str) -> bool:
    """True where a file that `opened_by` opened is the one that counts its person."""
    return opened_by in _COUNTED


def empty() -> Document:
    """A record that says nothing yet, and counts nobody: it has no year."""
    return {
        "schema": SCHEMA,
        "cohort_year": None,
        "town": codes.NOT_ASKED,
        **dict.fromkeys(ONE_OF, codes.NOT_ASKED),
        **{name: [codes.NOT_ASKED] for name in SETS},
        "status": "presumed",
        "reported_by": codes.UNKNOWN,
        "identified_by": codes.NONE,
        "complete": dict.fromkeys(codes.FACTS, codes.UNKNOWN),
        "answered": "running",
    }


def begin(
    *,
    opened_by: str,
    year: int,
    reported_by: str,
    facts: Mapping[str, bool] | None = None,
    in_time: bool | None = None,
) -> Document:
    """The record a new file starts with; the empty one where another file counts the person.

    `year` is the year of the report, `reported_by` the sender's sector (`self` or `anonymous`
    without one), `facts`: which of `codes.FACTS` the report had, `in_time`: whether it was answered
    by its day; None where there was no report that could be looked at.
    """
    if not carries_count(opened_by):
        return empty()
    known = reported_by in codes.REPORTED_BY
    source = reported_by if known else codes.sector_code(reported_by)
    begun = empty() | {"cohort_year": year, "reported_by": source}
    if facts is not None:
        begun["complete"] = {one: "yes" if facts.get(one) else "no" for one in codes.FACTS}
    begun["answered"] = {None: codes.UNKNOWN, True: "in_time", False: "late"}[in_time]
    return begun


def counts(document: Document) -> bool:
    """True where it counts somebody: an empty record has no year."""
    return document["cohort_year"] is not None


def check(document: Document) -> None:
    """ValueError where it is no record of this shape: it is computed, so no person mends it."""
    if document.get("schema") != SCHEMA or document.keys() != empty().keys():
        raise ValueError("not a counted record of this schema")
    year = document["cohort_year"]
    if year is not None and not (type(year) is int and FIRST_YEAR <= year <= today().year):
        raise ValueError("nobody was reported in that year")
    facts = document["complete"]
    known = [
        *(document[name] in allowed for name, allowed in ONE_OF.items()),
        *(_is_set_of(document[name], allowed) for name, allowed in SETS.items()),
        *(
            document[name] in allowed or document[name] in codes.SECTORS
            for name, allowed in SECTOR_OR.items()
        ),
        _TOWN.fullmatch(str(document["town"])) is not None,
        isinstance(facts, dict)
        and facts.keys() == codes.FACTS.keys()
        and set(facts.values()) <= codes.FACT.keys(),
    ]
    if not all(known):
        raise ValueError("a counted record holds codes of its lists and nothing else")


def set_of(found: set[str]) -> list[str]:
    """Codes as the record keeps them: sorted, and what stands alone only where nothing else is."""
    return sorted(found - codes.ALONE) or sorted(found)[:1] or [codes.NOT_ASKED]


def _is_set_of(chosen: object, allowed: codes.Codes) -> bool:
    if not isinstance(chosen, list) or not chosen or not set(chosen) <= allowed.keys():
        return False
    return len(chosen) == 1 or not codes.ALONE & set(chosen)


# Frozen: what shape 2 said where nobody had written anything.
_EMPTY_2: Final[Document] = {
    "schema": 2,
    "cohort_year": None,
    **dict.fromkeys(
        (
            "town", "sex", "age_band", "exploitation", "recruiter", "citizenship", "reported_by",
        ),
        "unknown",
    ),
    "status": "presumed",
    "control": ["unknown"],
    "identified_by": "none",
    "consent_stats": "not_asked",
    "complete": dict.fromkeys(
        (
            "what_was_seen", "age", "language", "where_now", "safe_contact", "danger", "who_knows",
            "basis",
        ),
        "unknown",
    ),
    "answered": "running",
}  # fmt: skip


@upgrades("case", "count", schema=1)
def from_1(old: Document) -> Document:
    """Shape 1 was sealed empty; an upgrade never drops what it finds all the same."""
    return _EMPTY_2 | old | {"schema": 2}


@upgrades("case", "count", schema=2)
def from_2(old: Document) -> Document:
    """Shape 2 had one form of exploitation, and was typed: what it did not ask was not asked."""
    asked_since = ("movement", "guardian", "stay", "legal_aid", "compensation", "return")
    return {
        **old,
        **dict.fromkeys(asked_since, "not_asked"),
        "schema": 3,
        "exploitation": [old["exploitation"]],
        "helped": ["not_asked"],
    }
