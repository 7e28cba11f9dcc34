"""Everything at once, some services at a time: as one JSON document, and as flat tables in a ZIP.

However many there are, a few hundred of them lie in memory; the tables wait in unnamed temporary
files, which hold nothing that is not public.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Any, Final, Self

from spona.documents.tables import harmless
from spona.services.hsds import published
from spona.services.hsds.objects import Said, nested_service
from spona.services.hsds.tables import TABLES, Flat, datapackage, described
from spona.services.hsds.terms import TAXONOMIES, taxonomy, term

_STEP: Final = 64 * 1024
# The same bytes for the same rows: when it was made is told by no file.
_WHEN: Final = (1980, 1, 1, 0, 0, 0)
# A spreadsheet computes at most a number of these: phones, positions, days of a rule.
_PLAIN: Final = re.compile(r"[+-]?[\d ()/.-]+|-?\d?[A-Z]{2}(,-?\d?[A-Z]{2})*|[-\d,]+")


def line(row: dict[str, Any]) -> bytes:
    return compact(row) + b"\n"


def compact(row: object) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def as_json(said: Said) -> Iterator[bytes]:
    yield b'{"version":"3.0","language":' + compact(said.language) + b',"services":['
    between = b""
    for part in published.chunks(published.services()):
        for one in published.load(part):
            yield between + compact(nested_service(one, said))
            between = b","
    lists = [taxonomy(name, said.terms) for name in TAXONOMIES]
    terms = [term(*key, said.terms) for key in said.terms.by_id.values()]
    yield b'],"taxonomies":' + compact(lists) + b',"taxonomy_terms":' + compact(terms) + b"}"


def as_zip(said: Said) -> Iterator[bytes]:
    """A CSV for each table that has a row, and `datapackage.json`."""
    with tempfile.TemporaryFile() as whole:
        _pack(said, whole)
        whole.seek(0)
        while step := whole.read(_STEP):
            yield step


def _pack(said: Said, whole: IO[bytes]) -> None:
    with ExitStack() as open_files, zipfile.ZipFile(whole, "w") as packed:
        written = {table: open_files.enter_context(_Table(table)) for table in TABLES}
        for table, row in _rows(said):
            written[table].write(row)
        _put(packed, "datapackage.json", io.BytesIO(compact(datapackage())))
        for table, (path, _columns) in TABLES.items():
            _put(packed, path, written[table].finished())


def _rows(said: Said) -> Iterator[tuple[str, dict[str, Any]]]:
    flat = Flat()
    for name in TAXONOMIES:
        yield "taxonomy", taxonomy(name, said.terms)
    for key in said.terms.by_id.values():
        yield from flat.rows("taxonomy_term", term(*key, said.terms))
    for row in described(said.language):
        yield "meta_table_description", row
    for part in published.chunks(published.services()):
        for one in published.load(part):
            yield from flat.rows("service", nested_service(one, said))


class _Table:
    """The CSV of a table while it grows."""

    def __init__(self, table: str) -> None:
        self.columns = TABLES[table][1]

    def __enter__(self) -> Self:
        self._bytes = tempfile.SpooledTemporaryFile(max_size=1024 * 1024)
        self._text = io.TextIOWrapper(self._bytes, "utf-8", newline="", write_through=True)
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._writer.writerow(self.columns)
        return self

    def __exit__(self, *broken: object) -> None:
        self._bytes.close()

    def write(self, row: dict[str, Any]) -> None:
        self._writer.writerow([cell(row.get(name)) for name in self.columns])

    def finished(self) -> IO[bytes]:
        self._text.flush()
        self._bytes.seek(0)
        return self._bytes


def cell(value: object) -> str:
    """As text; what a spreadsheet would run gets an apostrophe, which reading takes off again."""
    text = "" if value is None else str(value)
    return text if _PLAIN.fullmatch(text) else harmless(text)


def _put(packed: zipfile.ZipFile, name: str, content: IO[bytes]) -> None:
    head = zipfile.ZipInfo(name, _WHEN)
    head.compress_type = zipfile.ZIP_DEFLATED
    with packed.open(head, "w", force_zip64=True) as out:
        while step := content.read(_STEP):
            out.write(step)
