"""What somebody wrote in a cell of a coded column, as codes of the standard."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from spona.cases.standards.mapping import BETWEEN, Place

_PLAIN: Final = re.compile(r"[^a-z0-9]")
# Labels of the standard that are not its code with blanks in it, and what a checkbox becomes.
_LABELLED: Final[Mapping[str, str]] = {
    "notspecifiedunknown": "nonspecifiedunknown",
    "threatsoflawenforcement": "threatslawenforcement",
    # As the standard misspells it, or not.
    "unacquainted": "unaquainted",
    "yes": "true", "1": "true", "no": "false", "0": "false",
}  # fmt: skip


def their_codes(said: str, place: Place) -> tuple[tuple[str, str], ...]:
    """(what was written, their code) one by one; the code is empty where it is none of theirs.

    Several stand between semicolons in the workbook, between blanks in what a form of ODK sends,
    and between commas where somebody typed them. Blanks around one, which both templates have, and
    its label mean the same.
    """
    known = {_plain(one): one for one in place.theirs}
    for parts in (said.split(BETWEEN), said.split(","), said.split()):
        found = tuple((part.strip(), _code(part, known)) for part in parts if part.strip())
        if found and all(code for _part, code in found):
            return found
    return tuple((part.strip(), _code(part, known)) for part in said.split(BETWEEN) if part.strip())


def own_codes(said: str) -> Sequence[str]:
    """Of a column of ours."""
    return tuple(one.strip() for one in said.split(BETWEEN) if one.strip())


def _code(part: str, known: Mapping[str, str]) -> str:
    key = _plain(part)
    return known.get(key) or known.get(_LABELLED.get(key, ""), "")


def _plain(text: str) -> str:
    return _PLAIN.sub("", text.casefold())
