"""An editor writes, looks, publishes and withdraws, in a browser with script and in one without."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from spona.deadlines.time import today
from tests.journeys.axe import faults
from tests.journeys.people import People, choose, go_on, post, press
from tests.library.conftest import pdf, photo
from tests.served.running import Served

pytestmark = pytest.mark.journey
TITLE = "Отворена врата у библиотеци"


def test_news_is_written_looked_at_and_published(world: Served, people: People, browser: Browser):
    mirjana = people.page("mirjana.koordinator")
    mirjana.goto(world.url + "/library/")
    assert faults(mirjana) == []
    go_on(mirjana, mirjana.locator(".head-end a.btn-primary"))
    assert faults(mirjana) == []
    mirjana.fill("[name=title_sr]", "Otvorena vrata")
    press(mirjana, "main form.form")
    # Latin is refused beside the field, and what was typed stays.
    expect(mirjana.locator("[name=title_sr]")).to_have_value("Otvorena vrata")
    expect(mirjana.locator(".error").first).to_be_visible()
    mirjana.fill("[name=title_sr]", TITLE)
    mirjana.fill("[name=body_sr]", "# Када\n\nУ уторак. <script>alert(1)</script>")
    mirjana.locator("[name=preview]").click()
    expect(mirjana.locator("article h1")).to_have_text(TITLE)
    expect(mirjana.locator("article h2")).to_have_text("Када")
    expect(mirjana.locator("article script")).to_have_count(0)
    assert faults(mirjana) == []
    mirjana.locator("[name=back]").click()
    expect(mirjana.locator("[name=title_sr]")).to_have_value(TITLE)
    mirjana.locator("[name=save]").click()
    expect(mirjana.locator("h1")).to_have_text("Otvorena vrata u biblioteci")
    expect(mirjana).to_have_title(re.compile("– Spona$"))
    there = mirjana.url
    assert faults(mirjana) == []
    post(mirjana, "/publish/")
    expect(mirjana.locator(".note.is-done")).to_be_visible()
    # Pressed by mistake: one click takes it back.
    post(mirjana, "/take-back/")
    expect(mirjana.locator(".state.is-plain").first).to_be_visible()
    choose(mirjana, "when", "later")
    mirjana.fill("[name=day]", (today() + dt.timedelta(days=3)).isoformat())
    mirjana.fill("[name=time]", "08:30")
    post(mirjana, "/publish/")
    expect(mirjana.locator("[aria-labelledby=now]")).to_contain_text("08:30")
    _without_script(world, mirjana, there, browser)


def _without_script(world: Served, mirjana: Page, there: str, browser: Browser) -> None:
    """The same person in a browser that runs nothing."""
    plain = browser.new_context(
        java_script_enabled=False, storage_state=mirjana.context.storage_state()
    )
    page = plain.new_page()
    page.goto(there)
    go_on(page, page.locator(".head-end a.btn-primary"))
    page.fill("[name=body_sr]", "У среду.")
    page.locator("[name=preview]").click()
    expect(page.locator("article")).to_contain_text("У среду.")
    page.locator("[name=save]").click()
    expect(page.locator("#versions .count")).to_have_text("2")
    go_on(page, page.locator("[aria-labelledby=versions] li a", has_text="2").first)
    expect(page.locator("ins").first).to_contain_text("среду")
    plain.close()


def test_a_publication_with_its_cover_is_put_in(world: Served, people: People, tmp_path):
    mirjana = people.page("mirjana.koordinator")
    picture, file = tmp_path / "slika.jpg", tmp_path / "vodic.pdf"
    picture.write_bytes(photo(size=(900, 600)))
    file.write_bytes(pdf("Зелена јабука"))
    mirjana.goto(world.url + "/library/pictures/new/")
    assert faults(mirjana) == []
    mirjana.set_input_files("[name=file]", picture)
    mirjana.fill("[name=alt_sr]", "Књига на столу")
    press(mirjana, "main form.form")
    expect(mirjana.locator("code.copied")).to_contain_text("picture:")
    expect(mirjana.locator(".top-picture img")).to_be_visible()
    # It takes its place on the page before it has arrived.
    expect(mirjana.locator(".top-picture img")).not_to_have_js_property("naturalWidth", 0)
    assert faults(mirjana) == []
    mirjana.goto(world.url + "/library/publications/new/")
    assert faults(mirjana) == []
    mirjana.set_input_files("[name=file]", picture)
    mirjana.fill("[name=title_sr]", "Водич")
    press(mirjana, "main form.form")
    expect(mirjana.locator(".error").first).to_contain_text("PDF")
    mirjana.set_input_files("[name=file]", file)
    mirjana.select_option("[name=cover]", label="Knjiga na stolu")
    press(mirjana, "main form.form")
    expect(mirjana.locator("h1")).to_have_text("Vodič")
    assert faults(mirjana) == []
    post(mirjana, "/show/")
    with mirjana.expect_download() as got:
        mirjana.locator("a[href$='.pdf']").click()
    assert re.fullmatch(r"[0-9a-f]{8}\.pdf", got.value.suggested_filename)
    # Who never was here gets it too, and no cookie with it.
    address = mirjana.locator("a[href$='.pdf']").get_attribute("href")
    answer = people.stranger().request.get(world.url + str(address))
    assert (answer.status, "set-cookie" in answer.headers) == (200, False)


def test_an_event_is_written_and_called_off(world: Served, people: People):
    mirjana = people.page("mirjana.koordinator")
    mirjana.goto(world.url + "/library/events/new/")
    assert faults(mirjana) == []
    mirjana.fill("[name=title_sr]", "Штанд на тргу")
    mirjana.fill("[name=first_day]", (today() + dt.timedelta(days=9)).isoformat())
    mirjana.fill("[name=begins]", "10:00")
    mirjana.fill("[name=ends]", "12:00")
    press(mirjana, "main form.form")
    post(mirjana, "/show/")
    feed = mirjana.request.get(world.url + "/sr/calendar/vranje.ics").text()
    assert "Штанд на тргу" in feed
    post(mirjana, "/off/")
    assert "CANCELLED" in mirjana.request.get(world.url + "/sr/calendar/vranje.ics").text()
    assert faults(mirjana) == []
