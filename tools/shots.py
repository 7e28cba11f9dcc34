"""`./spona shots`: the handbook's pictures, made by the test that walks its way."""

from __future__ import annotations

import os
from pathlib import Path

from tools import testing

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "handbook" / "pictures"


def run(args: list[str]) -> int:
    os.environ["SPONA_SHOTS"] = str(PICTURES)
    return testing.run(["-m", "journey", "tests/journeys/test_handbook.py", *args])
