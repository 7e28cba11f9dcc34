"""A town that begins today owes nothing before its first day: no page, task or mail says late."""

from __future__ import annotations

import datetime as dt

import pytest

from spona import deadlines
from spona.cli import networks as command
from spona.dashboard.network_life import life_of
from spona.dashboard.network_rows import network_waiting
from spona.dashboard.onboarding.way import way_of
from spona.dashboard.overview.check import Ready
from spona.deadlines.late import today_in
from spona.directory import actions as directory
from spona.directory.models import Network, Seat
from spona.mandates import jobs as mandates
from spona.mandates.actions import DocumentFacts, write_document
from spona.meetings import jobs as meetings
from spona.notifications.models import Notice
from spona.plans import actions as plans
from spona.plans import jobs as plan_jobs
from spona.practice import jobs as practice
from spona.services import jobs as services
from spona.services.quarters import quarter_of
from spona.services.table import table_of
from spona.tasks.models import Task
from spona.tasks.queries import glances
from tests.cases.world import DEMO, begun
from tests.dashboard.test_coordinator import fill_seats
from tests.dashboard.test_desk import title
from tests.plans.making import line, objective

DAY = dt.timedelta(days=1)


def work() -> None:
    """Everything that reminds anybody, as the worker does it."""
    for job in (
        services.ask_for_totals, services.ask_to_confirm, meetings.remind, mandates.remind,
        plan_jobs.remind, practice.remind,
    ):  # fmt: skip
        job()


def late() -> list[str]:
    found = Task.objects.open()
    states = glances(found)
    return [found.get(pk=one.pk).kind for one in states if one.state == "late"]


@pytest.fixture
def town(world):
    """Everybody sits there since nobody knows when; the plan of the year has days that were before
    the town began, and so had its founding document and a mandate.
    """
    fill_seats(world.vranje)
    today = today_in(world.vranje)
    seat = Seat.objects.get(network=world.vranje, institution=world.school)
    seat.mandate_ends_on = today - 200 * DAY
    seat.save()
    write_document(
        world.vranje, by=world.kosta.actor,
        facts=DocumentFacts(kind="memorandum", signed_on=today - 800 * DAY, signed_precision="day",
                       ends_on=today - 90 * DAY),
    )  # fmt: skip
    plan = plans.begin(
        world.vranje, title="Plan", starts_on=today - 300 * DAY, ends_on=today + 300 * DAY,
        by=world.kosta.actor,
    )  # fmt: skip
    plans.write_part(plan, "objective", objective(), by=world.kosta.actor)
    for number, ends in (("1.1", today - 60 * DAY), ("1.2", today + 5 * DAY)):
        values = line(plan, number, ends_on=ends, responsible=world.school.code)
        plans.write_part(plan, "activity", values, by=world.kosta.actor)
    return plans.adopt(plan, on=today, adopted_by="Veće", by=world.kosta.actor)


def test_on_its_first_day_nothing_is_late_and_nothing_is_missing(world, desk, town):
    begun(world.vranje, world.nis, days=0)
    Notice.objects.all().delete()
    work()
    assert late() == []
    assert not Task.objects.filter(kind="quarter_totals").exists(), "no totals of before"
    quarter = quarter_of(today_in(world.vranje)).before
    assert table_of(world.vranje, [quarter]).waiting == []
    assert not Notice.objects.filter(kind__in=("overdue", "deputy_overdue", "waiting")).exists()
    pages = {
        "coordinator": desk("kosta"),
        "school": desk("ana"),
        "tasks": desk("kosta", "/tasks/"),
        "overview": desk("kosta", "/network/overview/"),
        "plan": desk("kosta", f"/plan/{town.pk}/"),
        "ours": desk("ana", f"/plan/{town.pk}/ours/"),
        "report": desk("kosta", f"/plan/{town.pk}/report/"),
        "services": desk("kosta", "/services/"),
        "meetings": desk("kosta", "/m/"),
    }
    for name, page in pages.items():
        for word in ("is-late", "day late", "days late", "one is late", "are late.", "It has been quiet",
                     "What takes longer"):  # fmt: skip
            assert word not in page, (name, word)
    assert "late" not in title(pages["school"])


def test_the_day_after_the_first_deadline_it_is(world, desk, town):
    begun(world.vranje, world.nis, days=0)
    with deadlines.moved(deadlines.in_days(5)):
        work()
        assert late() == []
    with deadlines.moved(deadlines.in_days(6)):
        work()
        assert late() == ["report_progress"]
        assert "1 day late" in desk("ana")
        assert "one is late." in desk("kosta", f"/plan/{town.pk}/")
    # What had run out before has sixty days, as everything that runs out.
    with deadlines.moved(deadlines.in_days(61)):
        work()
        assert {"name_seat", "renew_mandate"} & set(late())


def test_of_the_quarter_in_which_it_began_it_owes_its_part(world):
    begun(world.vranje, world.nis, days=0)
    today = today_in(world.vranje)
    last = quarter_of(today).last
    with deadlines.moved(deadlines.in_days((last - today).days + 1)):
        services.ask_for_totals()
        asked = Task.objects.open().filter(kind="quarter_totals", network=world.vranje)
        assert asked.exists()
        assert late() == []
        waiting = table_of(world.vranje, [quarter_of(today)]).waiting
        assert all(one.asked == 1 for one in waiting)
        assert waiting
    with deadlines.moved(deadlines.in_days((last - today).days + 31)):
        assert "quarter_totals" in late()


def test_a_town_added_by_the_command_begins_today(world):
    made = command.run([
        "add", "szeged", "--cyrillic", "Сегедин", "--latin", "Szeged", "--country", "HU",
        "--district", "HU-CS", "--at", "46.253,20.141", "--time-zone", "Europe/Budapest",
    ])  # fmt: skip
    assert made == 0
    network = Network.objects.get(slug="szeged")
    assert network.first_day == today_in(network)
    work()
    assert not Task.objects.filter(network=network).exists()


def checks(world):
    actor = world.kosta.actor
    return life_of(actor, [world.vranje], network_waiting(actor, None, 25)).checks


def test_nothing_empty_is_ticked(world, desk):
    """Nobody sits there, nobody met, nobody practised, no number is written down."""
    begun(world.vranje, days=0)
    for seat in Seat.objects.filter(network=world.vranje).exclude(institution=world.city):
        directory.end_seat(seat, by=DEMO, on=today_in(world.vranje))
    states = {one.title: one.state for one in checks(world)}
    done = [name for name, state in states.items() if state is Ready.DONE]
    assert done == ["Local network Vranje"], "casework is open in this world, and nothing else"
    assert states["No drill was held yet"] is Ready.NOT_YET
    assert states["No number is entered yet"] is Ready.NOT_YET
    # Before a centre for social work sits there, no roster can be filled: that comes first.
    assert states["The duty roster"] is Ready.CANNOT_YET
    page = desk("kosta")
    assert "Cannot be done yet. First: a centre for social work gets a seat in the network" in page
    assert "1 of" in page[page.index('id="ready"') :][:200]


def test_casework_cannot_be_opened_before_its_first_condition_and_says_which(world):
    world.vranje.casework_open = False
    world.vranje.save()
    world.vranje.conditions.all().delete()
    (first,) = [one for one in checks(world) if one.title == world.vranje.short_name]
    assert first.state is Ready.CANNOT_YET
    assert "First: Joint-controller agreement signed" in first.line
    assert first.url == "/network/casework/vranje/"


def test_the_steps_of_the_beginning_say_what_has_to_be_there_first(world, desk):
    world.vranje.casework_open = False
    world.vranje.save()
    world.vranje.conditions.all().delete()
    for seat in Seat.objects.filter(network=world.vranje).exclude(institution=world.city):
        directory.end_seat(seat, by=DEMO, on=today_in(world.vranje))
    way = way_of(world.vranje, world.kosta.actor)
    keys, duty, opening = (way.step(name) for name in ("keys", "duty", "opening"))
    assert (keys.state, keys.is_done) == (Ready.CANNOT_YET, False), "a partner on paper is no tick"
    assert duty.state is Ready.CANNOT_YET
    assert ("/start/vranje/network/", "Who sits in the network") in duty.lines[0].links
    signed = [one for one in opening.lines if one.title.startswith("Confirmed by")]
    assert {one.state for one in signed} == {Ready.CANNOT_YET}
    assert "First: Joint-controller agreement signed" in signed[0].said
    assert way.next.state is Ready.NOT_YET, "the button leads to what can be done"
    page = desk("kosta", "/start/vranje/duty/")
    assert "cannot yet" in page
    assert 'href="/start/vranje/network/"' in page
