"""The counted record: one coarse, sealed document per person. No date, no free text, no place
below a town.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.utils.translation import gettext as _

from spona.deadlines.time import today
from spona.statistics import codes
from spona.vault.schemas import upgrades

type Document = dict[str, Any]

SCHEMA: Final = 2
FIRST_YEAR: Final = 2000
# What opened the file: a referral brings a person whom another file counts already.
_COUNTED: Final = frozenset({"report", "self_report"})
_TOWN = re.compile(r"[a-z0-9_-]{1,60}")
_ONE_OF: Final = {
    "sex": codes.SEX,
    "age_band": codes.AGE_BAND,
    "status": codes.STATUS,
    "exploitation": codes.EXPLOITATION,
    "recruiter": codes.RECRUITER,
    "citizenship": codes.CITIZENSHIP,
    "consent_stats": codes.CONSENT,
    "answered": codes.ANSWERED,
}
_SECTOR_OR: Final = {"reported_by": codes.REPORTED_BY, "identified_by": codes.IDENTIFIED_BY}


def carries_count(opened_by: str) -> bool:
    """True where a file that `opened_by` opened is the one that counts its person."""
    return opened_by in _COUNTED


def empty() -> Document:
    """A record that says nothing yet, and counts nobody: it has no year."""
    return {
        "schema": SCHEMA,
        "cohort_year": None,
        "town": codes.UNKNOWN,
        "sex": codes.UNKNOWN,
        "age_band": codes.UNKNOWN,
        "status": "presumed",
        "exploitation": codes.UNKNOWN,
        "control": [codes.UNKNOWN],
        "recruiter": codes.UNKNOWN,
        "citizenship": codes.UNKNOWN,
        "reported_by": codes.UNKNOWN,
        "identified_by": codes.NONE,
        "consent_stats": "not_asked",
        "complete": dict.fromkeys(codes.FACTS, codes.UNKNOWN),
        "answered": "running",
    }


def begin(*, opened_by: str, year: int, reported_by: str, town: str = codes.UNKNOWN) -> Document:
    """The record a new file starts with; the empty one where another file counts the person.

    `year` is the year of the report, `reported_by` the sender's sector (`self` or `anonymous`
    without one), `town` the slug of a town that the network serves.
    """
    if not carries_count(opened_by):
        return empty()
    known = reported_by in codes.REPORTED_BY
    source = reported_by if known else codes.sector_code(reported_by)
    return empty() | {"cohort_year": year, "reported_by": source, "town": town}


def counts(document: Document) -> bool:
    """True where somebody has written it: an empty record counts nobody."""
    return document["cohort_year"] is not None


def validate(document: Document, *, before: Document | None = None) -> dict[str, str]:
    """Field → what to mend, as a sentence; empty where all is well.

    `before` is the record as it was. ValueError where it is not a record of this shape at all.
    """
    if document.get("schema") != SCHEMA or document.keys() != empty().keys():
        raise ValueError("not a counted record of this schema")
    wrong = {"cohort_year": _year(document["cohort_year"], before)}
    choose = _("Choose one of the answers. “Not known” is an answer too.")
    for field, allowed in _ONE_OF.items():
        wrong[field] = "" if document[field] in allowed else choose
    for field, allowed in _SECTOR_OR.items():
        known = document[field] in allowed or document[field] in codes.SECTORS
        wrong[field] = "" if known else choose
    wrong["town"] = "" if _TOWN.fullmatch(str(document["town"])) else choose
    wrong["control"] = _control(document["control"])
    facts = document["complete"]
    whole = isinstance(facts, dict) and facts.keys() == codes.FACTS.keys()
    wrong["complete"] = "" if whole and set(facts.values()) <= codes.FACT.keys() else choose
    if document["status"] == "identified" and document["identified_by"] == codes.NONE:
        wrong["identified_by"] = _("Say who identified the person, or choose “Not known”.")
    return {field: sentence for field, sentence in wrong.items() if sentence}


def _year(year: object, before: Document | None) -> str:
    this_year = today().year
    if not isinstance(year, int) or isinstance(year, bool):
        return _("Write the year in which the person was first reported or identified.")
    if year > this_year:
        return _("This year has not come yet.")
    if year < FIRST_YEAR:
        return _("Write a year from %(first)s on.") % {"first": FIRST_YEAR}
    if before and before["cohort_year"] not in (None, year):
        return _("The year of the first report stays as it is: each person is counted in one year.")
    return ""


def _control(chosen: object) -> str:
    if not isinstance(chosen, list) or not chosen or not set(chosen) <= codes.CONTROL.keys():
        return _("Choose at least one answer. “Not known” is an answer too.")
    if len(chosen) > 1 and codes.ALONE & set(chosen):
        return _("“None”, “Not known” and “Not sure” stand alone.")
    return ""


@upgrades("case", "count", schema=1)
def from_1(old: Document) -> Document:
    """Shape 1 was sealed empty; an upgrade never drops what it finds all the same."""
    return empty() | old | {"schema": SCHEMA}
