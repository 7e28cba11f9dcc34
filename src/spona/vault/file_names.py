"""File names that a camera or a phone gave: they say the day and the second of a picture."""

from __future__ import annotations

import re
from typing import Final

from spona.vault import photos

# A day, or the seconds since 1970. What people type has fewer digits, and stays.
_DIGITS_OF_A_DAY: Final = 6
_ENDING: Final = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}\Z")
_RECORDED: Final = (
    b"\x1aE\xdf\xa3", b"OggS", b"#!AMR", b"fLaC", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2",
)  # fmt: skip
_BOXES: Final = frozenset((b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"))
_RIFF: Final = frozenset((b"AVI ", b"WAVE"))


def without_day(name: str, start: bytes) -> str:
    """The name of a photo or recording, or a neutral one where it may tell a day; any other file
    keeps its own. `start`: its first bytes.
    """
    if sum(one.isdigit() for one in name) < _DIGITS_OF_A_DAY:
        return name
    ending = _ENDING.search(name)
    if photos.is_photo(start):
        neutral = "photo"
    elif _is_recording(start):
        neutral = "recording"
    else:
        return name
    return neutral + (ending.group().lower() if ending else "")


def _is_recording(start: bytes) -> bool:
    riff = start[:4] == b"RIFF" and start[8:12] in _RIFF
    return riff or start[4:8] in _BOXES or start.startswith(_RECORDED)
