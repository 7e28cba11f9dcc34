"""Coming in, leaving the desk, coming back, and what the browser keeps of it: nothing."""

from __future__ import annotations

import re
import subprocess

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import People, button_to, choose, fill_in, post, press, step_up
from tests.journeys.storage import keeps_only_that_it_was_used, kept
from tests.served.running import Served

pytestmark = pytest.mark.journey
NEW_PASSWORD = "vodeni mlin pod brdom 4"


def test_one_page_takes_password_and_code_and_stores_nothing_before(world: Served, people: People):
    page = people.stranger()
    page.goto(world.url + "/sr-latn/login/")
    assert page.locator("main form").count() == 1
    for name in ("login", "password", "code"):
        expect(page.locator(f"[name={name}]")).to_be_visible()
    assert page.get_attribute("[name=code]", "autocomplete") == "one-time-code"
    assert kept(page) == {}
    fill_in(page, world.credentials("ana.skola") | {"password": "sasvim druga stvar"})
    press(page)
    assert kept(page) == {}, "a failed try leaves nothing either"


def test_a_wrong_password_gets_a_sentence_and_keeps_the_name(world: Served, people: People):
    page = people.stranger()
    page.goto(world.url + "/sr-latn/login/")
    fill_in(page, {"login": "goran.skola", "password": "pogrešna lozinka", "code": "123456"})
    press(page)
    expect(page.locator("[role=alert]")).to_be_visible()
    assert len(page.locator("[role=alert]").inner_text().split()) > 4
    expect(page.locator("[name=login]")).to_have_value("goran.skola")
    expect(page.locator("[name=password]")).to_have_value("")
    # The same sentence for a name that nobody has: nothing is learned from it.
    said = page.locator("[role=alert]").inner_text()
    fill_in(page, {"login": "niko.nigde", "password": "pogrešna lozinka", "code": "123456"})
    press(page)
    expect(page.locator("[name=login]")).to_have_value("niko.nigde")
    assert page.locator("[role=alert]").inner_text() == said


def test_an_empty_form_says_beside_each_field_what_is_missing(world: Served, people: People):
    page = people.stranger()
    page.goto(world.url + "/sr/login/")
    press(page)
    for name in ("login", "password", "code"):
        error = page.locator(f"#id_{name}_error")
        expect(error).to_be_visible()
        assert re.search("[а-шђжћчџ]", error.inner_text()), "in the reader's script"
        expect(page.locator(f"[name={name}]")).to_have_attribute("aria-invalid", "true")
    assert page.evaluate("document.activeElement.name") == "login", "focus on the first mistake"


def test_three_host_cookies_and_nothing_else_after_the_sign_in(world: Served, people: People):
    page = people.page("nikola.zdravlje")
    cookies = page.context.cookies()
    names = {one["name"] for one in cookies} - {"__Host-spona", "__Host-spona-half"}
    assert len(cookies) == 3
    assert [name.startswith("__Host-known-") for name in names] == [True]
    for one in cookies:
        assert (one["httpOnly"], one["secure"], one["sameSite"], one["path"]) == (
            True, True, "Strict", "/",
        )  # fmt: skip
    assert set(kept(page)) == {"cookies"}


def test_a_printed_card_opens_the_door_once(world: Served, people: People, tmp_path):
    page = people.page("nikola.zdravlje")
    page.goto(world.url + "/account/card/")
    step_up(page, world, "nikola.zdravlje")
    post(page, "/account/card/")
    codes = page.locator(".card-codes li").all_inner_texts()
    assert len(codes) == len(set(codes)) == 10
    with page.expect_download() as coming:
        button_to(page, "/card/print/").click()
    assert coming.value.suggested_filename == "spona.pdf"
    coming.value.save_as(tmp_path / "card.pdf")
    shown = ["pdftotext", "-layout", str(tmp_path / "card.pdf"), "-"]
    text = "".join(subprocess.run(shown, capture_output=True, text=True, check=True).stdout.split())
    assert all("".join(code.split()) in text for code in codes)
    other = people.stranger()
    typed = {"login": "nikola.zdravlje", "password": world.accounts["nikola.zdravlje"]["password"]}
    _try(other, world, typed | {"code": codes[0]})
    other.wait_for_url("**/desk/")
    again = people.stranger()
    _try(again, world, typed | {"code": codes[0]})
    expect(again.locator("[role=alert]")).to_be_visible()


def test_the_recovery_code_sets_a_new_password(world: Served, people: People):
    login = "petar.podaci"
    old = people.again(login)
    page = people.stranger()
    page.goto(world.url + "/sr-latn/login/")
    page.click("a[href$='/recover/']")
    typed = {"login": login, "recovery_code": world.accounts[login]["recovery_code"],
             "code": world.code(login), "new_password": NEW_PASSWORD}  # fmt: skip
    fill_in(page, typed | {"recovery_code": "AAAA-AAAA-AAAA-AAAA"})
    press(page)
    expect(page.locator("[role=alert], .error").first).to_be_visible()
    expect(page.locator("[name=login]")).to_have_value(login)
    fill_in(page, typed | {"code": world.code(login)})
    press(page)
    # A new code is shown, and it counts when it was typed back from the paper.
    code = page.locator("#recovery-code").inner_text()
    page.fill("[name=typed]", code.lower().replace("-", " "))
    page.locator("main form[action$='/recover/confirm/'] button").click()
    expect(page.locator("#recovery-code")).to_have_count(0)
    assert kept(page) == {}
    _try(page, world, {"login": login, "password": NEW_PASSWORD, "code": world.code(login)})
    page.wait_for_url("**/desk/")
    old.goto(world.url + "/desk/")
    old.wait_for_url("**/login/**")


@pytest.mark.parametrize("how", ["the eye", "fifteen minutes", "no connection"])
def test_what_was_being_typed_is_not_shown_again_without_the_password(
    world: Served, people: People, how: str
):
    login, words = "jelena.zdravlje", "Neko o kome se ne priča"
    page = people.again(login)
    page.clock.install()
    page.goto(world.url + "/network/I069/members/new/")
    page.fill("main [name=name]", words)
    if how == "the eye":
        page.click("[data-hide-screen]")
    elif how == "fifteen minutes":
        page.clock.fast_forward("16:00")
        page.click("[data-cover-unlock]")
    else:
        # Without a server that has surely forgotten the key, the form must not be sent either.
        page.context.set_offline(True)
        page.click("[data-hide-screen]")
        expect(page.locator("[data-cover-unlock]")).to_be_visible()
        expect(page.locator("[data-cover] button:visible")).to_have_count(0)
        assert page.locator("main [name=name]").is_hidden()
        page.context.set_offline(False)
        # That the lock could not be sent is what this is about, and nothing else may be amiss.
        assert [one for one in people.complaints if "DISCONNECTED" not in one] == []
        people.complaints.clear()
        page.click("[data-cover-unlock]")
    page.locator("main form.form [name=password]").wait_for()
    expect(page.locator("main")).not_to_contain_text(words)
    page.fill("[name=password]", world.accounts[login]["password"])
    press(page, "main form.form")
    expect(page.locator(".kept-text", has_text=words)).to_be_visible()
    page.goto(world.url + "/network/I069/")
    expect(page.locator("main")).not_to_contain_text(words)


def test_the_eye_hides_the_screen_and_the_server_forgets_the_key(world: Served, people: People):
    """With a script the cover comes first; either way only the password opens again."""
    login = "jelena.zdravlje"
    page = people.again(login)
    title = page.title()
    page.click("[data-hide-screen]")
    expect(page.locator("[data-cover]")).to_be_visible()
    assert page.title() == "Spona" != title
    for part in ("main", "header.topbar"):
        assert page.locator(part).first.evaluate(
            "(one) => getComputedStyle(one).visibility === 'hidden' || !one.offsetParent"
        ), f"{part} shows through"
    # A curtain alone would let anybody read on: the password is asked for, and Back shows nothing.
    page.wait_for_url("**/locked/**")
    page.go_back()
    assert "/desk/" not in page.url or page.locator("main a").count() == 0
    bare = people.again(login, java_script_enabled=False)
    bare.click("[data-hide-screen]")
    bare.wait_for_url("**/locked/**")
    expect(bare.locator("main")).not_to_contain_text("Јелена")
    bare.goto(world.url + "/desk/")
    assert "/desk/" not in bare.url
    bare.fill("[name=password]", "pogrešna lozinka")
    press(bare, "main form.form")
    expect(bare.locator("[role=alert], .error").first).to_be_visible()
    bare.fill("[name=password]", world.accounts[login]["password"])
    press(bare, "main form.form")
    bare.wait_for_url("**/desk/")


def test_fifteen_idle_minutes_lock_and_the_password_alone_unlocks(world: Served, people: People):
    login = "dora.podaci"
    page = people.again(login)
    _idle(world, minutes=16)
    page.goto(world.url + "/reports/")
    page.wait_for_url("**/locked/**")
    assert "primer" not in page.locator("main").inner_text().lower()
    page.fill("[name=password]", world.accounts[login]["password"])
    press(page, "main form.form")
    page.wait_for_url("**/reports/")
    # The page itself goes blank too, with nobody asking the server.
    page.clock.install()
    page.goto(world.url + "/desk/")
    page.clock.fast_forward("16:00")
    expect(page.locator("[data-cover-locked]")).to_be_visible()
    assert page.locator("main").inner_text() == ""


def test_leaving_ends_the_session_and_the_back_button_shows_nothing(world: Served, people: People):
    page = people.again("zoran.koordinator")
    page.goto(world.url + "/account/")
    expect(page.locator("main")).to_contain_text("zoran.koordinator")
    page.click("details.menu-person summary")
    with page.expect_response(lambda answer: answer.url.endswith("/logout/")) as left:
        page.locator("form[action$='/logout/'] button").click()
    assert left.value.header_value("clear-site-data") == '"cache", "storage"'
    page.wait_for_url("**/login/**")
    assert keeps_only_that_it_was_used(page)
    page.go_back()
    page.wait_for_timeout(800)
    assert "zoran.koordinator" not in page.locator("body").inner_text()
    page.goto(world.url + "/account/")
    page.wait_for_url("**/login/**")


def test_language_and_look_are_kept_by_the_account_not_by_the_browser(
    world: Served, people: People
):
    page = people.again("milan.csr")
    page.goto(world.url + "/account/")
    choose(page, "language", "sr")
    choose(page, "theme", "dark")
    post(page, "/preferences/")
    html = page.locator("html")
    expect(html).to_have_attribute("lang", "sr-Cyrl")
    expect(html).to_have_attribute("data-bs-theme", "dark")
    elsewhere = people.again("milan.csr")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "sr-Cyrl")
    expect(elsewhere.locator("html")).to_have_attribute("data-bs-theme", "dark")
    elsewhere.goto(world.url + "/account/")
    choose(elsewhere, "language", "en")
    choose(elsewhere, "theme", "")
    post(elsewhere, "/preferences/")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "en")
    assert elsewhere.get_attribute("html", "data-bs-theme") is None
    assert set(kept(elsewhere)) == {"cookies"}


def test_ending_all_other_sessions_ends_them(world: Served, people: People):
    here, there = people.again("mirjana.koordinator"), people.again("mirjana.koordinator")
    here.goto(world.url + "/account/")
    post(here, "/sessions/end/")
    there.goto(world.url + "/desk/")
    there.wait_for_url("**/login/**")
    here.goto(world.url + "/desk/")
    expect(here).to_have_url(re.compile("/desk/$"))


def _try(page: Page, world: Served, typed: dict[str, str]) -> None:
    page.goto(world.url + "/sr-latn/login/")
    fill_in(page, typed)
    press(page)


def _idle(world: Served, *, minutes: int) -> None:
    """Nobody did anything for so long: every session's last sign of life moves back."""
    world.django(
        "from datetime import timedelta\n"
        "from django.db.models import F\n"
        "from spona.identity.models import Session\n"
        f"Session.objects.update(active_at=F('active_at') - timedelta(minutes={minutes}))\n"
    )
