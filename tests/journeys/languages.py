"""In which languages a journey is walked: in one of them by the gate, in all by `./spona prove`."""

from __future__ import annotations

import os
from typing import Any

import pytest

# `tools/testing.py` names the language of the gate, `tools/proofs` says "all". Whoever starts a
# journey by hand names neither and walks it in every language.
NAMED = os.environ.get("SPONA_TEST_LANGUAGE", "")


def in_turn(*languages: str, named: str = NAMED) -> pytest.MarkDecorator:
    """The parameter `language`. Where one is named, the gate leaves out the others; where a page
    does not know it, the first is walked.
    """
    walked = languages if named in ("", "all") else _one_of(languages, named)
    left_out = pytest.mark.slow("another language than that of the gate")
    rows: list[Any] = [
        one if one in walked else pytest.param(one, marks=left_out) for one in languages
    ]
    return pytest.mark.parametrize("language", rows)


def _one_of(languages: tuple[str, ...], named: str) -> tuple[str, ...]:
    return (named if named in languages else languages[0],)
