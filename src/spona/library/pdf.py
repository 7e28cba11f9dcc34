"""What a PDF is and which words stand on its pages, asked of a process that may fail."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

# The file itself, not the package: nothing of Spona is imported beside somebody's PDF.
_CHILD: Final = Path(__file__).with_name("pdf_child.py")
# Longer than the seconds of the processor that the child grants itself.
_PATIENCE: Final = 60
MOST_PAGES: Final = 600
_MOST_LETTERS: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Pdf:
    """`texts`: the words of each page that was read; `whole` where that is all of them."""

    state: Literal["ok", "encrypted", "broken"]
    pages: int = 0
    texts: list[str] = field(default_factory=list, repr=False)
    whole: bool = False


def look_at(content: bytes) -> Pdf:
    """Whether it opens, and how many pages it has; no words."""
    return _ask(content, 0)


def words_of(content: bytes) -> Pdf:
    """The same with the words of its first `MOST_PAGES` pages."""
    return _ask(content, MOST_PAGES)


def _ask(content: bytes, pages: int) -> Pdf:
    try:
        done = subprocess.run(  # noqa: S603 — our own file, no word of the caller in it
            [sys.executable, "-I", str(_CHILD), str(pages), str(_MOST_LETTERS)],
            input=content,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
        said = json.loads(done.stdout) if done.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        said = {}
    if said.get("state") == "encrypted":
        return Pdf("encrypted")
    if said.get("state") != "ok":
        return Pdf("broken")
    return Pdf("ok", said["pages"], said["texts"], said["whole"])
