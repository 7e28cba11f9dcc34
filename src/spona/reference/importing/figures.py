"""Published figures: every value with its own source; two series are never joined."""

from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from spona.reference.importing.rows import Reader

_COLUMNS: Final = (
    "year", "period", "series", "metric", "value", "unit", "source", "evidence", "certainty",
    "note",
)  # fmt: skip
# How the collected table names whoever counted, and our codes for them.
SERIES: Final = {
    "CENTRE (CZZTLJ)": "centre",
    "US_TIP": "us-tip",
    "GRETA 2nd round": "greta",
    "OMBUDSMAN": "ombudsman",
    "CENTRE (CZZTLJ) + IDEAS": "centre-ideas",
    "CENTRE + IDEAS analysis": "centre-ideas-study",
    "ATINA": "atina",
    "ASTRA": "astra",
}
_UNITS: Final = frozenset({"persons", "reports", "percent", "years"})
_CERTAINTIES: Final = frozenset({"high", "medium", "low", "none"})


def read_figures(folder: Path, reader: Reader, metrics: Collection[str]) -> list[dict[str, Any]]:
    """Rows for `figures.json`, in the order of the file. `metrics`: those we have words for."""
    seen: set[tuple[str, ...]] = set()
    rows: list[dict[str, Any]] = []
    for row in reader.csv_rows(folder, _COLUMNS):
        if not reader.need(row, "year", "period", "series", "metric", "unit", "certainty"):
            continue
        if row["series"] not in SERIES:
            reader.wrong(f"series “{row['series']}” is not known; add a code for it.")
            continue
        made: dict[str, Any] = {**row, "series": SERIES[row["series"]]}
        key = (made["series"], row["metric"], row["year"], row["period"])
        if key in seen:
            reader.wrong(f"{' '.join(key)} stands in the file twice.")
        seen.add(key)
        if row["metric"] not in metrics:
            reader.wrong(f"metric “{row['metric']}” has no words in figure_metric.")
        if row["unit"] not in _UNITS:
            reader.wrong(f"unit “{row['unit']}” is not known.")
        if row["certainty"] not in _CERTAINTIES:
            reader.wrong(f"certainty “{row['certainty']}” is not known.")
        made["value"] = _value(reader, row["value"])
        # A line is read alone on the page and in the CSV.
        if row.get("note") == "see above" and rows:
            made["note"] = rows[-1]["note"]
        rows.append(made)
    return rows


def _value(reader: Reader, typed: str) -> str | None:
    """The number as text; None for a gap, which stays one."""
    if not typed:
        return None
    try:
        number = Decimal(typed)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0:
        reader.wrong(f"value must be a number from 0, not “{typed}”.")
    return typed
