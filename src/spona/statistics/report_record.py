"""The counted record of a report: who reported by sector, what it had, what became of it.

Codes only, and nothing about the person: it is about the report. It is sealed all the same,
since in a town with one report a year the outcome of the report is the outcome of the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.deadlines.time import today
from spona.statistics import codes
from spona.statistics.record import FIRST_YEAR

type Document = dict[str, Any]

SCHEMA: Final = 1
PENDING: Final = "pending"
# The five outcomes of the Centre's statistics of 2023; the first four are its decisions.
OUTCOME: Final[codes.Codes] = {
    "identified": codes.STATUS["identified"],
    "not_assessed_as_victim": codes.STATUS["not_assessed_as_victim"],
    "rejected": codes.STATUS["rejected"],
    "discontinued": codes.STATUS["discontinued"],
    PENDING: gettext_lazy("No decision yet, it continues"),
}
OUTCOME_SOURCE: Final = "https://rtvm.info/2024/09/28/svako-moze-da-bude-zrtva/"
# From whom the outcome is known; nobody says it while there is none.
HEARD: Final[Mapping[str, Promise]] = {
    "": gettext_lazy("Nobody yet"),
    "letter": gettext_lazy("A letter of the Centre"),
    "call": gettext_lazy("A call with the Centre"),
    "own": gettext_lazy("Our own decision"),
}


def begin(*, sector: str, year: int, facts: Mapping[str, bool]) -> Document:
    """The record a report starts with. `facts`: which of `codes.FACTS` its fields hold."""
    return {
        "schema": SCHEMA,
        "about": "report",
        "year": year,
        "sector": codes.sector_code(sector),
        "complete": {fact: "yes" if facts.get(fact) else "no" for fact in codes.FACTS},
        "asked": [],
        "outcome": PENDING,
        "heard": "",
    }


def lacking(document: Document) -> set[str]:
    """Facts that it did not have when it came, or that had to be asked for."""
    there = document["complete"]
    return {fact for fact in codes.FACTS if there[fact] == "no"} | set(document["asked"])


def validate(document: Document) -> dict[str, str]:
    """Field → what to mend, as a sentence; empty where all is well.

    ValueError where it is not a record of this shape at all.
    """
    blank = begin(sector=codes.OTHER, year=FIRST_YEAR, facts={})
    if document.keys() != blank.keys() or document["about"] != "report":
        raise ValueError("not a counted record of a report")
    facts = document["complete"]
    if facts.keys() != codes.FACTS.keys() or not set(facts.values()) <= {"yes", "no"}:
        raise ValueError("which facts a report had is yes or no for each")
    choose = _("Choose one of the answers.")
    decided = document["outcome"] != PENDING
    wrong = {
        "year": "" if FIRST_YEAR <= document["year"] <= today().year else choose,
        "outcome": "" if document["outcome"] in OUTCOME else choose,
        "asked": "" if set(document["asked"]) <= codes.FACTS.keys() else choose,
        "heard": "" if document["heard"] in HEARD else choose,
    }
    if decided and not document["heard"]:
        wrong["heard"] = _("Say from whom the decision is known.")
    return {field: sentence for field, sentence in wrong.items() if sentence}
