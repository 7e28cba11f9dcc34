"""The tables as one file, CSV or Parquet, a row for each number that is shown."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from spona.documents.tables import harmless
from spona.statistics.large_counts.cells import Cells, Table
from spona.statistics.large_counts.reading import NOT_KNOWN
from spona.statistics.large_counts.refused import Refused
from spona.statistics.large_counts.repair import Mask

_PIECE: Final = 50_000

type Row = tuple[int, list[str], list[str], int]


def write(cells: Cells, shown: Mask, path: Path, ways: int) -> None:
    """Whole or not at all: the file has its name only when it is finished."""
    check_output(path)
    draft = path.with_name(f".{path.name}.part")
    opened = _parquet if path.suffix == ".parquet" else _csv
    try:
        with opened(draft, ways) as add:
            for table in cells.tables:
                add(list(_rows(cells, shown, table)))
        draft.replace(path)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}") from None
    finally:
        draft.unlink(missing_ok=True)


def check_output(path: Path) -> None:
    """Asked before the counting too, which may take long."""
    if path.exists():
        raise Refused(f"{path} is there already. Name another file: --output FILE")
    if not path.parent.is_dir():
        raise Refused(f"There is no folder {path.parent}.")


def _rows(cells: Cells, shown: Mask, table: Table) -> Iterator[Row]:
    names = [cells.rows.names[at] for at in table.columns]
    values = [cells.rows.values[at] for at in table.columns]
    codes = cells.codes(table)
    for at in shown[table.cells].nonzero()[0]:
        here = [one[code[at]] for one, code in zip(values, codes, strict=True)]
        told = [NOT_KNOWN if value is None else value for value in here]
        yield len(names), names, told, int(cells.counts[table.first + at])


def _head(ways: int) -> list[str]:
    pairs = [f"{what}_{at}" for at in range(1, ways + 1) for what in ("column", "value")]
    return ["ways", *pairs, "count"]


def _flat(row: Row, ways: int) -> list[Any]:
    size, names, values, count = row
    pairs = [part for pair in zip(names, values, strict=True) for part in pair]
    return [size, *pairs, *[None] * (2 * (ways - size)), count]


@contextmanager
def _csv(path: Path, ways: int) -> Iterator[Callable[[list[Row]], None]]:
    """As other tables of Spona: semicolons and a byte order mark, for Excel in Serbia."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        out.writerow(_head(ways))

        def add(rows: list[Row]) -> None:
            for row in rows:
                cells = ["" if cell is None else str(cell) for cell in _flat(row, ways)]
                out.writerow([harmless(cell) for cell in cells])

        yield add


@contextmanager
def _parquet(path: Path, ways: int) -> Iterator[Callable[[list[Row]], None]]:
    import pyarrow as pa
    from pyarrow import parquet

    kinds = [pa.int8(), *[pa.string()] * (2 * ways), pa.int64()]
    schema = pa.schema(list(zip(_head(ways), kinds, strict=True)))
    waiting: list[list[Any]] = []
    with parquet.ParquetWriter(path, schema) as out:

        def put() -> None:
            if waiting:
                columns = [
                    pa.array(list(each), kind)
                    for each, kind in zip(zip(*waiting, strict=True), kinds, strict=True)
                ]
                out.write_table(pa.Table.from_arrays(columns, schema=schema))
                waiting.clear()

        def add(rows: list[Row]) -> None:
            waiting.extend(_flat(row, ways) for row in rows)
            if len(waiting) > _PIECE:
                put()

        yield add
        put()
