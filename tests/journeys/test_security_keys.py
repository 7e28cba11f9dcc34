"""A security key at the one sign-in page, and the ways back after a theft, in a real browser."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.journeys.people import People, fill_in, press, step_up
from tests.journeys.storage import keeps_only_that_it_was_used, kept
from tests.served.running import Served

pytestmark = pytest.mark.journey
# `SPONA_SHOTS=folder`: pictures of these pages, to be looked at.
SHOTS = os.environ.get("SPONA_SHOTS", "")
KEY = "Плави кључ"


def shot(page: Page, name: str) -> None:
    if not SHOTS:
        return
    for width in (390, 1280):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("(s) => document.documentElement.dataset.bsTheme = s", scheme)
            page.screenshot(
                path=Path(SHOTS) / f"{name}-{width}-{scheme}.png",
                full_page=True,
                animations="disabled",
            )


def put_in(page: Page) -> tuple[CDPSession, str]:
    """Somebody puts a key into this computer, and touches it when it blinks."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "usb", "hasResidentKey": False,
        "hasUserVerification": False, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def test_a_key_is_added_and_opens_the_door_in_place_of_the_code(world: Served, people: People):
    login = "vesna.csr"
    page = people.again(login)
    _session, _key = put_in(page)
    page.goto(world.url + "/account/")
    page.click("main a[href$='/account/security-keys/']")
    step_up(page, world, login)
    shot(page, "add-key")
    press(page)
    expect(page.locator("#id_name_error")).to_be_visible()
    page.fill("[name=name]", KEY)
    press(page)
    page.wait_for_url("**/account/")
    row = page.locator("main li", has_text=KEY)
    expect(row).to_be_visible()
    shot(page, "account")
    page.click("details.menu-person summary")
    page.locator("form[action$='/logout/'] button").click()
    page.wait_for_url("**/login/**")
    # That somebody signed in here before, and nothing else.
    assert keeps_only_that_it_was_used(page)
    shot(page, "login")
    # The button before anything was typed, with a wrong password, and then with the right one.
    page.click("[data-key-button]")
    expect(page.locator("[data-key-refused]")).to_be_visible()
    fill_in(page, {"login": login, "password": "pogrešna lozinka"})
    page.click("[data-key-button]")
    # The server asks all the same; the browser finds no such key, at once or after its own time.
    asked = page.locator("[data-key-waits], [data-key-refused]").filter(visible=True)
    expect(asked).to_have_text(re.compile("Dodirnite ključ|Ključ nije odgovorio"))
    assert keeps_only_that_it_was_used(page), "asking sets nothing"
    page.goto(world.url + "/sr-latn/login/")
    fill_in(page, {"login": login, "password": world.accounts[login]["password"]})
    page.click("[data-key-button]")
    page.wait_for_url("**/desk/")
    assert set(kept(page)) == {"cookies"}
    page.goto(world.url + "/account/")
    expect(page.locator("main")).to_contain_text(re.compile("Безбедносни кључ|Bezbednosni ključ"))
    # To step up, too; and then the key is taken away.
    page.locator("main li", has_text=KEY).locator("a[href$='/remove/']").click()
    page.locator("form[action$='/step-up/']").wait_for()
    shot(page, "step-up")
    page.fill("main [name=password]", world.accounts[login]["password"])
    page.click("[data-key-button]")
    page.locator("main .confirm").wait_for()
    shot(page, "remove-key")
    page.locator("main .confirm button").click()
    page.wait_for_url("**/account/")
    expect(page.locator("main li", has_text=KEY)).to_have_count(0)


def test_one_of_several_sessions_is_ended(world: Served, people: People):
    login = "zoran.koordinator"
    here, there = people.again(login), people.again(login)
    here.goto(world.url + "/account/")
    here.locator("main li form[action*='/account/sessions/'] button").first.click()
    expect(here.locator("[role=status]").first).to_be_visible()
    there.goto(world.url + "/desk/")
    there.wait_for_url("**/login/**")


@pytest.fixture(scope="module")
def file(world: Served) -> str:
    """A report of the school that the centre has taken over: the reference of its file."""
    lines = (
        "from tests.harness.mixed_writer import Writer",
        "from spona.cases.models import Case",
        "writer = Writer()",
        "for act in (writer.draft, writer.send, writer.accept): act(lambda *a, **m: None)",
        "print(Case.objects.get().reference)",
    )
    return world.django("\n".join(lines)).split()[-1]


@pytest.mark.parametrize("script", [True, False])
def test_after_a_suspected_theft_everything_moves_by_itself_or_by_pressing_on(
    world: Served, people: People, file: str, script: bool
):
    login = "milan.csr"
    page = people.again(login, java_script_enabled=script)
    page.goto(world.url + "/keys/")
    words = page.locator("aside .fingerprint, .over-side .fingerprint").first.inner_text()
    shot(page, "keys")
    page.click("main a[href$='/keys/theft/']")
    shot(page, "theft")
    page.locator("main form[action$='/keys/theft/begin/'] button").click()
    step_up(page, world, login)
    # What was pressed before the step-up is offered once more.
    if page.locator("main form[action$='/keys/theft/begin/'] button").count():
        page.locator("main form[action$='/keys/theft/begin/'] button").click()
    if script:
        page.locator("main .note.is-done").wait_for()
    else:
        expect(page.locator("main progress")).to_be_visible()
        page.locator("main form[action$='/keys/theft/on/'] button").click()
        expect(page.locator("main .note.is-done")).to_be_visible()
    shot(page, "theft-done")
    page.goto(world.url + "/keys/")
    assert page.locator("aside .fingerprint, .over-side .fingerprint").first.inner_text() != words
    # What the centre had opens as before.
    bea = people.again("bea.csr")
    _opens(bea, world, file)


def test_who_fears_that_the_login_is_known_changes_everything(
    world: Served, people: People, file: str
):
    login, new = "bea.csr", "osam crvenih lokomotiva 7"
    other, page = people.again(login), people.again(login)
    page.goto(world.url + "/account/known/")
    step_up(page, world, login)
    shot(page, "known")
    fill_in(page, {"old": world.accounts[login]["password"], "new": new})
    page.locator("main form[action$='/account/known/'] button").click()
    code = page.locator("#recovery-code").inner_text()
    shot(page, "known-done")
    other.goto(world.url + "/desk/")
    other.wait_for_url("**/login/**")
    page.fill("[name=typed]", code.lower().replace("-", " "))
    page.locator("main form[action$='/recover/confirm/'] button").click()
    _opens(page, world, file)
    world.accounts[login]["password"] = new
    _opens(people.again(login), world, file)


def _opens(page: Page, world: Served, file: str) -> None:
    """The file with what the school wrote, for somebody who holds the centre's key."""
    page.goto(f"{world.url}/cases/{file}/")
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("main")).to_contain_text("реч реч")
