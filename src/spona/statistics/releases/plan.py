"""What a release will hold: tables and code lists, fixed and public before anybody looks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Final

from spona.statistics import tables
from spona.statistics.codes import UNKNOWN
from spona.statistics.releases.policy import Policy

# Of one cohort, so the year is no column. A town stands in no table with anything else.
TABLES: Final = (
    ("town",),
    ("exploitation",),
    ("sex", "age", "exploitation"),
    ("outcome", "reported_by"),
)
# Read off the consistent tables: only sets that one of the tables covers.
PROJECTIONS: Final[tuple[tuple[str, ...], ...]] = ((), *TABLES)
COLUMNS: Final = ("town", "exploitation", "sex", "age", "outcome", "reported_by")
SCHEMA: Final = 1

type Plan = dict[str, Any]


def plan_of(year: int, towns: Sequence[str], policy: Policy) -> Plan:
    """All codes of each list, whether anybody has them or not."""
    codes = tables.domain(towns, year, year)
    return {
        "schema": SCHEMA,
        "year": year,
        "policy": policy.version,
        "rho": policy.rho,
        "delta": policy.delta,
        "columns": {name: codes[name] for name in COLUMNS},
        "tables": [list(table) for table in TABLES],
        "projections": [list(one) for one in PROJECTIONS],
    }


def hash_of(document: Any) -> str:
    """SHA-256 of a plan or of a result; whoever has the file can compare."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def row_of(words: dict[str, str], plan: Plan) -> list[str]:
    """A record in the plan's columns; a code that the lists lack is not known to them."""
    return [
        words[name] if words[name] in codes else UNKNOWN for name, codes in plan["columns"].items()
    ]
