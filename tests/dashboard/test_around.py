"""The bar, the search, the way in: what every staff page has around itself."""

import re
import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from spona import deadlines, ui
from spona.cases.worklists.paging import COUNTED
from spona.dashboard.links import LINKS, link
from spona.dashboard.navigation import ITEMS, life
from spona.dashboard.page_context import work_page
from spona.dashboard.waiting import counts
from spona.deadlines.exclusions import asked_once, exclusions_of
from spona.reference.reference_codes import new_reference
from spona.tasks.models import Task

EXPECTED = {
    "ana": ["Desk", "Check the signs", "My reports", "Network", "Trainings"],
    "direktor": ["Desk", "Check the signs", "My reports", "Institution", "Network", "Trainings"],
    "bea": ["Desk", "Files", "Reports", "Messages", "Institution", "Network"],
    "vera": ["Desk", "Files", "Reports", "Network", "Trainings"],
    "kosta": ["Desk", "Network", "Meetings", "Plan", "Trainings", "Data"],
    "luka": ["Desk", "Network", "Trainings", "Data"],
}


def request_of(world, name, path="/desk/"):
    request = RequestFactory().get(path)
    request.actor, request.language = world.people[name].actor, "en"
    return request


@pytest.mark.parametrize("name", EXPECTED)
def test_each_role_has_its_words_and_each_word_leads_somewhere(world, desk, name):
    with override("en"):
        items = work_page(request_of(world, name))["nav"]()
        labels = [str(item["label"]) for item in items]
    assert labels == EXPECTED[name]
    for item in items:
        answer = desk.browser(name).get(item["url"])
        assert answer.status_code in (200, 302), item
        assert "/login/" not in answer.get("Location", "")
    html = desk(name)
    for item in items:
        assert f'href="{item["url"]}"' in html
    assert [item["current"] for item in items] == [True] + [False] * (len(items) - 1)
    assert '<a href="/desk/" aria-current="page">' in html


@pytest.mark.parametrize(
    ("path", "word", "under"),
    [
        ("/network/", "Network", "Members"),
        ("/network/overview/", "Network", "Overview"),
        ("/network/I068/", "Network", "Members"),
        ("/mandates/coverage/", "Network", "Acts"),
        ("/m/M-ZZZZ-ZZ/", "Meetings", "Meetings"),
        ("/plan/", "Plan", "Plan"),
        ("/plan/activities/new/", "Plan", "Activities"),
        ("/a/A-ZZZZ-ZZ/", "Plan", "Activities"),
        ("/trainings/where/", "Trainings", "Trainings"),
        ("/loop/", "Data", None),
        ("/desk/", "Desk", None),
    ],
)
def test_one_word_is_the_current_one_and_the_life_of_the_network_has_its_line(
    world, path, word, under
):
    with override("en"):
        request = request_of(world, "kosta", path)
        bar = [str(one["label"]) for one in work_page(request)["nav"]() if one["current"]]
        line = [str(one["label"]) for one in life(request) if one["current"]]
    assert bar == [word]
    assert line == ([under] if under else [])


def test_who_coordinates_finds_the_own_reports_in_the_menu_of_the_person(world, desk):
    assert 'href="/reports/"' in desk("kosta")
    assert work_page(request_of(world, "kosta"))["nav_action"]["url"] == "/signs/"


def test_what_we_sent_is_a_part_of_reports_for_whoever_has_a_queue(world, desk):
    html = desk("bea", "/reports/")
    assert '<a href="/inbox/" aria-current="page">Reports' in html
    assert '<a href="/reports/" aria-current="page">We sent to others' in html
    assert 'aria-current="page">Arrived at the institution' in desk("bea", "/inbox/")
    assert 'class="tabs"' not in desk("ana", "/reports/")


def test_the_tasks_are_in_everybodys_menu(desk):
    for name in ("ana", "bea", "vera", "kosta", "direktor"):
        assert '<a href="/tasks/">' in desk(name)


def test_whoever_leads_cases_has_the_signs_as_a_button(world):
    assert work_page(request_of(world, "vera"))["nav_action"]["url"]
    assert work_page(request_of(world, "ana"))["nav_action"] is None


def test_the_number_counts_what_waits(world, report):
    assert work_page(request_of(world, "bea"))["nav"]()[0]["waiting"] is False
    report()
    report()
    first = work_page(request_of(world, "bea"))["nav"]()[0]
    assert (first["count"], first["waiting"]) == (2, True)
    assert work_page(request_of(world, "vera"))["nav"]()[0]["count"] == 0


def test_beyond_a_thousand_nobody_counts_what_waits(world, desk):
    """Every page asks for it, and many files with a step that nobody has taken would slow all."""
    body = world.people["bea"].member.institution
    Task.objects.bulk_create(
        Task(
            kind="review", subject_kind="case", subject_id=uuid.uuid4(), institution=body,
            network=world.vranje, created_at=deadlines.now(),
        )
        for _at in range(COUNTED + 5)
    )  # fmt: skip
    assert counts(world.people["bea"].actor).tasks == COUNTED + 1
    first = work_page(request_of(world, "bea"))["nav"]()[0]
    assert (first["count"], first["waiting"]) == ("1000+", True)
    assert "1000+" in desk("bea", "/reports/").partition("</header>")[0]


def test_the_bell_says_how_many_notices_are_new(desk, report):
    report()
    assert "Notices: 1 new" in desk("bea")
    assert "Notices: " not in desk("ana")


def test_the_network_of_the_town_is_named_at_the_foot(desk):
    assert "Local network Vranje" in desk("bea").partition("<footer")[2]


def test_icons_of_the_bar_are_in_the_sprite():
    names = Path(ui.__file__).with_name("icons.txt").read_text().split()
    assert {item.icon for item in ITEMS} <= set(names)


def test_the_frame_costs_three_queries_and_nothing_before_it_is_shown(world):
    request = request_of(world, "bea")
    with CaptureQueriesContext(connection) as captured:
        context = work_page(request)
    # What one is excluded from is asked once for the frame and for what stands in it.
    with asked_once(), CaptureQueriesContext(connection) as shown:
        exclusions_of(request.actor)
        locks = len(shown)
        for __ in range(2):
            for name in ("nav", "notices_count", "network_name", "practice"):
                context[name]()
    assert len(captured) == 0
    assert locks == 1
    # The two figures; the last line of the log, and what holds as long as it is the last.
    assert len(shown) - locks == 3


def test_nobody_gets_a_frame_without_an_actor():
    request = RequestFactory().get("/")
    assert work_page(request) == {}


def test_the_way_in_leads_to_the_desk_or_to_the_front_page(world, desk):
    answer = desk.browser("ana").get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    stranger = Client().get("/", headers={"Accept-Language": "en"})
    assert (stranger.status_code, stranger["Location"]) == (302, "/en/")


def search(desk, name, typed):
    browser = desk.browser(name)
    html = browser.get("/desk/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
    return browser.post("/search/", {"q": typed, "csrfmiddlewaretoken": token})


def without_tokens(answer):
    return re.sub(r'value="[^"]*"|"X-CSRFToken": "\w+"', "", answer.content.decode())


def test_an_unknown_and_a_forbidden_reference_read_the_same(world, desk, report):
    forbidden = search(desk, "cora", report().reference)
    unknown = search(desk, "cora", new_reference("R"))
    assert forbidden.status_code == unknown.status_code == 200
    assert without_tokens(forbidden) == without_tokens(unknown)
    assert "nothing you can open" in forbidden.content.decode()


def test_a_mistyped_reference_is_told_and_kept(desk):
    reference = new_reference("R")
    wrong = reference[:-1] + ("A" if reference[-1] != "A" else "B")
    html = search(desk, "ana", wrong).content.decode()
    assert "mistyped" in html
    assert f'value="{wrong}"' in html


def test_a_word_is_no_reference(desk):
    assert "as it stands in the notice" in search(desk, "ana", "Petrović").content.decode()


def test_what_has_no_page_has_no_button(world):
    assert link("nothing_known", world.vranje.pk) == ""
    for kind in LINKS:
        # Of an institution the address has its code, so there has to be one.
        of = world.csw.pk if kind.startswith("unreachable") else world.vranje.pk
        assert link(kind, of).startswith("/")
    assert link("unreachable", world.vranje.pk) == ""
    assert link("referral", world.vranje.pk, "R-7K3M-Q2") == "/open/R-7K3M-Q2/"
