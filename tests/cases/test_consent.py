"""What a person agreed to: two tables, days that can be, and who may agree for a child."""

import datetime as dt

import pytest
from django.utils import timezone

from spona.access.denied import Denied
from spona.cases.case.actions import let_in
from spona.cases.consent.actions import agree, end_agreement, read_agreements
from spona.cases.consent.details import Details
from spona.cases.consent.models import Agreement
from spona.cases.referrals.parts import PARTS
from spona.directory.queries import forged
from spona.vault.models import Section
from tests.cases.moving import DETAILS, agreement, file_of, shelter


@pytest.fixture
def case(world):
    return file_of(world)


def say(world, case, **more):
    today = timezone.localdate()
    said = {
        "recipient": world.health, "parts": ["who"], "starts_on": today,
        "ends_on": today + dt.timedelta(days=10), "details": DETAILS, "child": False,
    }  # fmt: skip
    return agree(case, **said | more, by=world.bea.actor)


def days(**of):
    return timezone.localdate() + dt.timedelta(**of)


def test_institution_parts_and_days_are_clear_and_the_rest_is_sealed(world, case):
    row = say(world, case, details=Details("smeštajPODMETNUTO", "spoken", interpreter="tumačP"))
    assert (row.recipient, row.parts) == (world.health, ["who"])
    clear = str(Agreement.objects.filter(pk=row.pk).values())
    sealed = bytes(Section.objects.named(case.box_id, row.section_name).get().sealed)
    for planted in ("PODMETNUTO", "tumač", "spoken"):
        assert planted not in clear
        assert planted.encode() not in sealed


def test_whoever_leads_the_file_reads_it_also_who_comes_later(world, case):
    row = say(world, case)
    assert read_agreements(case, **world.boris.can) == [(row, DETAILS)]
    assert read_agreements(case, **world.vera.can) == [(row, None)]
    let_in(case, member=world.vera.member, **world.bea.can)
    assert read_agreements(case, **world.vera.can) == [(row, DETAILS)]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"ends_on": days(days=-1), "starts_on": days(days=-5)}, "over already"),
        ({"ends_on": days(days=1), "starts_on": days(days=3)}, "before it begins"),
        ({"starts_on": dt.date(1926, 1, 1), "ends_on": None}, "year"),
        ({"ends_on": dt.date(3026, 1, 1)}, "year"),
        ({"parts": []}, "Tick what"),
        ({"details": Details(" ", "spoken")}, "what it is for"),
        ({"details": Details("x", "")}, "how the answer"),
        ({"details": Details("x", "spoken", who="neighbour")}, "who answered"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(world, case, wrong, told):
    with pytest.raises(Denied, match=told):
        say(world, case, **wrong)
    assert not Agreement.objects.exists()


def test_not_for_oneself_and_not_by_who_does_not_lead_files(world, case):
    with pytest.raises(Denied, match="own institution"):
        say(world, case, recipient=world.csw)
    for name in ("ana", "hana", "cora", "kosta"):
        with pytest.raises(Denied):
            agreement(world, case, shelter(world, f"s{name}"), by=world.people[name])


@pytest.mark.parametrize(
    ("details", "told"),
    [
        (Details("x", "spoken", who="person"), "guardian agrees too"),
        (Details("x", "spoken", who="guardian"), "may collide"),
        (Details("x", "spoken", who="guardian", conflict="yes"), "collision guardian"),
        (Details("x", "spoken", who="guardian", conflict="not_sure"), "collision guardian"),
    ],
)
def test_for_a_child_the_question_of_collision_comes_first(world, case, details, told):
    with pytest.raises(Denied, match=told):
        say(world, case, details=details, child=True)


@pytest.mark.parametrize(
    "details",
    [
        Details("x", "spoken", who="guardian", conflict="no"),
        Details("x", "spoken", who="temporary_guardian", conflict="yes"),
        Details("x", "spoken", who="temporary_guardian", conflict="not_sure"),
    ],
)
def test_a_guardian_without_collision_or_a_collision_guardian_may_agree(world, case, details):
    assert say(world, case, details=details, child=True).pk


def test_it_lasts_through_its_last_day(world, case):
    row = say(world, case, ends_on=days(days=2))
    assert row.lasts_on(days(days=2))
    assert not row.lasts_on(days(days=3))
    assert not row.lasts_on(days(days=-1))
    assert list(Agreement.objects.in_force_on(days(days=2))) == [row]
    assert not Agreement.objects.in_force_on(days(days=3)).exists()


def test_withdrawn_it_lasts_no_more_and_a_second_time_changes_nothing(world, case):
    row = say(world, case)
    assert end_agreement(row, by=world.boris.actor)
    at = Agreement.objects.get(pk=row.pk).withdrawn_at
    assert not end_agreement(row, by=world.bea.actor)
    assert Agreement.objects.get(pk=row.pk).withdrawn_at == at
    assert not Agreement.objects.in_force_on(days(days=0)).exists()


def test_the_operator_is_not_told_that_an_honest_agreement_is_forged(world, case):
    row = say(world, case)
    assert forged() == []
    Agreement.objects.filter(pk=row.pk).update(ends_on=days(days=900))
    assert forged() == [("agreement", row.pk)]
    Agreement.objects.filter(pk=row.pk).delete()
    assert forged() == [("row", row.pk)]


def test_an_agreement_has_room_for_every_part():
    """PostgreSQL refuses what is longer than its column; SQLite does not."""
    room = Agreement._meta.get_field("part_codes").max_length
    assert len(" ".join(PARTS)) <= room
