"""Reading rows and saying exactly what is wrong with which line."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from spona.reference.scripts import latin
from spona.reference.words import is_cyrillic

type Row = Mapping[str, str]

# The collected data marks evidence in free text; these are its opening words.
_EVIDENCE: Final = (
    ("partly seen", "partly_confirmed"),
    ("seen", "confirmed_in_source"),
    ("own knowledge", "recalled"),
    ("exists", "recalled"),
    ("sector seen", "recalled"),
    ("existence seen", "confirmed_in_source"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to repair, with the place and what to do about it."""

    file: str
    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.sentence}"


class ImportRefusedError(ValueError):
    """The folder has errors; nothing was written. `problems` lists every one of them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(slots=True)
class Reader:
    """Collects the problems of one file while its rows are read."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    place: str = ""

    def wrong(self, sentence: str) -> None:
        self.problems.append(Problem(self.file, self.place, sentence))

    def csv_rows(self, folder: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
        """Rows of a CSV with a header; stops at a missing file or column, skips broken lines."""
        self.place = "whole file"
        path = folder / self.file
        if not path.is_file():
            return self.wrong("the file is missing.")
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            absent = [column for column in columns if column not in (reader.fieldnames or [])]
            if absent:
                return self.wrong(f"these columns are missing: {', '.join(absent)}.")
            for row in reader:
                self.place = f"line {reader.line_num}"
                if None in row or None in row.values():
                    self.wrong(f"has not {len(reader.fieldnames or [])} columns as the header has.")
                else:
                    yield {key: value.strip() for key, value in row.items()}

    def json_object(self, folder: Path) -> dict[str, Any]:
        """The object of a JSON file, or {} with the problem noted."""
        self.place = "whole file"
        path = folder / self.file
        if not path.is_file():
            self.wrong("the file is missing.")
            return {}
        try:
            loaded = json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            self.place = f"line {error.lineno}"
            self.wrong(f"is not JSON: {error.msg}.")
            return {}
        if not isinstance(loaded, dict):
            self.wrong("must be one JSON object.")
            return {}
        return loaded

    def need(self, row: Row, *columns: str) -> bool:
        """True when all of these are filled in; otherwise each empty one is a problem."""
        empty = [column for column in columns if not row.get(column)]
        for column in empty:
            self.wrong(f"{column} is empty.")
        return not empty

    def words(self, row: Row, name: str, english: str = "") -> dict[str, str]:
        """`{name}_cyrl` as `sr` (checked against `{name}_latn`) and column `english` as `en`."""
        cyrillic, in_latin = row.get(f"{name}_cyrl", ""), row.get(f"{name}_latn", "")
        self.serbian(cyrillic, name)
        if latin(cyrillic) != in_latin:
            self.wrong(
                f"{name}_latn is “{in_latin}”, but the Cyrillic reads “{latin(cyrillic)}”; "
                "correct one of the two."
            )
        return {"sr": cyrillic} | ({"en": row[english]} if english and row.get(english) else {})

    def serbian(self, text: str, name: str) -> None:
        if not text or not is_cyrillic(text):
            self.wrong(f"{name}_cyrl must be Serbian in Cyrillic, not “{text}”.")

    def certainty(self, evidence: str) -> str:
        """The certainty that a note of evidence stands for."""
        for opening, certainty in _EVIDENCE:
            if evidence.startswith(opening):
                return certainty
        self.wrong(f"the evidence must begin with “seen” or “own knowledge”, not “{evidence}”.")
        return "recalled"


def once(reader: Reader, key: str, seen: set[str]) -> bool:
    """True the first time; a repeated key is a problem."""
    if key in seen:
        reader.wrong(f"{key} stands in the file twice.")
        return False
    seen.add(key)
    return True
