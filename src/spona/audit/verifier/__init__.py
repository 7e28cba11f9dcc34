"""The file that people take home: it imports nothing of Spona, and Spona calls nothing of it."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

PROGRAM: Final = Path(__file__).with_name("spona_verify.py")


@lru_cache(maxsize=1)
def program_sum() -> str:
    """The SHA-256 of the file as it lies here, in groups as it shows them itself (`--about`)."""
    found = hashlib.sha256(PROGRAM.read_bytes()).hexdigest()
    return " ".join(re.findall(".{8}", found))


@lru_cache(maxsize=1)
def program_version() -> str:
    found = re.search(r'^VERSION = "(.+?)"', PROGRAM.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else ""
