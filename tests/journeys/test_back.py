"""The way back past a page that answered a form leads to a page, not to an error of the browser."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

import spona.ui

pytestmark = pytest.mark.journey
SCRIPT = (Path(spona.ui.__file__).parent / "static/ui/js/forms.js").read_text()
PAGE = """<!doctype html><title>Spona</title><body {mark}><main><h1>{title}</h1>
<form method="post"><button name="wrong">Greška</button><button name="right">Sačuvaj</button></form>
<form method="post" action="/began/"><button>Upiši odmah</button></form><a href="/end/">Dalje</a></main>
<script type="module">{script}</script>"""


class Pages(BaseHTTPRequestHandler):
    """A page with a form, as the product answers: nothing is kept, and what is right leads on."""

    def do_GET(self) -> None:
        # Like a view that only takes a POST.
        self._answer(405 if self.path == "/began/" else 200)

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"]))
        if b"right" in said:
            self.send_response(303)
            self.send_header("Location", "/end/")
            self.end_headers()
        else:
            self._answer(422, "data-answers-form")

    def _answer(self, status: int, mark: str = "") -> None:
        title = f"{self.command} {self.path} {status}"
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "same-origin")
        self.end_headers()
        self.wfile.write(PAGE.format(mark=mark, title=title, script=SCRIPT).encode())

    def log_message(self, *_args: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
    yield context.new_page()
    context.close()
    server.shutdown()
    server.server_close()


def _press(page: Page, button: str, title: str) -> None:
    page.get_by_role("button", name=button).click()
    expect(page.locator("h1")).to_have_text(title)


def test_after_a_mistake_back_leads_to_the_form(page: Page):
    page.goto("/form/")
    _press(page, "Greška", "POST /form/ 422")
    _press(page, "Greška", "POST /form/ 422")
    _press(page, "Sačuvaj", "GET /end/ 200")
    page.go_back()
    expect(page.locator("h1")).to_have_text("GET /form/ 200")


@pytest.mark.parametrize("leaving", ["Sačuvaj", "Dalje"])
def test_from_a_form_that_a_button_began_back_leads_to_the_page_of_the_button(
    page: Page, leaving: str
):
    page.goto("/file/")
    _press(page, "Upiši odmah", "POST /began/ 422")
    _press(page, "Greška", "POST /began/ 422")
    page.get_by_role("button" if leaving == "Sačuvaj" else "link", name=leaving).click()
    expect(page.locator("h1")).to_have_text("GET /end/ 200")
    page.go_back()
    expect(page.locator("h1")).to_have_text("GET /file/ 200")


def test_a_page_that_was_asked_for_keeps_its_place(page: Page):
    page.goto("/file/")
    page.goto("/form/")
    page.get_by_role("link", name="Dalje").click()
    page.go_back()
    expect(page.locator("h1")).to_have_text("GET /form/ 200")
