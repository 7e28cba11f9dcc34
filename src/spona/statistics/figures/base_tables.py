"""Which exact tables are counted for a year: as fine as any official return asks, and no finer.

Of one town without any other, so no table has a place. Numbers add up across towns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final

from spona.statistics import codes, report_record
from spona.statistics.record import Document

type Key = tuple[str, ...]
type Figures = dict[str, Counter[Key]]

NOT_KNOWN: Final = "not_known"
STAND: Final = "stand"
_STATES: Final = (
    "presumed", "identified", "not_assessed_as_victim", "rejected", "discontinued", NOT_KNOWN,
)  # fmt: skip
_SEVERAL: Final = "multiple_exploitation"
# So far back the year of the first report is told; what is older is one.
SAME, YEAR_BEFORE, TWO_BEFORE, EARLIER = "same", "year_before", "two_before", "earlier"
_BEGAN: Final = (SAME, YEAR_BEFORE, TWO_BEFORE, EARLIER)

TABLES: Final[Mapping[str, Key]] = {
    "profile": (STAND, "sex", "age", "form"),
    "citizenship": (STAND, "sex", "age", "citizenship"),
    "movement": (STAND, "movement"),
    "reporter": (STAND, "reported_by"),
    "identifier": (STAND, "identified_by"),
    "recruiter": (STAND, "recruiter"),
    "helped": (STAND, "sex", "age", "any_help"),
    # Here a person may stand in several rows: each kind of help by itself.
    "help": (STAND, "helped"),
    "guardian": (STAND, "age", "guardian"),
    "stay": (STAND, "sex", "age", "stay"),
    "compensation": (STAND, "compensation"),
    "legal_aid": (STAND, "legal_aid"),
    "returned": (STAND, "return"),
    # Of all years up to this one; the others are of those first reported in it.
    "carried": ("began", STAND),
    "reports": ("sector", "outcome"),
}
_OF_EARLIER: Final = "carried"
_OF_REPORTS: Final = "reports"


def _closed(listed: codes.Codes) -> tuple[str, ...]:
    """Its codes, with one for whatever is not known."""
    open_codes = {codes.UNKNOWN, codes.NOT_SURE, codes.NOT_ASKED}
    return (*(code for code in listed if code not in open_codes), NOT_KNOWN)


DOMAIN: Final[Mapping[str, tuple[str, ...]]] = {
    STAND: _STATES,
    "sex": _closed(codes.SEX),
    "age": _closed(codes.AGE_BAND),
    "form": _closed(codes.EXPLOITATION),
    "citizenship": _closed(codes.CITIZENSHIP),
    "movement": _closed(codes.MOVEMENT),
    "recruiter": _closed(codes.RECRUITER),
    "reported_by": (*codes.SECTORS, *_closed(codes.REPORTED_BY)),
    "identified_by": (*codes.SECTORS, *_closed(codes.IDENTIFIED_BY)),
    "any_help": ("yes", "no", NOT_KNOWN),
    "helped": _closed(codes.HELPED),
    "guardian": _closed(codes.GUARDIAN),
    "stay": _closed(codes.STAY),
    "compensation": _closed(codes.COMPENSATION),
    "legal_aid": _closed(codes.LEGAL_AID),
    "return": _closed(codes.RETURN),
    "began": _BEGAN,
    "sector": (*codes.SECTORS, codes.OTHER),
    "outcome": tuple(report_record.OUTCOME),
}


def nothing() -> Figures:
    return {name: Counter() for name in TABLES}


def cells_of(name: str) -> Iterator[Key]:
    """Every cell of a table, whether anybody is in it or not, in an order that never changes."""
    yield from product(*(DOMAIN[dimension] for dimension in TABLES[name]))


def add_person(figures: Figures, record: Document, *, year: int) -> None:
    """Count one record of `year` or of an earlier one; nothing of it stays but the sums."""
    words = _words(record, year)
    figures[_OF_EARLIER][tuple(words[one] for one in TABLES[_OF_EARLIER])] += 1
    if words["began"] != SAME:
        return
    for name, dimensions in TABLES.items():
        if name in (_OF_EARLIER, _OF_REPORTS):
            continue
        if "helped" in dimensions:
            for one in record["helped"]:
                figures[name][words[STAND], _known("helped", one)] += 1
        else:
            figures[name][tuple(words[one] for one in dimensions)] += 1


def add_report(figures: Figures, record: Document) -> None:
    figures[_OF_REPORTS][record["sector"], record["outcome"]] += 1


def _words(record: Document, year: int) -> dict[str, str]:
    helped: list[str] = record["helped"]
    any_help = NOT_KNOWN if helped == [codes.NOT_ASKED] else "yes"
    found: dict[str, Any] = {
        STAND: record["status"],
        "age": record["age_band"],
        "form": _SEVERAL if len(record["exploitation"]) > 1 else record["exploitation"][0],
        "any_help": "no" if helped == [codes.NONE] else any_help,
        "began": _BEGAN[min(year - record["cohort_year"], len(_BEGAN) - 1)],
    }
    same = (
        "sex", "citizenship", "movement", "recruiter", "reported_by", "identified_by", "guardian",
        "stay", "compensation", "legal_aid", "return",
    )  # fmt: skip
    found |= {name: record[name] for name in same}
    return {name: _known(name, said) for name, said in found.items()}


def _known(dimension: str, code: str) -> str:
    return code if code in DOMAIN[dimension] else NOT_KNOWN


def differing(one: Figures, other: Figures) -> list[str]:
    """Names of the tables in which the two are not the same."""
    return [name for name in TABLES if +one[name] != +other[name]]


def sum_of(several: list[Figures]) -> Figures:
    found = nothing()
    for figures in several:
        for name, cells in figures.items():
            found[name].update(cells)
    return found
