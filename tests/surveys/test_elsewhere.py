"""Where a questionnaire is met outside its own pages: the public site, the plan, the desk."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import Client

from spona.access.denied import Denied
from spona.deadlines.time import today
from spona.plans import actions as plans
from spona.plans.models import Indicator, Reading, Unit
from spona.surveys import actions
from spona.surveys.queries import figures_of, open_to_everybody, over
from tests.plans.making import adopted


@pytest.fixture
def indicator(world):
    year = today().year
    draft = plans.begin(
        world.vranje, title="Plan", starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31),
        by=world.kosta.actor,
    )  # fmt: skip
    return Indicator.objects.get(plan=adopted(world, draft))


@pytest.fixture
def closed(world, opened, fill):
    found = opened()
    for at in range(40):
        fill(found, {"about/knows": "no" if at < 25 else "yes", "about/age": "" if at < 25 else "16",
                     "help/told": "nobody"})  # fmt: skip
    return actions.close_round(found, late_phones=False, by=world.kosta.actor)


def test_on_the_public_page_stands_only_what_was_meant_for_it_and_is_open(world, opened):
    opened()
    assert open_to_everybody(world.vranje) == []
    found = opened(public=True)
    assert open_to_everybody(world.vranje) == [found]
    page = Client().get(f"/en/town/{world.vranje.town.slug}/")
    text = page.content.decode()
    assert f"/en/u/{found.code}/" in text
    assert "Without a name and without an account" in text
    assert not page.cookies
    actions.close_round(found, late_phones=False, by=world.kosta.actor)
    assert open_to_everybody(world.vranje) == []


def test_a_number_of_the_plan_comes_from_the_sums_and_leads_back_to_them(world, closed, indicator):
    browser = world.kosta.sign_in()
    where = f"/plan/indicator/{indicator.pk}/questionnaire/"
    assert where in browser.get(f"/plan/indicator/{indicator.pk}/").content.decode()
    assert f"?from={closed.code}" in browser.get(where).content.decode()
    page = browser.get(f"{where}?from={closed.code}")
    text = page.content.decode()
    assert "25 of 40" in text
    figure = next(one for one in figures_of(closed) if one.number == 25)
    token = re.search(r'name="token" value="([^"]*)"', text).group(1)
    wrong = browser.post(
        f"{where}?from={closed.code}", {"token": token, "figure": "about/knows|99"}
    )
    assert wrong.status_code == 422
    said = {"token": token, "figure": figure.key, "value": "999"}
    for _twice in range(2):
        browser.post(f"{where}?from={closed.code}", said)
    reading = Reading.objects.get()
    assert (reading.value, reading.survey, reading.read_on) == (25, closed, closed.closed_on)
    assert closed.code in reading.source
    page = browser.get(f"/plan/indicator/{indicator.pk}/").content.decode()
    assert f"/surveys/{closed.pk}/results/" in page


def test_in_percent_the_share_is_taken(world, closed, indicator):
    indicator.unit = Unit.PERCENT
    indicator.save()
    figure = next(one for one in figures_of(closed) if one.number == 25)
    made = plans.take_figure(indicator, closed, figure.key, by=world.kosta.actor)
    assert made.value == Decimal("62.5")


def test_no_number_is_taken_while_it_is_open_of_another_network_or_by_anybody(
    world, opened, closed, indicator
):
    running = opened()
    assert over(world.vranje) == [closed]
    assert over(world.nis) == []
    with pytest.raises(Denied):
        plans.take_figure(indicator, running, "about/knows|0", by=world.kosta.actor)
    figure = figures_of(closed)[0]
    with pytest.raises(Denied):
        plans.take_figure(indicator, closed, figure.key, by=world.ana.actor)
    assert (
        world.ana.sign_in().get(f"/plan/indicator/{indicator.pk}/questionnaire/").status_code == 403
    )
    assert not Reading.objects.exists()


def test_everybody_in_the_network_sees_the_sums_of_what_is_over_and_nothing_else(world, closed):
    browser = world.ana.sign_in()
    assert str(closed.pk) in browser.get("/surveys/").content.decode()
    assert "25 of 40" in browser.get(f"/surveys/{closed.pk}/results/").content.decode()
    assert browser.get(f"/surveys/{closed.pk}/answers/").status_code in (302, 403)
    assert browser.get(f"/surveys/{closed.pk}/close/").status_code == 403
    assert world.dragan.sign_in().get(f"/surveys/{closed.pk}/results/").status_code == 404


def test_the_desk_of_the_coordinator_says_when_it_ends(world, opened):
    found = opened()
    assert f"/surveys/{found.pk}/" in world.kosta.sign_in().get("/desk/").content.decode()
