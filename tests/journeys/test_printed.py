"""What the browser prints: no page without words, and the reference on each."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.journeys.people import People
from tests.served.running import Served

pytestmark = pytest.mark.journey
NUMBER = re.compile(r"\d+ / \d+")


def printed(page: Page) -> list[str]:
    """The words of each page, without its number."""
    made = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    return ["".join(NUMBER.sub("", one.extract_text()).split()) for one in made.pages]


def test_no_page_is_empty_and_each_says_what_it_belongs_to(world: Served, people: People):
    bea = people.page("bea.csr")
    bea.goto(f"{world.url}/desk/")
    assert all(len(one) > 20 for one in printed(bea))
    bea.goto(f"{world.url}/keys/")
    assert all(len(one) > 20 for one in printed(bea))
    bea.goto(f"{world.url}/cases/")
    bea.emulate_media(media="print")
    foot = bea.locator(".print-foot").inner_text()
    assert foot
    # A letter of another part of the font stands apart in what is read back.
    assert all(one.endswith("".join(foot.split())) for one in printed(bea))
