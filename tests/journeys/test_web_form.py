"""A questionnaire that needs a script: made, tried out, filled in on a phone's width, read."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from playwright.sync_api import Page, Request, expect

from tests.journeys.people import People, choose, go_on, post, step_up
from tests.served.running import Served
from tests.surveys.books import book
from tests.surveys.test_web_form import VISITS

pytestmark = pytest.mark.journey
PHONE = {"width": 390, "height": 844}
# A link in a label would carry an answer to another host.
LINK = ["note", "bye", "[Притисните](https://elsewhere.example/?a=${knows})",
        "[Press](https://elsewhere.example/?a=${knows})"]  # fmt: skip


@pytest.fixture(scope="module")
def made(world: Served, people: People) -> tuple[str, str]:
    """The page of a round whose maker tried it out in the browser, and what stands on the board."""
    dora = people.page("dora.podaci")
    dora.goto(world.url + "/surveys/new/")
    choose(dora, "source", "own")
    dora.set_input_files(
        "[name=file]",
        {
            "name": "posete.xlsx",
            "mimeType": "",
            "buffer": book([*VISITS, LINK]),
        },
    )
    dora.fill("[name=asked]", "средње школе")
    dora.select_option("[name=institution]", index=1)
    today = datetime.now(UTC).date()
    for name, days in (("opens_on", 0), ("closes_on", 10), ("destroy_on", 60)):
        dora.fill(f"[name={name}]", (today + timedelta(days=days)).isoformat())
    dora.locator("main [name=owners]").first.check()
    dora.locator("main [name=owners]").last.check()
    go_on(dora, dora.locator("main form.form button.btn-primary").last)
    there = dora.url
    go_on(dora, dora.locator("a.btn-primary[href$='/try/']"))
    go_on(dora, dora.locator("a.big[href$='/try/form/']"))
    _fill(dora)
    with dora.expect_navigation():
        dora.locator(".odk-form .footer button").click()
    assert dora.url == there
    post(dora, "/open/")
    return there, dora.locator(".address code").inner_text()


@pytest.fixture
def asked(made: tuple[str, str]) -> str:
    return made[1]


def test_it_is_filled_in_sent_again_and_read_whole(
    world: Served, people: People, made: tuple[str, str], asked: str
):
    page = people.stranger(viewport=PHONE, has_touch=True)
    hosts: set[str] = set()
    page.on("request", lambda one: hosts.add(_host(one)))
    page.goto(asked)
    go_on(page, page.locator("a.big[href$='/form/']"))
    # Nothing typed: it is marked, and nothing is sent.
    page.locator(".odk-form").wait_for()
    page.locator(".odk-form .footer button").click()
    expect(page.locator(".question-container.highlight").first).to_be_visible()
    _fill(page)
    expect(page.locator("#web-form")).to_contain_text(re.compile("Press|Притисните|Pritisnite"))
    assert page.locator("#web-form a[href]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # The network fails: what was typed is there, and the same answer goes with the button.
    sent: list[bytes] = []
    page.route("**/form/", lambda route: route.abort())
    page.locator(".odk-form .footer button").click()
    expect(page.locator("#web-form-failed")).to_be_visible()
    expect(page.locator("#web-form input[type=text]").first).to_have_value("Ана")
    page.unroute("**/form/")

    # The answer comes, and what the server says of it is lost: so it is sent a second time.
    def lost(route):
        route.fetch()
        route.abort()
        sent.append(route.request.post_data_buffer)

    page.route("**/form/", lost)
    page.locator("#web-form-failed button").click()
    for _wait in range(100):
        if sent:
            break
        page.wait_for_timeout(100)
    expect(page.locator("#web-form-sending")).to_be_hidden()
    page.unroute("**/form/")
    page.locator("#web-form-failed button").click()
    expect(page.locator("#web-form-sent")).to_be_visible()
    assert sent
    # What the test itself broke off, the browser complains of.
    people.complaints = [one for one in people.complaints if "ERR_FAILED" not in one]
    assert hosts - {""} == {world.url.partition("//")[2]}
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.context.cookies() == []
    # Who reads it finds one answer, with both of the list and the picture, smaller by now.
    dora = people.page("dora.podaci")
    dora.goto(made[0] + "answers/")
    if dora.locator("form[action$='/step-up/']").count():
        step_up(dora, world, "dora.podaci")
    expect(dora.locator("section.sheet")).to_have_count(1)
    expect(dora.locator("main")).to_contain_text("Ана")
    expect(dora.locator("main")).to_contain_text("Беба")
    with dora.expect_download() as got:
        dora.locator("a[href*='/answers/files/']").click()
    with Image.open(got.value.path()) as picture:
        assert max(picture.size) == 200


def test_without_a_script_it_says_what_to_do(people: People, asked: str):
    page = people.stranger(java_script_enabled=False)
    page.goto(asked)
    expect(page.locator("main .warn").first).to_contain_text("JavaScript")
    go_on(page, page.locator("a.big[href$='/form/']"))
    expect(page.locator("#web-form-wait .warn")).to_be_visible()


def _host(request: Request) -> str:
    """Of what leaves the page; data and blobs are in it."""
    scheme, _sep, rest = request.url.partition("://")
    return rest.partition("/")[0] if scheme in {"http", "https"} else ""


def _fill(page: Page) -> None:
    """Yes; two visits; a picture that the form wants smaller."""
    page.locator(".odk-form").wait_for()
    page.locator("#web-form input[type=radio]").first.check(force=True)
    page.locator(".button-add-instance").click()
    for at, name in enumerate(("Ана", "Беба")):
        page.locator("#web-form input[type=text]").nth(at).fill(name)
    out = io.BytesIO()
    Image.effect_noise((1200, 900), 90).convert("RGB").save(out, "JPEG")
    page.locator("#web-form input[type=file]").last.set_input_files(
        {"name": "slika.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    )
    page.locator("#web-form .preview-captured-image img").wait_for()
