"""Which tables are counted of reports: they hang together like a tree, as those of people do."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from spona.statistics import codes, report_record
from spona.statistics.masking import Frame
from spona.statistics.rules import Rule
from spona.statistics.tables import Counts, Key

LACKS: Final = "lacks_"
_FACTS: Final[tuple[Key, ...]] = tuple(("sector", LACKS + fact) for fact in codes.FACTS)
TABLES: Final[tuple[Key, ...]] = (
    ("outcome", "sector"),
    ("sector", "whole"),
    *_FACTS,
)
# How many reports were sent, and by whom, stands in clear columns of the moves.
KNOWN: Final = frozenset({frozenset[str](), frozenset({"sector"})})


def row(record: dict[str, Any]) -> dict[str, str]:
    """A record in the words of the tables."""
    missing = report_record.lacking(record)
    found = {
        "sector": record["sector"],
        "outcome": record["outcome"],
        "whole": "no" if missing else "yes",
    }
    return found | {LACKS + fact: "yes" if fact in missing else "no" for fact in codes.FACTS}


def add(counts: Counts, record: dict[str, Any]) -> None:
    """Count one record into every table; nothing of it stays but the sums."""
    words = row(record)
    for table, cells in counts.items():
        cells[tuple(words[dimension] for dimension in table)] += 1


def nothing() -> Counts:
    return {table: Counter() for table in TABLES}


def domain() -> dict[str, list[str]]:
    """Dimension → all its codes, in order, whether any report has them or not.

    No year: a town has a few reports in one, and of so few nothing could ever be shown.
    """
    yes_no = {LACKS + fact: ["yes", "no"] for fact in codes.FACTS}
    return {
        "outcome": list(report_record.OUTCOME),
        "sector": [*codes.SECTORS, codes.OTHER],
        "whole": ["yes", "no"],
    } | yes_no


def frame(rule: Rule) -> Frame:
    return Frame(tables=TABLES, domain=domain(), known=KNOWN, threshold=rule.threshold)
