"""Words of the public pages in letters that are written from the right; values stay as they are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import polib

from tools.messages.command import path_of

CODE: Final = "ar-xb"
# Hebrew letters, because every machine that draws pages has them.
_LETTERS: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבצדעפגהיכקלמנוסךרשתםוןץזט")
_KEPT: Final = re.compile(r"(%\([a-z_]+\)[sd]|%[sd]|<[^>]+>|%%)")


def mirrored(text: str) -> str:
    parts = _KEPT.split(text.lower())
    originals = _KEPT.split(text)
    return "".join(
        original if _KEPT.fullmatch(original) else part.translate(_LETTERS)
        for part, original in zip(parts, originals, strict=True)
    )


def write_catalogue(folder: Path) -> Path:
    """`folder` with the catalogue of the language that nobody speaks."""
    made = polib.POFile()
    made.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for entry in polib.pofile(str(path_of("hu"))):
        told = polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt)
        if entry.msgid_plural:
            told.msgid_plural = entry.msgid_plural
            told.msgstr_plural = {0: mirrored(entry.msgid), 1: mirrored(entry.msgid_plural)}
        else:
            told.msgstr = mirrored(entry.msgid)
        made.append(told)
    where = folder / "ar_XB" / "LC_MESSAGES"
    where.mkdir(parents=True)
    made.save_as_mofile(str(where / "django.mo"))
    return folder
