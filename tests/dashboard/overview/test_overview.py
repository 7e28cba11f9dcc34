"""The page of all networks: what is drawn is what the table and the file say, and no more."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from spona.dashboard.overview import places
from spona.directory import actions as directory
from spona.directory import coverage
from spona.directory.models import Network, Seat
from spona.reference.models import Town
from tests.cases.world import DEMO
from tests.dashboard.overview.making import file_of, meeting, table_of, words
from tests.dashboard.test_coordinator import fill_seats
from tests.dashboard.test_desk import section, title

PAGE = "/network/overview/"
OF_NIS = ("Школа Пример Ниш", "Центар за социјални рад Ниш", "Nina Primerić", "Cora Primerić")


@pytest.fixture
def practice(world):
    """A training network in another town, with an institution that is only there."""
    town = Town.objects.get(slug="subotica")
    made = directory.create_network({"sr": "Вежба Суботица"}, slug="vezba", town=town, by=DEMO)
    Network.objects.filter(pk=made.pk).update(practice=True)
    body = directory.create_institution(
        {"sr": "Вежбаона Суботица"}, sector="youth_office", town=town, by=DEMO, example=True
    )
    directory.seat(body, network=made, by=DEMO)
    made.refresh_from_db()
    return made


def test_the_title_is_the_answer(desk, world):
    html = desk("ana", PAGE)
    # Six of eleven sectors are missing in Vranje, nine in Niš.
    assert title(html) == "15 places are empty."
    assert "In your network, Vranje, 5 institutions sit." in words(html)
    assert "0 of 5 have a member with a valid mandate." in words(html)
    assert "<title>Network – Spona</title>" in html


def test_a_mandate_that_has_run_out_is_in_the_title(desk, world):
    fill_seats(world.vranje)
    seat = Seat.objects.get(network=world.vranje, institution=world.csw)
    seat.mandate_starts_on = timezone.localdate() - dt.timedelta(days=99)
    seat.mandate_ends_on = timezone.localdate()
    seat.save()
    assert title(desk("ana", PAGE)) == "15 places are empty, one mandate has run out."


def test_the_title_counts_in_serbian_as_people_do():
    def said(empty, expired):
        with override("sr"):
            return places.title(places.Covers([], [], empty, expired))

    with override("en"):
        calm = places.title(places.Covers([], [], 0, 0))
    assert calm == "Every place is taken, no mandate has run out."
    for n in (1, 2, 3, 4, 5, 11, 21):
        assert said(n, n)


def test_what_is_drawn_is_what_the_file_says(desk, world):
    fill_seats(world.vranje)
    html = desk("ana", PAGE)
    head, *rows = file_of(desk.browser("ana").get(PAGE + "coverage.csv"))
    assert head == ["Sector", "Niš", "Vranje"]
    assert table_of(html, "covers") == rows
    assert ["Police", "no institution", "member and deputy"] in rows
    legend = words(re.search(r'<ul class="legend">.*?</ul>', html, re.DOTALL)[0])
    for state in coverage.STATES:
        with override("en"):
            assert str(state.word) in legend


def test_another_networks_names_never_appear_but_its_sectors_do(desk, world):
    fill_seats(world.nis)
    meeting(world, [world.csw_nis, world.school_nis], network=world.nis, by=world.nina.member)
    html = desk("ana", PAGE)
    files = [desk.browser("ana").get(f"{PAGE}{name}.csv").content.decode()
             for name in ("coverage", "towns", "together", "meetings")]  # fmt: skip
    for text in (html, *files):
        for name in OF_NIS:
            assert name not in text
    assert "Основна школа Пример" in html
    rows = {row[0]: row[1:] for row in table_of(html, "covers")}
    assert rows["School"] == ["member and deputy", "nobody named yet"]
    # Whoever sits there sees them, and none of ours.
    theirs = desk("nina", PAGE)
    assert "Школа Пример Ниш" in theirs
    assert "Основна школа Пример" not in theirs


def test_a_practice_network_appears_nowhere(desk, world, practice):
    html = desk("ana", PAGE)
    files = [
        desk.browser("ana").get(f"{PAGE}{name}.csv").content.decode()
        for name in ("coverage", "towns")
    ]
    for text in (html, *files):
        assert "Subotica" not in text
        assert "Вежб" not in text
    assert title(html) == "15 places are empty."


def test_whoever_sits_only_in_the_practice_network_sees_no_picture_of_it(desk, world, practice):
    directory.seat(world.school, network=practice, by=DEMO)
    for seat in Seat.objects.filter(network=world.vranje, institution=world.school):
        directory.end_seat(seat, by=DEMO)
    html = desk("ana", PAGE)
    assert "You sit in none of these networks" in html
    assert not section(html, "together")
    assert "Основна школа Пример" not in html.partition("<main")[2]
    assert desk.browser("ana").get(PAGE + "?network=vezba").status_code == 404
    assert desk.browser("ana").get(PAGE + "together.csv").status_code == 404


def test_what_one_may_not_know_is_not_there(desk, world):
    browser = desk.browser("ana")
    assert browser.get(PAGE + "?network=nis").status_code == 404
    assert browser.get(PAGE + "together.csv?network=nis").status_code == 404
    assert browser.get(PAGE + "?network=<script>").status_code == 404
    assert browser.get(PAGE + "members.csv").status_code == 404
    assert browser.post(PAGE).status_code == 405
    assert Client().get(PAGE).status_code == 302
    assert Client().get(PAGE + "coverage.csv").status_code == 302


def test_the_list_says_who_is_missing_and_names_only_ones_own(desk, world):
    listed = re.search(r'<ul class="by-town"[^>]*>.*?</ul>', desk("ana", PAGE), re.DOTALL)[0]
    nis, vranje = listed.split('id="town-vranje"')
    assert "Полицијска управа Врање" in vranje
    assert "0 of 11 expected sectors" in words(vranje)
    assert "School" in nis
    assert not [name for name in OF_NIS if name in nis]


def test_the_members_are_one_press_away_and_back(desk, world):
    assert 'href="/network/?network=vranje"' in desk("ana", PAGE)
    assert 'href="/network/overview/?network=vranje"' in desk("ana", "/network/")


def test_the_last_meetings_are_those_that_the_reader_may_know_of(desk, world):
    held = meeting(world, [world.csw, world.city], absent=[world.school])
    mine = section(desk("kosta", PAGE), "lately")
    assert held.reference in mine
    assert "2 of 3 institutions were there" in mine
    assert held.reference in desk("ana", PAGE), "a meeting of the table is everybody's"
    assert held.reference not in desk("cora", PAGE), "she sits in another network"
    # How often the network met is everybody's.
    assert "2/3" in section(desk("ana", PAGE), "life-vranje")


def test_a_name_with_markup_stays_text(desk, world):
    world.school.words = {"sr": "<b>Школа</b>", "en": "<b>School</b>"}
    world.school.save()
    html = desk("ana", PAGE)
    assert "<b>School" not in html
    assert "<b>Школа" not in html


def test_a_formula_in_a_name_is_no_formula_in_the_file(desk, world):
    for body, name in ((world.school, "=1+1"), (world.csw, "@SUM(A1)")):
        body.words = {"sr": name, "en": name}
        body.save()
    meeting(world, [world.school, world.csw])
    [_head, row] = file_of(desk.browser("ana").get(PAGE + "together.csv"))
    assert row[0].startswith("'")
    assert row[1].startswith("'")


@pytest.mark.parametrize("name", ["ana", "kosta"])
def test_twenty_more_institutions_cost_no_more_queries(desk, world, name):
    def cost():
        # At the first one everybody's place is read anew, for the directory has changed.
        desk(name, PAGE)
        with CaptureQueriesContext(connection) as captured:
            desk(name, PAGE)
        return len(captured)

    meeting(world, [world.csw, world.city])
    before = cost()
    for number in range(20):
        body = directory.create_institution(
            {"sr": f"Установа {number}"},
            sector="cso",
            town=world.vranje.town,
            by=DEMO,
            example=True,
        )
        directory.seat(body, network=world.vranje, by=DEMO)
        meeting(world, [world.csw, body], days=20 + number)
    assert cost() == before
    assert before <= 32


def test_the_page_is_read_in_both_scripts(desk, world):
    from spona.identity.models import Account

    meeting(world, [world.csw, world.city])
    for language, lang in (("sr", "sr-Cyrl"), ("sr-latn", "sr-Latn")):
        Account.objects.filter(pk=world.ana.account.pk).update(language=language)
        html = desk("ana", PAGE)
        assert f'lang="{lang}"' in html
        # A comma in a number would break a picture.
        for numbers in re.findall(r'\b(?:x|y|cx|cy|r|d|viewBox|x1)="([^"]*)"', html):
            assert "," not in numbers
