"""In which languages a journey is walked: in one of them by each push, in all by `./spona prove`."""

from __future__ import annotations

import os
from typing import Any

import pytest

# `tools/testing.py` names the language of this push, `tools/proofs` says "all". Whoever starts a
# journey by hand names neither and walks it in every language.
NAMED = os.environ.get("SPONA_TEST_LANGUAGE", "")


def in_turn(*languages: str, named: str = NAMED) -> pytest.MarkDecorator:
    """The parameter `language`. Where one is named, the others are proofs; where a page does not
    know it, the first is walked.
    """
    walked = languages if not named else () if named == "all" else _one_of(languages, named)
    rows: list[Any] = [
        one if one in walked else pytest.param(one, marks=pytest.mark.prove) for one in languages
    ]
    return pytest.mark.parametrize("language", rows)


def _one_of(languages: tuple[str, ...], named: str) -> tuple[str, ...]:
    return (named if named in languages else languages[0],)
