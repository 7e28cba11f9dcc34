"""A count sheet as it is sealed: records in random order, among so many empty ones that neither
its size nor a place in it tells anything.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from secrets import SystemRandom
from typing import Any, Final

from spona.statistics.record import Document, check
from spona.vault import schemas
from spona.vault.recipients import COUNTED_SECTION

SMALLEST: Final = 32
# Bytes of a record; the longest one that the lists allow has fewer.
WIDTH: Final = 3072
_EMPTY: Final[Document] = {}


def sheet_of(records: Iterable[Document]) -> dict[str, Any]:
    """The document to seal. ValueError where one of them is no record, or is too long."""
    found = list(records)
    for one in found:
        check(one)
    places = SMALLEST
    while places < len(found):
        places *= 2
    slots = [_slot(one) for one in (*found, *[_EMPTY] * (places - len(found)))]
    SystemRandom().shuffle(slots)
    return {"schema": 1, "records": slots}


def records_in(sheet: dict[str, Any]) -> Iterator[Document]:
    """The records of an opened sheet in their newest shape."""
    for slot in sheet["records"]:
        one = json.loads(b64decode(slot))
        if one != _EMPTY:
            yield schemas.read("case", COUNTED_SECTION, one)


def _slot(record: Document) -> str:
    """All of one length: in the sheet a record is as long as none."""
    said = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    if len(said) > WIDTH:
        raise ValueError("a counted record is longer than its place in the sheet")
    return b64encode(said.ljust(WIDTH)).decode()
