"""J11: a referral rehearsed with the deadline running, alone, with invented partners."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.axe import faults
from tests.journeys.people import People, choose, go_on, post, press
from tests.served.running import Served

pytestmark = pytest.mark.journey

# An invented partner takes half a minute; the journey does not wait for it.
PARTNERS = """
from datetime import timedelta
from spona.deadlines import moved
from spona.practice import jobs
for n in range(1, 5):
    with moved(timedelta(seconds=40 * n)):
        jobs.play()
"""


def test_an_intake_holder_practises_alone_and_reads_what_is_told(world: Served, people: People):
    bea = people.page("bea.csr")
    bea.goto(world.url + "/practice/")
    assert faults(bea) == []
    go_on(bea, bea.locator("a[href$='/practice/new/school/']"))
    choose(bea, "role", "intake")
    press(bea)
    bea.wait_for_url("**/practice/d/**")
    drill = bea.url
    expect(bea.locator(".strip")).to_be_visible()
    _partners(world, bea, drill)
    assert faults(bea) == []
    # In the own membership nothing of it is there to see.
    bea.goto(world.url + "/inbox/")
    expect(bea.locator(".strip")).to_have_count(0)
    bea.goto(drill)
    post(bea, "/membership/")
    expect(bea.locator(".menu-name small")).to_have_text(re.compile("Izvor"))
    _to_the_page(bea)
    reference = bea.url.rstrip("/").rsplit("/", 1)[-1]
    expect(bea.locator(".strip")).to_be_visible()
    post(bea, "/open/")
    bea.goto(drill)
    _to_the_page(bea)
    post(bea, "/accept/")
    bea.goto(drill)
    _to_the_page(bea)
    colleague = bea.locator("main form[action$='/assign/'] option", has_text=re.compile("Tanja"))
    bea.locator("main form[action$='/assign/'] select").select_option(
        colleague.get_attribute("value")
    )
    post(bea, "/assign/")
    _partners(world, bea, drill)
    _to_the_page(bea)
    choose(bea, "outcome", "continues")
    bea.locator("main form[action$='/finish/'] textarea").fill("Radi se dalje, hvala.")
    post(bea, "/finish/")
    bea.goto(drill)
    # The last step is seen by whoever looks first, the worker or the person.
    if bea.locator("main form[action$='/look/']").count():
        post(bea, "/look/")
    # The membership is gone with the drill: nobody is put into the real institution by it.
    bea.wait_for_url("**/choose/**")
    expect(bea.locator("main li")).to_have_count(1)
    go_on(bea, bea.locator("main li button"))
    bea.goto(drill)
    expect(bea.locator("table tbody tr")).to_have_count(7)
    assert faults(bea) == []
    bea.goto(f"{world.url}/r/{reference}/")
    assert "404" in bea.title() or bea.locator("main form").count() == 0
    paper = bea.request.get(drill + "paper/?as=pdf")
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(paper.body())).pages)
    assert "VEŽBA" in text
    assert "Lena" not in text


def test_colleagues_are_told_and_choose_their_roles(world: Served, people: People):
    ana, jelena = people.page("ana.skola"), people.page("jelena.zdravlje")
    ana.goto(world.url + "/practice/new/site/")
    choose(ana, "role", "reporter")
    choose(ana, "company", "together")
    press(ana)
    drill = ana.url
    jelena.goto(world.url + "/notices/")
    jelena.goto(world.url + "/practice/")
    go_on(jelena, jelena.locator(f"a.btn[href='{drill.removeprefix(world.url)}']"))
    choose(jelena, "role", "partner")
    press(jelena, "main form[action$='/join/']")
    expect(jelena.locator("main form[action$='/begin/']")).to_be_visible()
    ana.goto(drill)
    assert faults(ana) == []
    post(ana, "/begin/")
    jelena.goto(drill)
    expect(jelena.locator("main form[action$='/membership/']")).to_have_count(0)
    go_on(ana, ana.locator("a[href$='/end/']"))
    post(ana, "/end/")
    expect(ana.locator("table tbody tr")).to_have_count(7)
    ana.goto(world.url + "/practice/")
    assert faults(ana) == []


def _partners(world: Served, page: Page, drill: str) -> None:
    world.django(PARTNERS)
    page.goto(drill)


def _to_the_page(page: Page) -> None:
    """The one filled link of the step: where it is done for real."""
    go_on(page, page.locator("main a.btn-primary").first)
