"""The way from a folder of collected data to the project's own files."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from spona.reference.importing.figures import read_figures
from spona.reference.importing.holidays import holiday_rows
from spona.reference.importing.indicators import read_indicators
from spona.reference.importing.institutions import read_institutions
from spona.reference.importing.rows import ImportRefusedError, Problem, Reader
from spona.reference.importing.terms import read_terms
from spona.reference.importing.towns import read_towns
from spona.reference.own_data import DATA

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
