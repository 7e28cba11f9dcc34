"""J4: nobody opens it, it is not theirs, something is missing; nothing is lost, days go by."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys import reporting
from tests.journeys.people import People, choose, post, until
from tests.journeys.reporting import PLANTED, SEEN, neutral
from tests.served.running import Served, move_on

pytestmark = pytest.mark.journey
HEALTH = re.compile("Zdravstveni centar|Здравствени центар")
WHY = "Pregled je potreban pre razgovora, zvrčka"
QUESTION = "Kog dana dolazi, žižula"
ANSWER = "Utorkom pre podne, ćilibar"
PLACE = "Mala sala"


def test_nobody_opens_it_and_the_coordinator_calls_together(world: Served, people: People):
    ana, bea, mirjana = (
        people.page(login) for login in ("ana.skola", "bea.csr", "mirjana.koordinator")
    )
    reporting.write(ana, world)
    reference = reporting.send(ana)
    move_on(world, days=2)
    _each_holder_hears_again(world, reference)
    _it_is_late_on_her_desk(mirjana, world, reference)
    meeting = _she_calls_together(mirjana, world, reference)
    _both_sides_are_asked(people, world, meeting)
    _not_theirs(bea, world, reference)
    onward = _the_sender_sees_to_whom(ana, world, reference)
    jelena = people.page("jelena.zdravlje")
    _they_ask_and_are_answered(jelena, ana, world, onward)
    _it_is_taken_over(jelena, ana, world, onward)
    mirjana.goto(world.url + "/desk/")
    expect(mirjana.locator("[aria-labelledby=late]")).to_have_count(0)


def _each_holder_hears_again(world: Served, reference: str) -> None:
    """At the sending, and by the escalation policy; no mail says what it is."""
    both = ("bea.csr@primer.invalid", "milan.csr@primer.invalid")
    world.mail.wait_for(lambda: all(len(world.mail.to(one)) > 1 for one in both), seconds=90)
    for message in world.mail.messages:
        body = message.get_body().get_content()
        said = "\n".join([*(f"{k}: {v}" for k, v in message.items()), body]).lower()
        assert not [w for w in (*PLANTED, *reporting.MATTER) if w.lower() in said]


def _it_is_late_on_her_desk(page: Page, world: Served, reference: str) -> None:
    """Whom it waits for and its reference; nothing of what it says, nor who sent it."""

    def late() -> bool:
        page.goto(world.url + "/desk/")
        return page.locator(f"[aria-labelledby=late] li[id='{reference}']").count() == 1

    until(late, page, seconds=90)
    row = page.locator(f"[aria-labelledby=late] li[id='{reference}']")
    assert not [word for word in PLANTED if word in page.content()]
    assert page.request.get(f"{world.url}/r/{reference}/").status == 404
    row.locator("a[href$='/convene/']").click()


def _she_calls_together(page: Page, world: Served, reference: str) -> str:
    """Whom it was sent to is ticked already; who sent it she does not know, and asks everybody."""
    assert page.locator("main [name=invited]:checked").count() == 1
    for box in page.locator("main [name=invited]").all():
        box.check()
    day = (timezone.localdate() + dt.timedelta(days=4)).isoformat()
    page.fill("main [name=day]", day)
    page.fill("main [name=time]", "09:00")
    page.fill("main [name=place]", PLACE)
    neutral(page)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/m/*/")
    expect(page.locator("main")).to_contain_text(reference)
    neutral(page)
    return page.url.removeprefix(world.url)


def _both_sides_are_asked(people: People, world: Served, meeting: str) -> None:
    """The holders of the school and of the centre: they say who comes."""
    for page in (people.page("goran.skola"), people.page("bea.csr")):
        page.goto(world.url + meeting)
        expect(page.locator("main")).to_contain_text(PLACE)
        assert not [word for word in PLANTED if word in page.content()]


def _not_theirs(bea: Page, world: Served, reference: str) -> None:
    bea.goto(f"{world.url}/r/{reference}/")
    post(bea, "/open/")
    bea.locator("main a[href$='/not-ours/']").first.click()
    choose(bea, "reason", "both_needed")
    bea.locator("main button[name=open]").click()
    choose(bea, "reason", "both_needed")
    label = bea.locator("main label:has(input[name=institution])", has_text=HEALTH)
    label.locator("input").check()
    bea.fill("main [name=message]", WHY)
    bea.locator("main button[name=show]").last.click()
    # What they will see is shown before it goes.
    expect(bea.locator(".packet")).to_contain_text(SEEN)
    neutral(bea)
    bea.locator("main button[name=send]").click()
    bea.wait_for_url(f"**/r/{reference}/")


def _the_sender_sees_to_whom(ana: Page, world: Served, reference: str) -> str:
    ana.goto(f"{world.url}/r/{reference}/")
    expect(ana.locator("main")).to_contain_text(HEALTH)
    expect(ana.locator("main")).to_contain_text(WHY)
    onward = ana.locator("[aria-labelledby=feedback] a[href^='/r/R-']")
    return (onward.get_attribute("href") or "").strip("/").split("/")[1]


def _they_ask_and_are_answered(jelena: Page, ana: Page, world: Served, onward: str) -> None:
    jelena.goto(f"{world.url}/r/{onward}/")
    post(jelena, "/open/")
    jelena.locator("main a[href$='/feedback/']").first.click()
    jelena.fill("main [name=message]", QUESTION)
    post(jelena, "/feedback/")
    # Until the answer is there nobody is late.
    move_on(world, days=1)
    ana.goto(f"{world.url}/r/{onward}/")
    expect(ana.locator("main")).to_contain_text(QUESTION)
    ana.fill("main form[action$='/answer/'] [name=message]", ANSWER)
    post(ana, "/answer/")
    jelena.goto(f"{world.url}/r/{onward}/")
    expect(jelena.locator("main")).to_contain_text(ANSWER)


def _it_is_taken_over(jelena: Page, ana: Page, world: Served, onward: str) -> None:
    jelena.fill("main form[action$='/accept/'] [name=message]", "Preuzeli smo.")
    post(jelena, "/accept/")
    expect(jelena.locator("main")).to_contain_text(SEEN)
    ana.goto(f"{world.url}/r/{onward}/")
    expect(ana.locator("main")).to_contain_text("Preuzeli smo.")
