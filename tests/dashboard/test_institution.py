"""The institution's desk: counts and deadlines of one's own institution, and nothing of what is in it."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from spona.access.denied import Denied
from spona.cases.case.steps.actions import NextStep, end_step
from spona.cases.case.steps.queries import open_steps
from spona.cases.referrals.actions import accept, assign, open_packet
from spona.deadlines import moved, time
from spona.deadlines.actions import enter_absence, enter_duty
from spona.deadlines.gaps import NIGHTS, nights_without_duty
from spona.deadlines.late import today_in
from spona.deadlines.models import Duty
from spona.directory import actions as directory
from spona.identity.models import Account
from spona.tasks.models import Task
from tests.cases.packets import PLANTED
from tests.cases.world import _somebody
from tests.dashboard.test_desk import section, title

DAY = timedelta(days=1)


def loads(html):
    """Name → (tasks, late, files) of the table "With whom it lies"."""
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", section(html, "load"), re.DOTALL)[1:]:
        name = re.search(r'<th scope="row">\s*(?:<a [^>]*>)?\s*([^<]+)', row)[1]
        found[name.strip()] = re.findall(r"(\d+|–)(?:</strong>)?</td>", row)
    return found


@pytest.fixture
def institution(desk):
    return lambda name, query="": desk(name, f"/institution/{query}")


def taken(world, report, **more):
    row = accept(open_packet(report(**more), **world.bea.can)[0], **world.bea.can)
    return assign(row, to=world.vera.member, **world.bea.can)


def test_zero_is_calm(institution):
    html = institution("bea")
    assert title(html) == "No deadline is running here."
    assert "Everything that is open here lies with somebody by name." in html
    assert "Nothing is running" in section(html, "running")
    assert "is-late" not in html


def test_what_runs_is_counted_by_colleague_and_the_queue_is_first(institution, report, world):
    report(urgency="urgent")
    taken(world, report)
    html = institution("bea")
    assert title(html) == "Two deadlines are running."
    assert "One thing lies with nobody by name." in html
    found = loads(html)
    assert next(iter(found)) == "Nobody by name"
    assert found["Nobody by name"] == ["1", "0", "–"]
    # What was sent, and the first contact with the person.
    assert found[world.vera.member.person.shown_name][:3] == ["2", "0", "1"]


def test_late_is_said_and_can_be_shown_alone(institution, report):
    report(urgency="immediate")
    later = report(urgency="regular")
    with moved(DAY + timedelta(hours=2)):
        html = institution("bea")
        alone = institution("bea", "?late")
    assert title(html) == "Two deadlines are running, one is late."
    assert loads(html)["Nobody by name"][:2] == ["2", "1"]
    assert later.reference in section(html, "running")
    assert later.reference not in section(alone, "running")
    assert "Show all" in alone


def test_one_colleague_can_be_shown_alone(institution, report, world):
    queued = report()
    html = institution("bea", "?whose=nobody")
    assert queued.reference in section(html, "running")
    other = institution("bea", f"?whose={world.vera.member.pk}")
    assert queued.reference not in section(other, "running")
    assert "Nothing like that is running" in other


def test_the_page_says_nothing_of_what_is_in_it(institution, report, world):
    report(urgency="immediate")
    taken(world, report)
    for name in ("bea", "boris"):
        html = institution(name)
        assert not [word for word in PLANTED.values() if word in html]


def test_the_head_of_an_institution_sees_its_deadlines_and_no_door(institution, report, world):
    sent = report(recipient=world.health, by=world.bea.actor)
    world.people["hilda"] = _somebody("hilda", world.health, "director")
    Account.objects.update(language="en")
    assert f"/open/{sent.reference}/" in institution("hana")
    html = institution("hilda")
    assert sent.reference in section(html, "running")
    assert "/open/" not in html
    assert "Files" not in section(html, "load")


def test_another_institution_is_never_on_it(institution, report, world):
    sent = report()
    for name in ("hana", "nina", "direktor"):
        html = institution(name)
        assert sent.reference not in html
        assert world.vera.member.person.shown_name not in html


@pytest.mark.parametrize("name", ["ana", "vera", "kosta", "luka", "cora"])
def test_who_does_not_lead_an_institution_has_no_such_page(desk, name):
    assert desk.browser(name).get("/institution/").status_code == 403
    assert "/institution/" not in desk(name)


def test_whoever_is_locked_out_finds_no_row_and_no_number(institution, report, world):
    sent = report(excluded_people=[world.boris.member.person_id])
    # It lies with Bea by name, and is in no list of the institution.
    assert loads(institution("bea"))[world.bea.member.person.shown_name][0] == "1"
    assert sent.reference not in institution("bea")
    html = institution("boris")
    assert sent.reference not in html
    assert {row[0] for row in loads(html).values()} == {"0"}
    assert title(html) == "No deadline is running here."


def test_a_file_of_which_one_is_locked_out_is_not_even_counted(institution, report, world):
    taken(world, report, excluded_people=[world.boris.member.person_id])
    vera = world.vera.member.person.shown_name
    assert loads(institution("bea"))[vera][2] == "1"
    assert loads(institution("boris"))[vera][2] == "0"


def test_absences_stand_with_who_stands_in(institution, world):
    today = time.today()
    enter_absence(
        world.vera.member, starts_on=today, ends_on=today + 3 * DAY, stands_in=world.boris.member,
        by=world.bea.actor,
    )  # fmt: skip
    html = institution("bea")
    assert "One person is away today." in html
    assert world.vera.member.person.shown_name in section(html, "away")
    assert f"stands in: {world.boris.member.person.shown_name}" in section(html, "away")


def evening(day, hour):
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=hour)


def test_nights_without_anybody_are_told_where_a_roster_is_kept(institution, world):
    assert "No turn is entered." in section(institution("bea"), "duty")
    today, number = time.today(), on_call(world)
    for n in range(NIGHTS):
        if n != 3:
            enter_duty(
                world.csw, starts_at=evening(today + n * DAY, 20), contact_point=number,
                ends_at=evening(today + n * DAY, 32), member=world.bea.member, by=world.bea.actor,
            )  # fmt: skip
    assert nights_without_duty(world.csw.pk) == [today + 3 * DAY]
    shown = section(institution("bea"), "duty")
    assert "nights without anybody" in shown
    gap = today + 3 * DAY
    assert f"{gap.day}/{gap.month}" in shown


def on_call(world):
    return directory.add_contact(
        world.csw, number="017 000 999", kind="on_call", by=world.bea.actor
    )


def test_a_turn_without_a_number_or_of_somebody_who_is_away_covers_no_night(world):
    today, number = time.today(), on_call(world)
    turn = {"starts_at": evening(today, 20), "ends_at": evening(today, 32), "by": world.bea.actor}
    enter_duty(world.csw, member=world.vera.member, **turn)
    assert nights_without_duty(world.csw.pk, 1) == [today]
    enter_duty(world.csw, member=world.vera.member, contact_point=number, **turn)
    assert nights_without_duty(world.csw.pk, 1) == []
    enter_absence(world.vera.member, starts_on=today, ends_on=today + 5 * DAY, by=world.bea.actor)
    assert nights_without_duty(world.csw.pk, 1) == [today]
    with pytest.raises(Denied, match="is away then"):
        enter_duty(world.csw, member=world.vera.member, contact_point=number, **turn)


def test_a_turn_that_somebody_rewrote_in_the_database_fills_no_night(world):
    today = time.today()
    turn = enter_duty(
        world.csw, starts_at=evening(today, 20), ends_at=evening(today, 32),
        member=world.bea.member, contact_point=on_call(world), by=world.bea.actor,
    )  # fmt: skip
    assert nights_without_duty(world.csw.pk, 1) == []
    Duty.objects.filter(pk=turn.pk).update(member=world.vera.member)
    assert nights_without_duty(world.csw.pk, 1) == [today]


def test_nobody_enters_a_turn_for_another_institution(world):
    with pytest.raises(Denied):
        enter_duty(
            world.csw, starts_at=evening(time.today(), 20), ends_at=evening(time.today(), 32),
            member=world.bea.member, by=world.hana.actor,
        )  # fmt: skip


def test_thirty_rows_cost_as_many_queries_as_one(institution, report, world):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            institution("bea")
        return len(captured)

    taken(world, report)
    report()
    institution("bea")
    one = cost()
    for __ in range(29):
        report()
    assert cost() == one
    assert one <= 45


def test_many_rows_are_cut_into_pages(institution, report):
    for __ in range(27):
        report(urgency="regular")
    html = institution("bea", "?whose=nobody")
    assert section(html, "running").count("<li") == 25
    assert 'href="?page=2&amp;whose=nobody"' in html


def test_a_case_worker_has_their_files_on_the_desk_without_a_name(desk, report, world):
    assert "No file is assigned to you" in section(desk("vera"), "files")
    row = taken(world, report)
    row.refresh_from_db()
    shown = section(desk("vera"), "files")
    assert row.to_case.reference in shown
    assert f'href="/cases/{row.to_case.reference}/"' in shown
    assert "Make the first contact" in shown
    assert not [word for word in PLANTED.values() if word in shown]
    assert not section(desk("bea"), "files"), "it is nobody's by name for her"
    assert not section(desk("ana"), "files")


def test_the_files_on_a_desk_stand_by_what_comes_next(desk, report, world):
    first, second = (taken(world, report) for _ in range(2))
    for row in (first, second):
        row.refresh_from_db()
    words = NextStep("plan_step", world.vera.member, today_in(world.vranje) + 9 * DAY, "Школа")
    end_step(open_steps(first.to_case).get(), following=words, **world.vera.can)
    shown = section(desk("vera"), "files")
    assert shown.index(second.to_case.reference) < shown.index(first.to_case.reference)
    assert "Школа" not in shown, "nothing is opened for a list"
    Task.objects.filter(subject_id=second.to_case.pk).delete()
    assert "no next step" in section(desk("vera"), "files")
