"""The coordinator's first line: which institution owes how much, and how much of it is late."""

import re
from datetime import timedelta

import pytest

from spona.cases.consent.rests_on import RestsOn
from spona.cases.models import Referral
from spona.cases.referrals.actions import (
    accept,
    give_feedback,
    open_packet,
    propose_forward,
    send,
)
from spona.dashboard.network_rows import network_waiting
from spona.deadlines import moved, time
from spona.deadlines.actions import enter_absence
from spona.directory import actions as directory
from spona.directory.models import Seat
from tests.cases.packets import PLANTED, packet
from tests.cases.world import DEMO
from tests.dashboard.test_coordinator import CONTENT, fill_seats
from tests.dashboard.test_desk import section

DAY = timedelta(days=1)


def table(html):
    """The rows of "Who it is waiting for", as text."""
    body = re.search(r"<tbody>(.*?)</tbody>", section(html, "waits"), re.DOTALL)[1]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_one_line_an_institution_with_how_many(desk, report, world):
    with moved(-3 * DAY):
        report(urgency="regular")
    report(urgency="regular")
    report(recipient=world.health, urgency="immediate", by=world.bea.actor)
    assert table(desk("kosta")) == [
        "Здравствени центар Врање 1 0", "Центар за социјални рад Врање 2 0",
    ]  # fmt: skip


def test_whoever_is_late_comes_first_and_late_is_counted(desk, report, world):
    report(urgency="regular")
    report(recipient=world.health, urgency="regular", by=world.bea.actor)
    with moved(-2 * DAY):
        report(urgency="immediate")
    first, __ = table(desk("kosta"))
    assert first == "Центар за социјални рад Врање 2 1"


def test_what_was_asked_waits_for_whoever_sent_it(desk, report, world):
    """The name of a sender stands nowhere, not even where they owe the next step."""
    opened = open_packet(report(), **world.bea.can)[0]
    [before] = network_waiting(world.kosta.actor, None, 25).waits
    give_feedback(opened, message="Which class is it?", **world.bea.can)
    [after] = network_waiting(world.kosta.actor, None, 25).waits
    assert (before.institution, after.institution) == (world.csw, None)
    assert table(desk("kosta")) == ["Whoever sent it 1 0"]


@pytest.mark.parametrize(
    ("urgency", "owners"),
    [
        # After the question at once, 23 hours later, 25 hours later, eight days later.
        ("immediate", ["csw", "csw", "csw", "csw"]),
        ("urgent", ["sender", "sender", "csw", "csw"]),
        ("regular", ["sender", "sender", "sender", "csw"]),
    ],
)
def test_what_a_question_does_not_pause_waits_for_the_institution(
    desk, report, world, urgency, owners
):
    """Its deadline runs on the centre, so the centre owes; an urgent question lasts one day."""
    opened = open_packet(report(urgency=urgency), **world.bea.can)[0]
    give_feedback(opened, message="Which class is it?", **world.bea.can)
    found = []
    for wait in (timedelta(), timedelta(hours=23), timedelta(hours=25), 8 * DAY):
        with moved(wait):
            [one] = network_waiting(world.kosta.actor, None, 25).waits
            [line] = table(desk("kosta"))
        found.append("csw" if one.institution == world.csw else "sender")
        assert line.startswith("Whoever sent it" if found[-1] == "sender" else "Центар")
    assert found == owners


def test_what_is_late_after_a_question_is_the_institutions(desk, report, world):
    opened = open_packet(report(urgency="immediate"), **world.bea.can)[0]
    give_feedback(opened, message="Which class is it?", **world.bea.can)
    with moved(3 * DAY):
        [row] = network_waiting(world.kosta.actor, None, 25).late
        assert "Whoever sent it" not in section(desk("kosta"), "late")
    assert row.owner == world.csw


def test_what_is_said_to_be_anothers_waits_likewise(world):
    """It is the deadline that tells who owes, for this too: the same rule, one definition."""
    for urgency, owner in (("immediate", world.csw), ("regular", None)):
        asked = send(
            packet(urgency=urgency, rests_on=RestsOn.AGREEMENT), network=world.vranje,
            recipient=world.csw, by=world.ana.actor,
        )  # fmt: skip
        opened = open_packet(asked, **world.bea.can)[0]
        propose_forward(
            opened, to=world.health, network=world.vranje, reason="matter", **world.bea.can
        )
        found = network_waiting(world.kosta.actor, None, 25).waits
        assert owner in [one.institution for one in found], urgency


def test_the_line_is_free_of_content(desk, report, world):
    report(urgency="immediate")
    for wait in (timedelta(), 30 * DAY):
        with moved(wait):
            lines = " ".join(table(desk("kosta"))).lower()
        assert lines
        assert not [word for word in CONTENT if word in lines]
        assert not [word for word in PLANTED.values() if word.lower() in lines]


def test_what_two_institutions_sent_on_is_counted(desk, report, world):
    fill_seats(world.vranje)
    sent = report()
    assert "Forwarded twice" in section(desk("kosta"), "nobodys")
    assert network_waiting(world.kosta.actor, None, 25).twice == 0
    # Two in a row, as `forward` leaves them; a third institution has it now.
    again = report(recipient=world.health, by=world.bea.actor)
    third = report()
    Referral.objects.filter(pk=again.pk).update(forwarded_from=sent)
    Referral.objects.filter(pk=third.pk).update(forwarded_from=again)
    html = desk("kosta")
    numbers = re.findall(r"<b>(\d+)</b>", section(html, "nobodys"))
    assert numbers[1] == "1"
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
    assert network_waiting(world.kosta.actor, None, 25).waits == []


@pytest.mark.parametrize("name", ["cora", "nina", "kosta"])
def test_the_reference_of_a_row_opens_nothing_for_whoever_only_knows_it(desk, report, name):
    """Another network's people, and the coordinator who reads the row, get what is not there."""
    sent = report()
    for path in (f"/r/{sent.reference}/", f"/open/{sent.reference}/"):
        assert desk.browser(name).get(path).status_code == 404, path
