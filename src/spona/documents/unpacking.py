"""Before a workbook or an archive is read: is it one, and small enough to be read at all.

A few kilobytes can unfold into gigabytes, and a single cell at the edge of the sheet into a million
empty rows. So its parts are measured as they come out, and the sheet is looked at as text first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

MOST_BYTES: Final = 25 * 1024 * 1024
MOST_PARTS: Final = 200
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 60
_STEP: Final = 64 * 1024

_ROW: Final = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,9})"')
_CELL: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Za-z]{1,9})\d')
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Za-z0-9:$]{1,40})"')
_DECLARES: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class UnreadableError(Exception):
    """`sentence` says why nothing of the file was read."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def merged_cells(content: bytes) -> list[str]:
    """Which cells are merged, as "B2:C2"; UnreadableError for what is not to be opened."""
    merged: list[str] = []
    for name, text in unpacked(content, broken=not_ours()):
        if not name.endswith((".xml", ".rels")):
            continue
        # Entities could unfold; another encoding could hide them from this look.
        if _DECLARES.search(text) or b"\0" in text:
            raise UnreadableError(not_ours())
        if "/worksheets/" in name:
            _check_size(text)
            merged += [found.decode() for found in _MERGED.findall(text)]
    return merged


def not_ours() -> str:
    return _("This is no workbook that can be read. Choose the XLSX that was exported here.")


def unpacked(content: bytes, *, broken: str) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each part of a ZIP; whatever their heads claim, no more than `MOST_BYTES`
    come out of all of them. UnreadableError, with the sentence `broken` where it is no ZIP.
    """
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS:
                raise UnreadableError(_("This file has too many parts. Export it anew."))
            for part in parts:
                text = _part(packed, part, left)
                left -= len(text)
                yield part.filename, text
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError,
            EOFError, ValueError) as error:  # fmt: skip
        raise UnreadableError(broken) from error


def _part(packed: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> bytes:
    """The part, read in steps; no more than `left` bytes come out."""
    out = io.BytesIO()
    with packed.open(part) as stream:
        while step := stream.read(_STEP):
            out.write(step)
            if out.tell() > left:
                raise UnreadableError(too_large())
    return out.getvalue()


def too_large() -> str:
    return _("This file is too large. At most %(n)d rows can be taken over.") % {"n": MOST_ROWS}


def _check_size(text: bytes) -> None:
    rows = max((int(number) for number in _ROW.findall(text)), default=0)
    columns = max((_column(letters) for letters in set(_CELL.findall(text))), default=0)
    if rows > MOST_ROWS:
        raise UnreadableError(too_large())
    if columns > MOST_COLUMNS:
        raise UnreadableError(
            _("Something stands far to the right of the table. Empty those columns.")
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
