"""Where a row comes from, in the reader's language: our data keeps these notes in English.

The note itself is never changed; its Serbian words, and Hungarian ones of what
public pages show, stand in `data/serbia/sources.json`, beside
it. What people write themselves on the pages of the lists stays as they wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from django.utils.translation import gettext as _

from spona.reference.own_data import own_rows
from spona.reference.words import Words

# Beginnings that may stand before nothing but addresses: names of sites need no translation.
_BEGINNINGS: Final = (
    ("existence seen: ", "постојање прочитано: ", ""),
    ("exists; seen: ", "постоји; прочитано: ", ""),
    ("seen: ", "прочитано: ", "olvasva: "),
    ("", "", ""),
)
_SITES: Final = re.compile(r"[\w./:?=&%-]+\.[a-z]{2,3}\b[\w./:?=&%-]*(, [\w.-]+\.[a-z]{2,3})*")


def source_words(note: str) -> Words:
    """The note in both languages; in one only, "en", where we have no words for it.

    A note of several parts (" ; " between them) is put together from the words of its parts.
    """
    parts = [_serbian(part.strip()) for part in note.split(" ; ")]
    whole = _table().get(note, {}).get("sr") or (" ; ".join(parts) if all(parts) else "")
    known = {"sr": whole, "en": note, "hu": _hungarian(note)}
    return Words({code: text for code, text in known.items() if text})


def version_words(version: str) -> str:
    """For `working-1` "working version 1"; any other version is its own words."""
    if found := re.fullmatch(r"working-(\d+)", version):
        return _("working version %(number)s") % {"number": found[1]}
    return version


def _serbian(part: str) -> str:
    if part in _table():
        return _table()[part]["sr"]
    for english, serbian, _hu in _BEGINNINGS:
        rest = part.removeprefix(english)
        if part.startswith(english) and _SITES.fullmatch(rest.removesuffix(" (2021)")):
            return serbian + rest
    return ""


def _hungarian(note: str) -> str:
    """Of what public pages show; empty for other notes."""
    if note in _table():
        return _table()[note].get("hu", "")
    for english, _serbian_words, hungarian in _BEGINNINGS:
        rest = note.removeprefix(english)
        if hungarian and note.startswith(english) and _SITES.fullmatch(rest):
            return hungarian + rest
    return ""


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return {row["en"]: row for row in own_rows("sources")}
