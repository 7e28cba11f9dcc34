"""Distinct rows as the engine gives them, into numbers; bounded, each fault in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from spona.statistics.large_counts.cells import Rows
from spona.statistics.large_counts.engines import ENGINES
from spona.statistics.large_counts.refused import Refused
from spona.statistics.large_counts.source import Source

if TYPE_CHECKING:
    import pyarrow as pa

MOST_VALUES: Final = 1000
# Distinct rows times columns: four bytes each, and twice that while they are put together.
MOST_CODES: Final = 80_000_000
NOT_KNOWN: Final = "(not known)"


def read_rows(source: Source, engine: str, *, master: str = "local[*]") -> Rows:
    """The distinct rows of the file; an empty value is "not known", a value like any other."""
    at_most = MOST_CODES // len(source.columns)
    reader = _Reader(source)
    with ENGINES[engine](source, at_most, master) as batches:
        for batch in batches:
            reader.add(batch)
            if reader.length > at_most:
                raise Refused(
                    f"More than {at_most:,} rows differ from each other in these "
                    f"{len(source.columns)} columns. Leave out what is different in each row, "
                    "or put values together: --columns first,second,…"
                )
    return reader.rows()


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.codes: list[NDArray[np.int32]] = []
        self.weights: list[NDArray[np.int64]] = []
        self.known: list[dict[str | None, int]] = [{} for _name in source.columns]
        self.length = 0

    def add(self, batch: pa.RecordBatch) -> None:
        found = [self._codes(at, batch.column(at)) for at in range(len(self.source.columns))]
        weights = batch.column(len(found)).to_numpy(zero_copy_only=False).astype(np.int64)
        codes = np.stack(found, axis=1)
        self._refuse_header(codes, weights)
        self.codes.append(codes)
        self.weights.append(weights)
        self.length += len(codes)

    def _codes(self, at: int, column: pa.Array) -> NDArray[np.int32]:
        packed = column.dictionary_encode()
        known = self.known[at]
        here = [self._code(known, text) for text in packed.dictionary.to_pylist()]
        if len(known) > MOST_VALUES:
            raise Refused(
                f"The column {self.source.columns[at]} has more than {MOST_VALUES:,} values. "
                "Put them together, or leave it out: --columns first,second,…"
            )
        # The last place is for what the engine gives as nothing at all.
        places = np.array([*here, 0], dtype=np.int32)
        if packed.null_count:
            places[-1] = self._code(known, None)
        chosen: NDArray[np.int32] = places[
            packed.indices.fill_null(len(here)).to_numpy(zero_copy_only=False)
        ]
        return chosen

    def _code(self, known: dict[str | None, int], text: str | None) -> int:
        value = (text or "").strip()
        return known.setdefault(None if value in ("", NOT_KNOWN) else value, len(known))

    def _refuse_header(self, codes: NDArray[np.int32], weights: NDArray[np.int64]) -> None:
        """Files that were put one below the other bring their first rows along."""
        head = [
            known.get(name, -1) for known, name in zip(self.known, self.source.columns, strict=True)
        ]
        times = int(weights[(codes == head).all(axis=1)].sum())
        if times and self.source.delimiter is not None:
            raise Refused(
                f"The names of the columns stand in the file {times + 1} times. Were files put "
                "together? Take out all but the first of these rows."
            )

    def rows(self) -> Rows:
        """With the values of each column in order, whatever the engine began with."""
        if not self.length:
            raise Refused(f"{self.source.path} names its columns and has no row.")
        codes = np.concatenate(self.codes)
        values: list[list[str | None]] = []
        for at, known in enumerate(self.known):
            # "Not known" first.
            order = sorted(known, key=lambda value: (value is not None, value or ""))
            places = np.empty(len(known), dtype=np.int32)
            for place, value in enumerate(order):
                places[known[value]] = place
            codes[:, at] = places[codes[:, at]]
            values.append(order)
        return Rows(self.source.columns, values, codes, np.concatenate(self.weights))
