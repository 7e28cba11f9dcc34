"""The coordinator's first line: which institution owes how much, since when, until when."""

import re
from datetime import timedelta

import pytest

from spona.cases.models import Referral
from spona.cases.referrals.actions import accept, give_feedback, open_packet
from spona.clocks import moved, time
from spona.clocks.actions import enter_absence
from spona.directory import actions as directory
from spona.directory.models import Seat
from spona.home.network_rows import network_rows, waits_for
from tests.cases.packets import PLANTED
from tests.cases.world import DEMO
from tests.home.test_coordinator import CONTENT, fill_seats
from tests.home.test_desk import section

DAY = timedelta(days=1)


def table(html):
    """The rows of "Who it is waiting for", as text."""
    body = re.search(r"<tbody>(.*?)</tbody>", section(html, "waits"), re.DOTALL)[1]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_one_line_an_institution_with_how_many_and_since_when(desk, report, world):
    with moved(-3 * DAY):
        report(urgency="regular")
    report(urgency="regular")
    report(recipient=world.health, urgency="immediate", by=world.bea.actor)
    first, second = table(desk("kosta"))
    assert first.startswith("Здравствени центар Врање 1 0 since")
    assert second.startswith("Центар за социјални рад Врање 2 0 since")


def test_the_nearest_deadline_is_first_and_late_is_counted(desk, report, world):
    report(urgency="regular")
    report(recipient=world.health, urgency="regular", by=world.bea.actor)
    with moved(-2 * DAY):
        report(urgency="immediate")
    first, __ = table(desk("kosta"))
    assert first.startswith("Центар за социјални рад Врање 2 1 since")
    assert "late by" in first


def test_what_was_asked_waits_for_the_sender(report, world):
    opened = open_packet(report(), **world.bea.can)[0]
    [before] = waits_for(network_rows(world.kosta.actor))
    give_feedback(opened, message="Which class is it?", by=world.bea.actor)
    [after] = waits_for(network_rows(world.kosta.actor))
    assert (before.institution, after.institution) == (world.csw, world.school)
    assert after.since > before.since


def test_the_line_is_free_of_content(desk, report, world):
    report(urgency="immediate")
    for wait in (timedelta(), 30 * DAY):
        with moved(wait):
            lines = " ".join(table(desk("kosta"))).lower()
        assert lines
        assert not [word for word in CONTENT if word in lines]
        assert not [word for word in PLANTED.values() if word.lower() in lines]


def test_one_institution_alone_is_shown_on_request(desk, report, world):
    here = report(urgency="regular")
    there = report(recipient=world.health, urgency="regular", by=world.bea.actor)
    html = desk("kosta", f"/desk/?whom={world.health.code}")
    rows = re.search(r'<ul class="rows">.*?</ul>', section(html, "waits"), re.DOTALL)[0]
    assert there.reference in rows
    assert here.reference not in rows
    assert len(table(html)) == 2, "the table goes on saying everything"
    unknown = desk("kosta", "/desk/?whom=nothing-of-ours")
    assert here.reference in unknown


def test_many_rows_are_cut_into_pages(desk, report):
    for __ in range(27):
        report(urgency="regular")
    html = desk("kosta")
    assert section(html, "waits").count("<li id=") == 25
    assert '<a class="btn" rel="next" href="?page=2">' in html
    assert section(desk("kosta", "/desk/?page=2"), "waits").count("<li id=") == 2


def test_what_two_institutions_sent_on_is_counted_and_marked(desk, report, world):
    fill_seats(world.vranje)
    sent = report()
    assert "Forwarded twice" in section(desk("kosta"), "nobodys")
    [row] = network_rows(world.kosta.actor)
    assert not row.twice
    # Two in a row, as `forward` leaves them; a third institution has it now.
    again = report(recipient=world.health, by=world.bea.actor)
    third = report()
    Referral.objects.filter(pk=again.pk).update(forwarded_from=sent)
    Referral.objects.filter(pk=third.pk).update(forwarded_from=again)
    html = desk("kosta")
    numbers = re.findall(r"<b>(\d+)</b>", section(html, "nobodys"))
    assert numbers[1] == "1"
    marked = re.search(rf'<li id="{third.reference}".*?</li>', html, re.DOTALL)[0]
    assert "forwarded twice" in marked
    assert "One thing was forwarded twice." in html


def test_away_without_anybody_who_stands_in(desk, world):
    fill_seats(world.vranje)
    seat = Seat.objects.get(network=world.vranje, institution=world.csw)
    directory.name_representatives(seat, member=world.bea.member, deputy=None, by=DEMO)
    today = time.today()
    enter_absence(world.bea.member, starts_on=today, ends_on=today + 7 * DAY, by=world.bea.actor)
    html = desk("kosta")
    numbers = re.findall(r"<b>(\d+)</b>", section(html, "nobodys"))
    assert numbers[2] == "1"
    assert "Центар за социјални рад Врање" in section(html, "nobodys")
    assert "In one institution nobody is there and nobody stands in." in html


@pytest.mark.parametrize("name", ["ana", "bea", "vera", "direktor", "luka", "cora"])
def test_nobody_else_has_the_table(desk, report, name):
    report()
    assert not section(desk(name), "waits")


def test_what_was_taken_over_waits_for_nobody(report, world):
    accept(open_packet(report(), **world.bea.can)[0], **world.bea.can)
    open_rows = [row for row in network_rows(world.kosta.actor) if not row.is_answered]
    assert waits_for(open_rows) == []


@pytest.mark.parametrize("name", ["cora", "nina", "kosta"])
def test_the_reference_of_a_row_opens_nothing_for_whoever_only_knows_it(desk, report, name):
    """Another network's people, and the coordinator who reads the row, get what is not there."""
    sent = report()
    for path in (f"/r/{sent.reference}/", f"/open/{sent.reference}/"):
        assert desk.browser(name).get(path).status_code == 404, path
