"""J6 and the rare reporter of J1: somebody without an account, on a phone without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import tips
from tests.journeys.axe import faults, looks_of
from tests.journeys.people import People, go_on, post
from tests.journeys.storage import kept
from tests.served.running import Served, move_on

pytestmark = pytest.mark.journey
ANSWER = "Hvala vam. Dolazimo sutra pre podne."
MORE = "Sada su otišli belim kombijem."


@pytest.mark.parametrize("language", ["sr-latn", "sr", "en", "hu"])
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


@pytest.mark.parametrize("language", ["sr-latn", "sr", "en", "hu"])
def test_the_first_view_is_light_on_an_old_phone(world: Served, people: People, language: str):
    """Over the line, styles and icons included, as a phone gets it that never was here."""
    heavy = {}
    for path in ("", "help/", "help/vranje/", "word/", "word/in/vranje/", "word/in/vranje/new/",
                 "word/in/vranje/work/", "word/back/", "word/in/nowhere/"):  # fmt: skip
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
    phone.goto(f"{world.url}/sr-latn/word/in/vranje/")
    phone.locator("main a[href$='/work/']").click()
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
    bea.goto(f"{world.url}/words/")
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
    bea.wait_for_url("**/f/**")
    expect(bea.locator("main")).to_contain_text("Modrice na rukama.")


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en", "hu"])
def test_every_public_page_is_for_everybody(world: Served, people: People, language: str):
    page, wrong = people.stranger(), []

    def look(name: str) -> None:
        wrong.extend(f"{name}: {fault}" for fault in faults(page, looks_of(language)))
        wrong.extend(f"{name}: keeps {one}" for one in kept(page))

    for path in ("", "in/vranje/", "in/kraljevo/", "in/vranje/new/", "in/vranje/work/", "back/"):
        page.goto(f"{world.url}/{language}/word/{path}")
        look(path or "towns")
    tips.press(page)
    look("back with a mistake")
    page.goto(f"{world.url}/{language}/word/in/vranje/new/")
    tips.press(page)
    look("new with mistakes")
    page.locator("[name=text]").fill(tips.TEXT)
    tips.press(page)
    look("received")
    go_on(page, page.locator(f"form[action$='/{language}/word/back/'] button"))
    look("thread")
    tips.press(page)
    look("thread with a mistake")
    page.goto(f"{world.url}/{language}/word/in/vranje/work/")
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

    bea.goto(f"{world.url}/words/")
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
    bea.goto(f"{world.url}/words/")
    bea.locator("main ul.rows a.btn").first.click()
    expect(bea.locator("main")).not_to_contain_text(tips.TEXT)
    post(bea, "/open/")
    expect(bea.locator("main")).to_contain_text(tips.TEXT)
    post(bea, "/take/")
    bea.locator("form[action$='/reply/'] textarea").fill(ANSWER)
    post(bea, "/reply/")
    expect(bea.locator("main")).to_contain_text(ANSWER)
