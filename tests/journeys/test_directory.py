"""The network page, an institution, and the switch that two people turn together."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import People, post, step_up
from tests.served.running import Served

pytestmark = pytest.mark.journey
SEATED = "[aria-labelledby=who] > ul.rows > li"
CLOSED_AGAIN = """
from spona.directory.models import Network, CaseworkConfirmation, OnboardingCondition
here = Network.objects.get(slug="vranje")
CaseworkConfirmation.objects.filter(network=here).delete()
OnboardingCondition.objects.filter(network=here).delete()
here.casework_open, here.casework_opened_at = False, None
here.save()
"""


def test_the_search_finds_the_same_in_both_scripts_and_without_diacritics(
    world: Served, people: People
):
    cora = people.page("cora.nis")
    found = {query: _search(cora, world, query) for query in ("Niš", "Nis", "Ниш", "nis")}
    assert found["Niš"]
    assert all(rows == found["Niš"] for rows in found.values()), found
    ana = people.page("ana.skola")
    found = {query: _search(ana, world, query) for query in ("Vranje", "Врање", "vranje")}
    assert found["Vranje"]
    assert all(rows == found["Vranje"] for rows in found.values()), found
    assert _search(ana, world, "xyzzy") == []
    # What was looked for stays out of the address and out of the history.
    assert "xyzzy" not in unquote(ana.url)
    expect(ana.locator("#who-search")).to_have_value("xyzzy")


def test_a_sector_is_filtered_and_an_institution_opened(world: Served, people: People):
    ana = people.page("ana.skola")
    ana.goto(world.url + "/network/")
    everybody = ana.locator(SEATED).count()
    ana.select_option("#sector", "social_work")
    ana.locator("main form[method=get] button").click()
    ana.wait_for_url("**sector=social_work**")
    expect(ana.locator(SEATED)).to_have_count(1)
    assert everybody > 1
    ana.locator(f"{SEATED} h3 a").first.click()
    ana.wait_for_url("**/network/I068/")
    # The title names no institution of the field.
    expect(ana).to_have_title("I068 – Spona")
    people_there = ana.locator("[aria-labelledby=people] h3")
    assert people_there.count() >= 3
    # Somebody of another institution changes nothing here.
    assert ana.locator("main a[href$='/members/new/'], main a[href$='/invite/']").count() == 0
    refused = ana.request.get(world.url + "/network/I068/members/new/")
    assert refused.status in (403, 404)


def test_two_people_open_casework_and_one_of_them_alone_does_not(world: Served, people: People):
    mirjana = people.page("mirjana.koordinator")
    _jelena_becomes_the_officer(mirjana, world)
    world.django(CLOSED_AGAIN)
    page = world.url + "/network/casework/vranje/"
    # While it is closed, nothing can be sent; the writer is told so before the first question.
    ana = people.page("ana.skola")
    ana.goto(world.url + "/signs/")
    expect(ana.locator("main .note.is-today")).to_be_visible()
    mirjana.goto(page)
    total = mirjana.locator("[aria-labelledby=conditions] li").count()
    assert total == 6
    assert mirjana.locator("button[disabled]").count() == 1, "the button says what is missing"
    for number in range(total):
        row = mirjana.locator("[aria-labelledby=conditions] li").nth(number)
        row.locator("summary").click()
        row.locator("form button").click()
        expect(row.locator("summary")).to_be_visible()
    post(mirjana, "/confirm/")
    step_up(mirjana, world, "mirjana.koordinator")
    _confirm_if_asked_again(mirjana)
    mirjana.goto(page)
    assert mirjana.locator("form[action$='/confirm/']").count() == 0, "one of two has signed"
    assert "True" not in world.django(_STATE)
    jelena = people.page("jelena.zdravlje")
    jelena.goto(page)
    post(jelena, "/confirm/")
    step_up(jelena, world, "jelena.zdravlje")
    _confirm_if_asked_again(jelena)
    assert "True" in world.django(_STATE)
    jelena.goto(page)
    expect(jelena.locator("aside .icon use[href$='circle-check']")).to_have_count(2)
    ana.goto(world.url + "/signs/")
    expect(ana.locator("main .note.is-today")).to_have_count(0)


def test_the_institution_page_of_an_invented_one_says_so(world: Served, people: People):
    ana = people.page("ana.skola")
    ana.goto(world.url + "/network/E001/")
    expect(ana.locator(".head .state").first).to_be_visible()
    expect(ana.locator("[aria-labelledby=seats] li")).to_have_count(1)
    expect(ana.locator("h1")).to_have_text(re.compile("Lipa"))


_STATE = (
    "from spona.directory.models import Network\n"
    "print(Network.objects.get(slug='vranje').casework_open)"
)


def _search(page: Page, world: Served, query: str) -> list[str]:
    page.goto(world.url + "/network/")
    page.fill("#who-search", query)
    page.locator("main form[role=search] button").click()
    page.wait_for_load_state()
    return page.locator(f"{SEATED} h3").all_inner_texts()


def _jelena_becomes_the_officer(mirjana: Page, world: Served) -> None:
    mirjana.goto(world.url + "/network/roles/vranje/")
    jelena = mirjana.locator("main [name=member] option", has_text=re.compile("Jelena|Јелена"))
    mirjana.select_option("main [name=member]", jelena.first.get_attribute("value"))
    mirjana.select_option("main [name=role]", "data_protection_officer")
    mirjana.locator("main form:has([name=role]) button").click()
    running = mirjana.locator("[aria-labelledby=running] li", has_text=re.compile("Jelena|Јелена"))
    expect(running).to_have_count(1)


def _confirm_if_asked_again(page: Page) -> None:
    """After the step-up either the confirmation went on, or a page offers to send it."""
    page.wait_for_load_state()
    again = page.locator("main form[action$='/confirm/'] button")
    if again.count():
        again.click()
        page.wait_for_load_state()
