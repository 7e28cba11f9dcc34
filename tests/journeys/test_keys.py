"""Who holds the key of an institution, and how a new colleague comes to hold it."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import People, button_to, fill_in, press, step_up
from tests.journeys.storage import kept
from tests.served.running import Served

pytestmark = pytest.mark.journey
NEW = "nada.csr"
NADA = re.compile("Nada Perić|Нада Перић")
PASSWORD = "tri drvena mosta 19"


def test_a_colleague_is_invited_gets_the_key_from_two_holders_and_loses_it(
    world: Served, people: People
):
    bea = people.page("bea.csr")
    code = _bea_writes_the_invitation(bea, world)
    nada = _nada_accepts(people, world, code)
    words = _her_words(nada, world)
    _bea_gives_the_key(bea, world, words)
    nada.goto(world.url + "/keys/")
    assert nada.locator("main a[href*='/keys/remove/']").count() == 0, "held, so it opens nothing"
    milan = people.page("milan.csr")
    _milan_confirms(milan, world, words)
    nada.goto(world.url + "/keys/")
    assert nada.locator("main a[href*='/keys/remove/']").count() == 3
    _milan_takes_it_back(milan, world)
    nada.goto(world.url + "/keys/")
    assert nada.locator("main a[href*='/keys/remove/']").count() == 0


def _bea_writes_the_invitation(bea: Page, world: Served) -> str:
    bea.goto(world.url + "/network/I068/members/new/")
    fill_in(bea, {"name": "Nada Perić", "position": "pravnica", "email": "nada@primer.invalid"})
    bea.check("main input[name=roles][value=intake_holder]")
    last = bea.locator("main [name=last_day]")
    if last.get_attribute("required") is not None:
        last.fill(f"{datetime.now(UTC).year + 2}-01-01")
    press(bea)
    row = bea.locator("main li", has_text=NADA)
    expect(row).to_be_visible()
    row.locator("a[href$='/invite/']").click()
    press(bea)
    code = bea.locator("#code").inner_text()
    bea.reload()
    expect(bea.locator("#code")).to_have_count(0)
    # Reloading the page of a POST sends it again: the code is not made or shown twice.
    return code


def _nada_accepts(people: People, world: Served, code: str) -> Page:
    page = people.stranger()
    page.goto(world.url + "/sr/welcome/")
    fill_in(page, {"code": code, "login": NEW, "password": PASSWORD, "again": PASSWORD + "x"})
    press(page)
    expect(page.locator("#id_again_error")).to_be_visible()
    expect(page.locator("[name=code]")).to_have_value(code)
    fill_in(page, {"password": PASSWORD, "again": PASSWORD})
    press(page)
    shown = page.locator("p.code")
    expect(shown).to_have_count(2)
    secret = "".join(shown.nth(0).inner_text().split())
    recovery = shown.nth(1).inner_text().strip()
    expect(page.locator(".qr svg")).to_be_visible()
    assert kept(page) == {}
    fill_in(page, {"digits": pyotp.TOTP(secret).now(), "typed_code": recovery[:-1] + "?"})
    press(page)
    expect(page.locator("#id_typed_code_error")).to_be_visible()
    expect(page.locator("p.code").nth(1)).to_have_text(recovery)
    fill_in(page, {"digits": pyotp.TOTP(secret).now(), "typed_code": recovery})
    press(page)
    page.locator("a[href$='/login/']").wait_for()
    world.accounts[NEW] = {"login": NEW, "password": PASSWORD, "totp_secret": secret}
    return people.page(NEW)


def _words(page: Page, place: str) -> list[str]:
    return page.locator(f"{place} [lang='sr-Latn']").all_inner_texts()


def _her_words(nada: Page, world: Served) -> list[str]:
    nada.goto(world.url + "/account/")
    words = _words(nada, "aside ol.fingerprint")
    assert len(words) == 8
    return words


def _bea_gives_the_key(bea: Page, world: Served, words: list[str]) -> None:
    bea.goto(world.url + "/keys/")
    other = bea.locator("[aria-labelledby=more] li", has_text=NADA).first
    expect(other).to_be_visible()
    other.locator("a[href*='/keys/add/']").click()
    step_up(bea, world, "bea.csr")
    assert _words(bea, "main ol.fingerprint") == words, "what she reads out is what bea sees"
    bea.locator("main form.confirm button").click()
    bea.wait_for_url("**/keys/")
    row = bea.locator("[aria-labelledby=who] > ul > li", has_text=NADA)
    expect(row.locator("p.hint")).to_contain_text(re.compile(r"\d{1,2}:\d\d"))
    assert row.locator("a[href*='/confirm/']").count() == 0, "the second holder is another one"


def _milan_confirms(milan: Page, world: Served, words: list[str]) -> None:
    milan.goto(world.url + "/keys/")
    row = milan.locator("[aria-labelledby=who] > ul > li", has_text=NADA)
    row.locator("a[href*='/confirm/']").click()
    step_up(milan, world, "milan.csr")
    assert _words(milan, "main ol.fingerprint") == words
    milan.locator("main form.confirm button").click()
    milan.wait_for_url("**/keys/")
    expect(milan.locator("[aria-labelledby=who] a[href*='/confirm/']")).to_have_count(0)


def _milan_takes_it_back(milan: Page, world: Served) -> None:
    before = _words(milan, "aside section:first-child ol.fingerprint")
    row = milan.locator("[aria-labelledby=who] > ul > li", has_text=NADA)
    row.locator("a[href*='/remove/']").click()
    milan.locator("main form.confirm button").click()
    milan.wait_for_url("**/keys/")
    expect(milan.locator("[aria-labelledby=who] li", has_text=NADA)).to_have_count(0)
    assert _words(milan, "aside section:first-child ol.fingerprint") != before, "a new version"


def test_the_paper_key_is_shown_once_and_printed(world: Served, people: People, tmp_path):
    goran = people.page("goran.skola")
    goran.goto(world.url + "/keys/")
    expect(goran.locator("main .note.is-today")).to_have_count(2)
    goran.click("main a[href$='/keys/paper/']")
    step_up(goran, world, "goran.skola")
    goran.locator("main form:has([name=token]) button").click()
    key = goran.locator("#paper-key").inner_text()
    words = _words(goran, "main ol.fingerprint")
    with goran.expect_download() as coming:
        button_to(goran, "/paper/print/").click()
    assert coming.value.suggested_filename == "spona.pdf"
    coming.value.save_as(tmp_path / "key.pdf")
    shown = ["pdftotext", "-layout", str(tmp_path / "key.pdf"), "-"]
    text = subprocess.run(shown, capture_output=True, text=True, check=True).stdout
    assert key.replace("-", "") in "".join(text.split())
    assert all(word in text for word in words)
    goran.goto(world.url + "/keys/")
    assert key not in goran.content()
    assert _words(goran, "aside section:has(a[href$='/keys/paper/']) ol.fingerprint") == words
    # The paper brings a key in; a mistyped one gets a sentence and stays where it was typed.
    goran.goto(world.url + "/keys/paper/use/")
    goran.fill("main [name=text]", key[:-4] + "AAAA")
    goran.locator("main form button").click()
    expect(goran.locator("#id_text_error")).to_be_visible()


def test_nobody_else_gets_to_the_keys(world: Served, people: People):
    for login in ("ana.skola", "vesna.csr", "mirjana.koordinator"):
        page = people.page(login)
        page.goto(world.url + "/keys/")
        expect(page.locator("ol.fingerprint")).to_have_count(0)
        assert page.locator("h1").count() == 1
