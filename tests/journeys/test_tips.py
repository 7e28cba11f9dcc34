"""J6 and the rare reporter of J1: somebody without an account, on a phone without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import tips
from tests.journeys.axe import faults, looks_of
from tests.journeys.languages import in_turn
from tests.journeys.people import People, go_on, post
from tests.journeys.storage import kept
from tests.served.running import Served, move_on

# The paths that its proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona",
    "tests/journeys",
    "tests/served",
)

pytestmark = pytest.mark.journey
ANSWER = "Hvala vam. Dolazimo sutra pre podne."
MORE = "Sada su otišli belim kombijem."


@in_turn("sr-latn", "sr", "en", "hu")
def test_a_neighbour_writes_comes_back_and_reads_the_answer(
    world: Served, people: People, tmp_path, language: str
):
    phone = tips.phone(people)
    code = tips.write(phone, world, language)
    assert re.fullmatch(r"[0-9A-Z]{6}(-\d{4}){4}", code)
    assert code not in phone.url
    first = tips.come_back(phone, world, language, code)
    assert ANSWER not in first

    bea = people.page("bea.csr")
    _answered(bea, world)
    assert ANSWER in tips.come_back(phone, world, language, code)

    phone.locator("[name=text]").fill(MORE)
    tips.press(phone)
    picture = tmp_path / "slika.jpg"
    picture.write_bytes(b"\xff\xd8 invented")
    phone.locator("[name=file]").set_input_files(picture)
    phone.locator("form[enctype] button").click()
    expect(phone.locator("main")).to_contain_text("slika.jpg")
    expect(phone.locator("main")).to_contain_text(MORE)

    bea.reload()
    post(bea, "/open/")
    expect(bea.locator("main")).to_contain_text(MORE)
    with bea.expect_download() as loaded:
        bea.locator("main a:has-text('slika.jpg')").click()
    assert re.fullmatch(r"T-[0-9A-Z]{4}-[0-9A-Z]{2}-[0-9a-f]{4}\.jpg",
                        loaded.value.suggested_filename)  # fmt: skip
    assert loaded.value.path().read_bytes() == picture.read_bytes()

    bea.locator("form[action$='/close/'] textarea").fill("Gotovo je, hvala.")
    post(bea, "/close/")
    # The next day, with nothing but the code: another browser that never was here.
    move_on(world, days=1)
    tomorrow = tips.phone(people)
    assert "Gotovo je, hvala." in tips.come_back(tomorrow, world, language, code)
    for one in (phone, tomorrow):
        assert tips.leaves_nothing(one) == []


@in_turn("sr-latn", "sr", "en", "hu")
def test_the_first_view_is_light_on_an_old_phone(world: Served, people: People, language: str):
    """Over the line, styles and icons included, as a phone gets it that never was here."""
    heavy = {}
    for path in ("", "help/", "help/vranje/", "message/", "message/in/vranje/", "message/in/vranje/new/",
                 "message/in/vranje/at-work/", "message/back/", "message/in/nowhere/"):  # fmt: skip
        phone = tips.phone(people)
        with tips.weighed(phone) as came:
            phone.goto(f"{world.url}/{language}/{path}", wait_until="networkidle")
        assert len(came) >= 3, "the page and its styles"
        if sum(came) >= 50_000:
            heavy[path] = sum(came)
        phone.context.close()
    assert heavy == {}


def test_a_nurse_without_an_account_reports_and_is_called_back(world: Served, people: People):
    world.django(
        "from spona.directory.models import ContactPoint, Institution;"
        "body = Institution.objects.get(words__sr='Црвени крст Врање');"
        "ContactPoint.objects.create(institution=body, town=body.town, kind='office',"
        " number='017 000 111', source='invented', certainty='high')"
    )
    phone = tips.phone(people)
    phone.goto(f"{world.url}/sr-latn/message/in/vranje/")
    phone.locator("main a[href$='/at-work/']").click()
    phone.locator("[name=in_danger][value=no]").check()
    phone.locator("[name=own]").select_option(label="Crveni krst Vranje")
    phone.locator("[name=recipient]").first.check()
    tips.press(phone)
    for name, value in {
        "own_person": "Jovana Primerić", "own_role": "medicinska sestra",
        "asked": "Procena bezbednosti", "noticed": "Modrice na rukama.",
    }.items():  # fmt: skip
        phone.locator(f"[name={name}]").fill(value)
    for name, value in {"age": "not_sure", "safe": "no", "urgency": "urgent"}.items():
        phone.locator(f"[name={name}][value={value}]").check()
    tips.press(phone)
    code = "-".join(phone.locator("#code").inner_text().split())

    bea = people.page("bea.csr")
    bea.goto(f"{world.url}/messages/")
    bea.locator("main ul.rows a.btn").first.click()
    post(bea, "/open/")
    expect(bea.locator("main")).to_contain_text("Jovana Primerić")
    expect(bea.locator("main")).not_to_contain_text("Modrice na rukama.")
    post(bea, "/take/")
    expect(bea.locator("main")).to_contain_text("Modrice na rukama.")
    expect(bea.locator(".head-facts")).to_contain_text("još nije provereno pozivom")
    bea.locator("[name=number]").select_option("017 000 111")
    bea.locator("[name=reached][value=reached]").check()
    bea.locator("[name=from_there][value=yes]").check()
    post(bea, "/call/")
    expect(bea.locator(".head-facts")).to_contain_text("provereno pozivom,")
    bea.locator("form[action$='/reply/'] textarea").fill(ANSWER)
    post(bea, "/reply/")
    answered = tips.come_back(phone, world, "sr-latn", code)
    assert ANSWER in answered
    assert "017 000 111" not in answered
    assert tips.leaves_nothing(phone) == []
    post(bea, "/file/")
    bea.wait_for_url("**/cases/F-*/**")
    expect(bea.locator("main")).to_contain_text("Modrice na rukama.")


def test_a_nurse_without_an_account_reports_what_is_immediate(world: Served, people: People):
    """Nobody is in danger now, and it cannot wait: the call is asked where urgency is chosen."""
    # Axe waits for ever in a browser without script; that these pages send none but the quick exit is looked at too.
    phone = people.stranger(viewport=tips.PHONE)
    phone.goto(f"{world.url}/sr-latn/message/in/vranje/at-work/")
    expect(phone.locator("script:not([src*=quick_exit])")).to_have_count(0)
    phone.locator("[name=in_danger][value=no]").check()
    expect(phone.locator("[name=reached]")).to_be_hidden()
    expect(phone.locator("[name=own_name]")).to_be_hidden()
    phone.locator("[name=own]").select_option("other")
    phone.locator("[name=own_name]").fill("Ambulanta Primer")
    phone.locator("[name=recipient]").first.check()
    tips.press(phone)
    expect(phone.locator("script:not([src*=quick_exit])")).to_have_count(0)
    for name, value in {"age": "child", "safe": "no", "urgency": "urgent"}.items():
        phone.locator(f"[name={name}][value={value}]").check()
    expect(phone.locator("[name=reached]")).to_be_hidden()
    phone.locator("[name=urgency][value=immediate]").check()
    expect(phone.locator("[name=reached]")).to_be_visible()
    for name, value in {
        "own_person": "Jovana Primerić", "own_role": "medicinska sestra",
        "asked": "Procena bezbednosti", "noticed": "Modrice na rukama.",
    }.items():  # fmt: skip
        phone.locator(f"[name={name}]").fill(value)
    tips.press(phone)
    expect(phone.locator(".call-first .error")).to_be_visible()
    expect(phone.locator("[name=noticed]")).to_have_value("Modrice na rukama.")
    assert faults(phone, looks_of("sr-latn")) == []
    phone.locator("[name=reached]").fill("Dežurna u centru")
    tips.press(phone)
    said = phone.locator("main").inner_text()
    assert "Vaša prijava je stigla." in said
    assert "Čita se najkasnije do" in said
    assert "Modrice" not in said
    assert faults(phone, looks_of("sr-latn")) == []
    code = "-".join(phone.locator("#code").inner_text().split())
    with phone.expect_download() as loaded:
        phone.locator("form[action$='/receipt/'] button").click()
    assert loaded.value.path().read_bytes().startswith(b"%PDF")
    assert tips.leaves_nothing(phone) == []

    bea = people.page("bea.csr")
    for page in ("messages/", "desk/"):
        bea.goto(f"{world.url}/{page}")
        row = bea.locator("main ul.rows > li", has_text="Ambulanta Primer").first
        expect(row).to_contain_text("neodložno, 24 sata")
        expect(row).to_contain_text("dete")
    thread = tips.come_back(phone, world, "sr-latn", code)
    assert "Čita se najkasnije do" in thread
    assert phone.locator("[name=phone]").count() == 0
    assert faults(phone, looks_of("sr-latn")) == []


@in_turn("sr-latn", "sr", "en", "hu")
def test_every_public_page_is_for_everybody(world: Served, people: People, language: str):
    page, wrong = people.stranger(), []

    def look(name: str) -> None:
        wrong.extend(f"{name}: {fault}" for fault in faults(page, looks_of(language)))
        wrong.extend(f"{name}: keeps {one}" for one in kept(page))

    for path in ("", "in/vranje/", "in/kraljevo/", "in/vranje/new/", "in/vranje/at-work/", "back/"):
        page.goto(f"{world.url}/{language}/message/{path}")
        look(path or "towns")
    tips.press(page)
    look("back with a mistake")
    page.goto(f"{world.url}/{language}/message/in/vranje/new/")
    tips.press(page)
    look("new with mistakes")
    page.locator("[name=text]").fill(tips.TEXT)
    tips.press(page)
    look("received")
    go_on(page, page.locator(f"form[action$='/{language}/message/back/'] button"))
    look("thread")
    tips.press(page)
    look("thread with a mistake")
    page.goto(f"{world.url}/{language}/message/in/vranje/at-work/")
    tips.press(page)
    look("work with mistakes")
    page.locator("[name=in_danger][value=no]").check()
    page.locator("[name=own]").select_option("other")
    page.locator("[name=own_name]").fill("Ambulanta")
    page.locator("[name=recipient]").first.check()
    tips.press(page)
    look("second page")
    tips.press(page)
    look("second page with mistakes")
    assert wrong == []


def test_the_pages_of_who_answers(world: Served, people: People):
    tips.write(tips.phone(people), world, "en", "Somebody is kept in a house.")
    bea, wrong = people.page("bea.csr"), []

    def look(name: str) -> None:
        wrong.extend(f"{name}: {fault}" for fault in faults(bea))

    bea.goto(f"{world.url}/messages/")
    look("arrived")
    bea.locator("main ul.rows a.btn").first.click()
    look("sealed")
    post(bea, "/open/")
    look("opened")
    post(bea, "/take/")
    look("taken over")
    post(bea, "/reply/")
    look("with a mistake")
    assert wrong == []


def _answered(bea: Page, world: Served) -> None:
    bea.goto(f"{world.url}/messages/")
    bea.locator("main ul.rows a.btn").first.click()
    expect(bea.locator("main")).not_to_contain_text(tips.TEXT)
    post(bea, "/open/")
    expect(bea.locator("main")).to_contain_text(tips.TEXT)
    post(bea, "/take/")
    bea.locator("form[action$='/reply/'] textarea").fill(ANSWER)
    post(bea, "/reply/")
    expect(bea.locator("main")).to_contain_text(ANSWER)


def test_a_mistake_is_read_in_another_language_and_enter_still_sends(world: Served, people: People):
    """Without script: the row of languages stays, and takes along what was typed."""
    phone = tips.phone(people)
    phone.goto(f"{world.url}/sr/message/in/vranje/new/")
    phone.locator("[name=where]").fill("Šumadijska")
    tips.press(phone)
    expect(phone.locator("main [role=alert]").first).to_be_visible()
    go_on(phone, phone.locator(".tongues button[lang=hu]"))
    assert phone.locator("html").get_attribute("lang") == "hu"
    expect(phone.locator("[name=where]")).to_have_value("Šumadijska")
    expect(phone.locator("main [role=alert]")).to_have_count(0)
    phone.locator("[name=text]").fill(tips.TEXT)
    phone.locator("[name=where]").press("Enter")
    expect(phone.locator("#code")).to_be_visible()
    assert "/hu/" in phone.url


def test_the_button_that_chooses_a_file_speaks_the_language_of_the_page(
    world: Served, people: People, tmp_path
):
    phone = tips.phone(people)
    code = tips.write(phone, world, "hu")
    tips.come_back(phone, world, "hu", code)
    picker = phone.locator(".pick")
    # What the browser draws itself is in its own language.
    drawn = "one => getComputedStyle(one, '::file-selector-button').display"
    assert picker.locator("input").evaluate(drawn) == "none"
    colour = "one => getComputedStyle(one).color"
    assert picker.locator("input").evaluate(colour) == "rgba(0, 0, 0, 0)"
    expect(picker.locator(".pick-word")).to_have_text("Fájl kiválasztása")
    with phone.expect_file_chooser() as chosen:
        picker.locator(".pick-word").click()
    picture = tmp_path / "kep.jpg"
    picture.write_bytes(b"\xff\xd8 invented")
    chosen.value.set_files(picture)
    assert picker.locator("input").evaluate(colour) != "rgba(0, 0, 0, 0)", "the name is read"


@in_turn("en", "sr", "sr-latn")
def test_on_the_desk_the_time_left_keeps_clear_of_the_title(
    world: Served, people: People, language: str
):
    """The longest words that a deadline has, in each language, at the width of a laptop."""
    world.django(
        "from spona.identity.models import Account;"
        f"Account.objects.filter(login='bea.csr').update(language='{language}')"
    )
    longest = {
        "en": "late by 23 h 59 min", "sr": "још 4 радна дана", "sr-latn": "kasni 23 h 59 min",
    }[language]  # fmt: skip
    tips.write(tips.phone(people), world, language)
    bea = people.page("bea.csr")
    bea.set_viewport_size({"width": 1280, "height": 900})
    bea.goto(f"{world.url}/desk/")
    clear = bea.locator(".rows > li").first.evaluate(
        """(row, words) => {
            const left = row.querySelector(".deadline-left"), text = left.lastChild;
            text.textContent = words;
            const range = document.createRange();
            range.selectNodeContents(left);
            const title = row.querySelector("h3").getBoundingClientRect();
            return title.left - range.getBoundingClientRect().right;
        }""",
        longest,
    )
    assert clear >= 12
