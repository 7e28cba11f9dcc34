"""The style of the public pages: light, and the same from both sides."""

import re
from pathlib import Path

import pytest

from spona import library, public, tipline, ui

SHEETS = [
    Path(ui.__file__).parent / "static/ui/css/public.css",
    *Path(public.__file__).parent.glob("static/public/*.css"),
    Path(library.__file__).parent / "static/library/article.css",
    *Path(tipline.__file__).parent.glob("static/tipline/*.css"),
]
# Sides have a name that turns with the direction of the writing.
_SIDES = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border)-(?:left|right)|left|right|float|"
    r"text-align:\s*(?:left|right))\b(?=\s*[:;])"
)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda one: one.name)
def test_no_side_is_named_left_or_right(sheet):
    assert _SIDES.findall(sheet.read_text()) == []


def test_the_style_of_every_public_page_weighs_ten_kilobytes_at_most():
    assert SHEETS[0].stat().st_size <= 10 * 1024
