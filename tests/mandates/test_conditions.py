"""What an institution has, until when, and what happens without it."""

from __future__ import annotations

import datetime as dt

import pytest

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines import moved
from spona.directory.actions import create_network, end_seat, give_network_role, seat
from spona.directory.models import Seat
from spona.mandates.actions import (
    end_document,
    sign_document,
    turn_switch,
    withdraw_condition,
    write_condition,
)
from spona.mandates.actions.conditions import months_later
from spona.mandates.models import Condition, Switch
from spona.mandates.queries import blocked, conditions_of, conditions_table
from tests.cases.world import DEMO
from tests.mandates.conftest import day


def state(world, code, institution=None, on=None):
    owed = conditions_of(institution or world.csw, world.vranje, on or day(0))
    return next(one for one in owed if one.kind.code == code)


def test_a_training_counts_for_the_months_of_the_list(world):
    row = write_condition(world.csw, world.vranje, "training", on=day(-10), by=world.kosta.actor)
    assert row.valid_until == months_later(day(-10), 24)
    last = row.valid_until
    assert state(world, "training").state.name == "met"
    assert state(world, "training", on=last - dt.timedelta(days=60)).state.name == "expiring"
    assert state(world, "training", on=last).state.name == "expiring"
    assert state(world, "training", on=last + dt.timedelta(days=1)).state.name == "expired"
    assert state(world, "training", on=day(-11)).state.name == "missing", "not before it was"
    assert state(world, "training", world.police).state.name == "missing"


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ((2024, 2, 29), 24, (2026, 2, 28)), ((2025, 8, 31), 1, (2025, 9, 30)),
        ((2025, 12, 1), 24, (2027, 12, 1)), ((2025, 12, 31), 12, (2026, 12, 31)),
    ],
)  # fmt: skip
def test_months_are_counted_as_people_count_them(start, months, expected):
    assert months_later(dt.date(*start), months) == dt.date(*expected)


def test_what_has_no_end_in_the_list_has_none(world):
    row = write_condition(
        world.csw, world.vranje, "confidentiality", on=day(-900), by=world.kosta.actor
    )
    assert row.valid_until is None
    assert state(world, "confidentiality").until is None


@pytest.mark.parametrize(
    ("code", "on", "until", "sentence"),
    [
        ("training", day(1), None, "has not come yet"),
        ("training", day(-5), day(-6), "comes before"),
        ("training", day(-5), day(900), "24 months"),
        ("vaccination", day(-5), None, "no such condition"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(world, code, on, until, sentence):
    with pytest.raises(Denied, match=sentence):
        write_condition(world.csw, world.vranje, code, on=on, until=until, by=world.kosta.actor)
    assert not Condition.objects.exists()


def test_who_does_not_sit_there_has_no_conditions_there(world):
    with pytest.raises(Denied, match="does not sit"):
        write_condition(world.csw_nis, world.vranje, "training", on=day(-1), by=world.kosta.actor)


def test_the_same_once_more_is_the_same_row(world):
    first = write_condition(world.csw, world.vranje, "training", on=day(-1), by=world.kosta.actor)
    again = write_condition(world.csw, world.vranje, "training", on=day(-1), by=world.kosta.actor)
    assert first.pk == again.pk


def test_an_older_one_written_later_changes_nothing(world):
    new = write_condition(world.csw, world.vranje, "training", on=day(-1), by=world.kosta.actor)
    write_condition(world.csw, world.vranje, "training", on=day(-600), by=world.kosta.actor)
    assert state(world, "training").row == new
    withdraw_condition(new, by=world.kosta.actor)
    assert state(world, "training").state.name == "met"
    withdraw_condition(new, by=world.kosta.actor)


def test_a_signature_counts_as_long_as_the_document_under_it(world, document):
    assert state(world, "signed_act").state.name == "missing"
    sign_document(document, institutions=[world.csw], signed_on=day(-400), by=world.kosta.actor)
    assert (state(world, "signed_act").until, state(world, "signed_act").state.name) == (
        day(299), "met",
    )  # fmt: skip
    end_document(document, last_day=day(-1), reason="", by=world.kosta.actor)
    assert state(world, "signed_act").state.name == "missing", "no act holds today"
    # One that joined by a paper of its own.
    write_condition(world.csw, world.vranje, "signed_act", on=day(-1), by=world.kosta.actor)
    assert state(world, "signed_act").state.name == "met"


def test_who_may_write_it_down(world):
    def write(who, code="training"):
        return write_condition(world.csw, world.vranje, code, on=day(-1), by=who.actor)

    # Its own intake holder; not its case worker, not a colleague of another institution or network.
    write(world.bea, "confidentiality")
    for who in (world.vera, world.ana, world.hana, world.cora, world.nina):
        with pytest.raises(Denied, match="itself or the coordinator"):
            write(who)
    with pytest.raises(Denied):
        write_condition(world.csw_nis, world.nis, "training", on=day(-1), by=world.kosta.actor)
    give_network_role(world.ana.member, network=world.vranje, role="trainer", by=DEMO)
    write(world.ana)
    with pytest.raises(Denied):
        write(world.ana, "confidentiality")
    with pytest.raises(Denied):
        write_condition(
            world.csw, world.vranje, "training", on=day(-1), by=Actor.system("reminders")
        )


def test_nothing_is_held_back_until_the_network_says_so(world):
    assert blocked(world.csw, world.vranje, day(0)) == []
    with pytest.raises(Denied):
        turn_switch(world.vranje, "training", blocks=True, by=world.bea.actor)
    with pytest.raises(Denied, match="no such condition"):
        turn_switch(world.vranje, "nonsense", blocks=True, by=world.kosta.actor)
    turn_switch(world.vranje, "training", blocks=True, by=world.kosta.actor)
    assert [one.kind.code for one in blocked(world.csw, world.vranje, day(0))] == ["training"]
    assert blocked(world.csw_nis, world.nis, day(0)) == [], "another network said nothing"
    row = write_condition(world.csw, world.vranje, "training", on=day(-1), by=world.kosta.actor)
    assert blocked(world.csw, world.vranje, day(0)) == []
    over = row.valid_until + dt.timedelta(days=1)
    assert [one.state.name for one in blocked(world.csw, world.vranje, over)] == ["expired"]
    assert blocked(world.csw, world.vranje, row.valid_until) == [], "its last day counts"
    turn_switch(world.vranje, "training", blocks=False, by=world.kosta.actor)
    turn_switch(world.vranje, "training", blocks=False, by=world.kosta.actor)
    assert blocked(world.csw, world.vranje, over) == []
    assert Switch.objects.count() == 1


def test_nobody_opens_their_own_door(world):
    turn_switch(world.vranje, "training", blocks=True, by=world.kosta.actor)
    with pytest.raises(Denied, match="Give the coordinator the signed paper"):
        write_condition(world.csw, world.vranje, "training", on=day(-1), by=world.bea.actor)
    row = write_condition(world.csw, world.vranje, "training", on=day(-1), by=world.kosta.actor)
    with pytest.raises(Denied):
        withdraw_condition(row, by=world.bea.actor)


def test_in_practice_nothing_is_owed_and_nothing_held_back(world):
    practice = create_network(
        {"sr": "Вежба", "en": "Practice"}, slug="vezba", town=world.vranje.town, by=DEMO,
        practice=True,
    )  # fmt: skip
    seat(world.csw, network=practice, by=DEMO)
    turn_switch(practice, "training", blocks=True, by=DEMO)
    assert conditions_of(world.csw, practice, day(0)) == []
    assert blocked(world.csw, practice, day(0)) == []
    assert conditions_table(practice, day(0)) == []


def test_the_table_is_every_seat_by_name_in_few_questions(
    world, document, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        lines = conditions_table(world.vranje, day(0))
    assert len(lines) == 5
    assert [line.name for line in lines] == sorted(line.name for line in lines)
    end_seat(Seat.objects.get(network=world.vranje, institution=world.csw), by=DEMO)
    with moved(dt.timedelta(days=1)):
        assert len(conditions_table(world.vranje, day(1))) == 4
