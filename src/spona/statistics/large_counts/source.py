"""The file that is counted: what kind it is, how its columns are called, and what is wrong with it.

Only the beginning is read here; the engine reads the rest. A CSV file is read as text throughout:
`01`, `1` and `1.0` are three values, for which of them are the same only its author knows.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spona.statistics.large_counts.refused import Refused

MOST_COLUMNS: Final = 64
_DELIMITERS: Final = (",", ";", "\t", "|")
_BEGINNING: Final = 1 << 20
_NOT_UTF8: Final = (
    "is not in UTF-8. In Excel: File, Save As, “CSV UTF-8 (Comma delimited)”; elsewhere: "
    "iconv -f WINDOWS-1250 -t UTF-8."
)


@dataclass(frozen=True, slots=True)
class Source:
    """`delimiter` is None for Parquet; `header` names all columns, `columns` those to count."""

    path: Path
    header: tuple[str, ...]
    columns: tuple[str, ...]
    delimiter: str | None

    @property
    def places(self) -> list[int]:
        """Where in the file the columns to count stand."""
        return [self.header.index(name) for name in self.columns]


def look_at(path: Path, *, delimiter: str | None, columns: Sequence[str]) -> Source:
    """Refuses a file that cannot be counted; `columns` empty means all of them."""
    beginning = _beginning(path)
    if beginning.startswith(b"PAR1"):
        header, delimiter = _parquet_header(path, columns), None
    else:
        header, delimiter = _csv_header(path, beginning, delimiter)
    _check_names(header)
    if unknown := [name for name in columns if name not in header]:
        raise Refused(
            f"There is no column {', '.join(unknown)}. The file has: {', '.join(header)}."
        )
    if twice := [name for name, times in Counter(columns).items() if times > 1]:
        raise Refused(f"--columns names {', '.join(twice)} twice.")
    chosen = tuple(columns) or header
    if len(chosen) > MOST_COLUMNS:
        raise Refused(
            f"The file has {len(chosen)} columns; at most {MOST_COLUMNS} are counted at once. "
            "Name those that you need: --columns first,second,…"
        )
    return Source(path, header, chosen, delimiter)


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            found = file.read(_BEGINNING)
    except FileNotFoundError:
        raise Refused(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise Refused(f"{path} is a folder. Name one file in it.") from None
    except PermissionError:
        raise Refused(f"You may not read {path}.") from None
    if not found.strip():
        raise Refused(f"{path} is empty.")
    return found


def _csv_header(path: Path, beginning: bytes, given: str | None) -> tuple[tuple[str, ...], str]:
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused(f"{path} {_NOT_UTF8}")
    # The beginning may end within a letter.
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        text = decoder.decode(beginning)
    except UnicodeDecodeError:
        raise Refused(f"{path} {_NOT_UTF8}") from None
    if "\0" in text:
        raise Refused(f"{path} is no CSV file and no Parquet file.")
    found = {each: _first_row(text, each) for each in ([given] if given else _DELIMITERS)}
    delimiter = max(found, key=lambda each: len(found[each]))
    header = tuple(name.strip() for name in found[delimiter])
    if len(header) < 2:
        said = f"With “{given}” between" if given else "Between"
        raise Refused(
            f"{said} values, {path} has one column only: “{header[0][:60]}”. Say what stands "
            "between the values: --delimiter ';' (or ',', '|', tab)."
        )
    return header, delimiter


def _first_row(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (csv.Error, StopIteration):
        return [""]


def _parquet_header(path: Path, columns: Sequence[str]) -> tuple[str, ...]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        schema = parquet.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        raise Refused(f"{path} cannot be read as Parquet: {error}") from None
    for field in schema:
        if columns and field.name not in columns:
            continue
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        if not any(fits(kind) for fits in _countable()):
            raise Refused(
                f"The column {field.name} holds {kind}, which differs from row to row. Put it "
                "into a few values first, or leave it out: --columns first,second,…"
            )
    return tuple(schema.names)


def _countable() -> tuple:
    from pyarrow import types

    return (
        types.is_string, types.is_large_string, types.is_string_view, types.is_integer,
        types.is_boolean, types.is_date32, types.is_null,
    )  # fmt: skip


def _check_names(header: Sequence[str]) -> None:
    for at, name in enumerate(header, 1):
        if not name:
            raise Refused(f"Column {at} has no name. The first row must name every column.")
    # Spark does not tell capital letters apart.
    times = Counter(name.casefold() for name in header)
    if twice := sorted({name for name in header if times[name.casefold()] > 1}):
        raise Refused(f"The first row names columns twice: {', '.join(twice)}.")
