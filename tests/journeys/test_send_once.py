"""The script that sends a form once lets it be sent again where the page stayed: a file came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import spona.ui

pytestmark = pytest.mark.journey
SCRIPT = Path(spona.ui.__file__).parent / "static/ui/js/forms.js"
PAGE = "https://spona.test/"
FORM = '<!doctype html><title>Spona</title><form method="post" {}><button>Napravi ispis</button></form>'
FILE = {"Content-Disposition": 'attachment; filename="spona.pdf"'}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def _opened(page: Page, marked: str) -> None:
    """A page with one form whose answer is a file, under a clock that the test moves."""

    def answer(route):
        if route.request.method == "POST":
            route.fulfill(body="%PDF-", content_type="application/pdf", headers=FILE)
        else:
            route.fulfill(body=FORM.format(marked), content_type="text/html")

    page.route(PAGE, answer)
    page.clock.install()
    page.goto(PAGE)
    page.add_script_tag(content=SCRIPT.read_text(), type="module")


def _taken(page: Page) -> None:
    with page.expect_download():
        page.get_by_role("button").click()
    page.clock.run_for(100)


def test_a_second_copy_can_be_taken_without_a_reload(page: Page):
    _opened(page, "data-download")
    button = page.get_by_role("button")
    _taken(page)
    expect(button).to_be_disabled()
    page.clock.run_for(3_000)
    expect(button).to_be_enabled()
    _taken(page)
    expect(button).to_be_disabled()


def test_no_form_stays_dead_whose_answer_never_shows(page: Page):
    _opened(page, "")
    button = page.get_by_role("button")
    _taken(page)
    page.clock.run_for(30_000)
    expect(button).to_be_disabled()
    page.clock.run_for(30_000)
    expect(button).to_be_enabled()
