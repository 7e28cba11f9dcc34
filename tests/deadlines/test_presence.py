"""Absences, duty, and whom a reminder reaches: nobody who is away, nobody twice."""

from datetime import timedelta
from functools import partial

import pytest

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.deadlines import moved, now
from spona.deadlines.actions import end_absence, end_duty, enter_absence, enter_duty, see_roster
from spona.deadlines.models import Absence, Deadline, Duty
from spona.deadlines.presence import away, on_duty, there
from spona.deadlines.time import today
from spona.deadlines.unreachable_steps import unreachable_steps
from spona.directory.models import ContactPoint
from tests.harness.world import build
from tests.shared_world import kept

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


_built, world = kept(partial(build, stocked=False))


@pytest.fixture
def people(world):
    return {name: somebody.member for name, somebody in world.people.items()}


def leave(member, by, *, first=0, last=4, stands_in=None):
    return enter_absence(
        member, starts_on=today() + first * DAY, ends_on=today() + (last + 1) * DAY, by=by,
        stands_in=stands_in,
    )  # fmt: skip


def test_who_is_away_is_passed_over_and_who_stands_in_is_told(world, people):
    bea = world.people["bea"].actor
    leave(people["bea"], bea, stands_in=people["vesna"])
    names = [one.person.name for one in there([people["bea"], people["milan"]])]
    assert names == ["Милан Ђорђевић", "Весна Јовић"]
    assert there([people["bea"], people["vesna"]]) == [people["vesna"]]


def test_nobody_is_there_when_the_stand_in_is_away_too(world, people):
    bea = world.people["bea"].actor
    leave(people["bea"], bea, stands_in=people["milan"])
    leave(people["milan"], bea)
    assert there([people["bea"]]) == []
    assert there([people["bea"], people["milan"]]) == []


def test_an_absence_holds_on_its_days_only(world, people):
    row = leave(people["vesna"], world.people["bea"].actor, first=3, last=5)
    held = [bool(away([people["vesna"]], today() + n * DAY)) for n in range(8)]
    assert held == [False, False, False, True, True, True, False, False]
    end_absence(row, by=world.people["bea"].actor)
    assert not any(away([people["vesna"]], today() + n * DAY) for n in range(8))
    assert Absence.objects.count() == 1


def test_absences_of_one_person_do_not_overlap(world, people):
    bea = world.people["bea"].actor
    leave(people["vesna"], bea, first=1, last=3)
    with pytest.raises(Conflict):
        leave(people["vesna"], bea, first=3, last=6)
    leave(people["vesna"], bea, first=4, last=6)


def test_who_stands_in_is_a_colleague_and_somebody_else(world, people):
    bea = world.people["bea"].actor
    for other in ("vesna", "jelena"):
        with pytest.raises(Denied):
            leave(people["vesna"], bea, stands_in=people[other])


@pytest.mark.parametrize("name", ["ana", "vesna", "jelena", "mirjana", "cora"])
def test_nobody_else_enters_absences_or_duty(world, people, name):
    by = world.people[name].actor
    with pytest.raises(Denied):
        leave(people["vesna"], by)
    with pytest.raises(Denied):
        enter_duty(world.csw, starts_at=now(), ends_at=now() + HOUR, member=people["bea"], by=by)


def test_no_reason_is_kept_and_the_log_names_no_days(world, people):
    leave(people["vesna"], world.people["bea"].actor)
    columns = {field.name for field in Absence._meta.fields}
    assert columns == {"id", "mac", "member", "stands_in", "starts_on", "ends_on", "entered_by",
                       "entered_at"}  # fmt: skip
    assert Entry.objects.get(name="absence:entered").detail == {}


def test_an_absence_written_into_the_database_silences_nobody(world, people):
    Absence.objects.bulk_create([
        Absence(member=people["bea"], starts_on=today() - DAY, ends_on=today() + 9 * DAY,
                entered_by=people["bea"], entered_at=now()),
    ])  # fmt: skip
    assert there([people["bea"]]) == [people["bea"]]


# Duty


def duty(world, people, start=-1, end=8, **more):
    return enter_duty(
        world.csw, starts_at=now() + start * HOUR, ends_at=now() + end * HOUR,
        by=world.people["bea"].actor, **{"member": people["vesna"]} | more,
    )  # fmt: skip


def test_duty_begins_and_ends_at_its_instant(world, people):
    duty(world, people, start=2, end=10)
    held = []
    for hours in (1.9, 2.1, 9.9, 10.1):
        with moved(timedelta(hours=hours)):
            held.append(len(on_duty(world.csw.pk)))
    assert held == [0, 1, 1, 0]


def test_what_was_taken_out_is_not_called(world, people):
    row = duty(world, people)
    assert [one.pk for one in on_duty(world.csw.pk)] == [row.pk]
    end_duty(row, by=world.people["bea"].actor)
    assert on_duty(world.csw.pk) == []
    assert Duty.objects.count() == 1


def test_a_number_that_somebody_rewrote_is_not_called(world, people):
    number = ContactPoint.objects.create(
        institution=world.csw, kind="on_call", number="017 000 111", certainty="entered"
    )
    duty(world, people, contact_point=number)
    assert on_duty(world.csw.pk)[0].contact_point.number == "017 000 111"
    ContactPoint.objects.filter(pk=number.pk).update(number="060 666 666")
    assert on_duty(world.csw.pk) == []


def test_a_turn_written_into_the_database_is_not_called(world, people):
    row = duty(world, people)
    Duty.objects.filter(pk=row.pk).update(member=people["milan"])
    assert on_duty(world.csw.pk) == []


def test_the_deputy_sees_and_a_new_change_is_unseen_again(world, people):
    row = duty(world, people)
    milan = world.people["milan"].actor
    with pytest.raises(Denied):
        see_roster(world.csw.pk, by=world.people["bea"].actor)
    assert see_roster(world.csw.pk, by=milan) == 1
    assert see_roster(world.csw.pk, by=milan) == 0
    end_duty(row, by=world.people["bea"].actor)
    assert Duty.objects.get().unseen
    assert see_roster(world.csw.pk, by=milan) == 1


# Steps that reach nobody


def test_the_invented_world_has_no_unreachable_step(world):
    assert Deadline.objects.running().exists()
    assert unreachable_steps() == []


def test_a_queue_whose_holders_are_all_away_is_dead_and_so_is_its_deputy(world, people):
    bea = world.people["bea"].actor
    leave(people["bea"], bea)
    assert unreachable_steps() == []
    leave(people["milan"], bea, stands_in=people["vesna"])
    found = unreachable_steps()
    assert [(step.to, step.institution) for step in found] == [
        ("queue", world.csw), ("deputy", world.csw),
    ]  # fmt: skip
    assert unreachable_steps(today() + 9 * DAY) == []


def test_the_coordinators_step_goes_to_the_deputy_and_then_to_the_centre(world, people):
    for name in ("mirjana", "zoran"):
        account = world.people[name].account
        account.disabled_at = now()
        account.save()
        found = {step.to for step in unreachable_steps()}
        assert found == (set() if name == "mirjana" else {"coordinator"})
