"""Institutions: which are bodies, which are networks, units or mere contact points."""

from pathlib import Path
from typing import Any, Final

from spona.reference.importing.rows import Reader, once

_COLUMNS: Final = (
    "id",
    "town",
    "sector",
    "name_sr_latn",
    "name_sr_cyrl",
    "name_en",
    "network_role",
    "address",
    "phone",
    "email",
    "website",
    "body_seen",
    "evidence",
    "certainty",
    "note",
)
_CERTAINTY: Final = ("high", "medium", "low")
_KINDS: Final = {"network": "network", "helpline": "contact_point"}
_NO_SECTOR: Final = frozenset(_KINDS)


def read_institutions(
    folder: Path,
    reader: Reader,
    sectors: dict[str, dict[str, Any]],
    towns: set[str],
    corrections: dict[str, dict[str, Any]],
) -> list[dict[str, Any]]:
    """Rows for `institutions.json`; `corrections` (by id) are our decisions on faulty rows."""
    seen: set[str] = set()
    rows = []
    for row in reader.csv_rows(folder, _COLUMNS):
        if not reader.need(row, "id", "town", "sector", "name_en", "evidence") or not once(
            reader, row["id"], seen
        ):
            continue
        _check(reader, row, sectors, towns)
        made = {
            "id": row["id"],
            "kind": _KINDS.get(row["sector"], "institution"),
            "sector": sectors[row["sector"]]["code"] if row["sector"] in sectors else "",
            "town": "" if row["town"] == "national" else row["town"],
            "words": reader.words(row, "name_sr", "name_en"),
            "role": row["network_role"],
            "address": row["address"],
            "phones": _phones(row),
            "email": row["email"],
            "website": row["website"],
            "confidential": row["sector"] == "shelter",
            "body_seen": row["body_seen"] == "yes",
            "source": row["evidence"],
            "certainty": row["certainty"],
            "note": row["note"],
        }
        made |= {
            key: value for key, value in corrections.get(row["id"], {}).items() if key != "why"
        }
        if made["confidential"] and made["address"]:
            reader.wrong("a confidential place has no address here; leave the column empty.")
        rows.append(made)
    return rows


def _check(
    reader: Reader, row: dict[str, str], sectors: dict[str, dict[str, Any]], towns: set[str]
) -> None:
    if row["town"] != "national" and row["town"] not in towns:
        reader.wrong(f"town “{row['town']}” is not in towns.csv.")
    if row["sector"] not in sectors and row["sector"] not in _NO_SECTOR:
        reader.wrong(f"sector “{row['sector']}” is in no row of the sector list.")
    if row["certainty"] not in _CERTAINTY:
        reader.wrong(f"certainty must be high, medium or low, not “{row['certainty']}”.")
    if row["body_seen"] not in ("yes", "no"):
        reader.wrong(f"body_seen must be yes or no, not “{row['body_seen']}”.")


def _phones(row: dict[str, str]) -> list[dict[str, Any]]:
    """A number is as certain as its row was seen; none is confirmed by a person yet."""
    certainty = row["certainty"] if row["body_seen"] == "yes" else "low"
    return [
        {"number": number.strip(), "certainty": certainty, "confirmed_on": None}
        for number in row["phone"].partition("(")[0].split(";")
        if number.strip()
    ]
