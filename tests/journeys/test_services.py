"""From a new service to the number that anybody may call; and full tonight in one press."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.axe import faults
from tests.journeys.people import People, post, press
from tests.served.running import Served

pytestmark = pytest.mark.journey


def test_a_service_is_written_called_and_full_tonight(world: Served, people: People):
    bea = people.page("bea.csr")
    bea.goto(world.url + "/services/offers/new/I068/")
    assert faults(bea) == []
    bea.select_option("[name=kind]", "accommodation")
    bea.fill("[name=words_sr]", "Прихват за ову проверу")
    press(bea, "main form.form")
    expect(bea.locator("h1")).to_have_text("Prihvat za ovu proveru")
    expect(bea).to_have_title(re.compile("^Usluge – Spona$"))
    there = bea.url
    bea.goto(there + "part/phone/")
    bea.fill("[name=number]", "zovi")
    press(bea, "main form.form")
    # What cannot be dialled is a sentence, and what was typed is still there.
    expect(bea.locator("main [role=alert]")).to_contain_text("nije telefonski broj")
    expect(bea.locator("[name=number]")).to_have_value("zovi")
    bea.fill("[name=number]", "000 000 777")
    press(bea, "main form.form")
    bea.goto(there + "part/room/")
    bea.fill("[name=unit_sr]", "Кревети")
    press(bea, "main form.form")
    assert faults(bea) == []
    post(bea, "/confirm/")
    expect(bea.locator("[data-toast]")).to_contain_text("Potvrđeno danas")
    bea.goto(world.url + "/services/offers/?words=prihvat za ovu")
    assert faults(bea) == []
    post(bea, "/full/")
    expect(bea.locator("[data-toast]")).to_contain_text("Večeras puno")
    ana = people.page("ana.skola")
    ana.goto(there)
    expect(ana.locator("main")).to_contain_text("večeras puno")
    expect(ana.locator(f"form[action='{there.removeprefix(world.url)}free/']")).to_have_count(0)
    # The way back.
    bea.locator("[data-toast] .told-undo").click()
    ana.goto(there)
    expect(ana.locator("main")).not_to_contain_text("večeras puno")
