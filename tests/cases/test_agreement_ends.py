"""When an agreement ends, no wrap of what was sent on it stays behind anywhere."""

import datetime as dt

import pytest
from django.utils import timezone

from spona.cases.casefile.actions import hand_over_work, join_files
from spona.cases.models import Referral
from spona.cases.referral_pages.actions import withdraw_from_all
from spona.cases.referrals.actions import (
    accept,
    assign,
    confirm_forward,
    finish,
    propose_forward,
    withdraw,
)
from spona.vault.models import Grant, Section
from spona.vault.slots import slot_of
from tests.cases.moving import agreement, by_agreement, connect, file_of, opened_by, referred
from tests.cases.world import _somebody


@pytest.fixture
def given(world):
    """Bea's file, and a referral on agreement that the health centre has taken over."""
    case = file_of(world)
    row = opened_by(referred(world, case, by_agreement(world, case, world.health)), world.hana)
    return accept(row, **world.hana.can)


def theirs(row):
    """Wraps to the recipient of the packet and of what its sender has written."""
    boxes = [row.packet_id, *row.moves.filter(
        message__owner_institution=row.sender_institution
    ).values_list("message", flat=True)]  # fmt: skip
    rows = Grant.objects.filter(section__box__in=boxes)
    own = row.recipient_institution_id
    return rows.filter(to_id=own) | rows.filter(member_of=own)


def test_a_colleague_gets_no_longer_key_than_who_lets_them_in(world, given):
    helper = world.people.setdefault("iva", _somebody("iva", world.health, "case_worker"))
    other = world.people.setdefault("lena", _somebody("lena", world.health, "case_worker"))
    assign(given, to=helper.member, **world.hana.can)
    body = slot_of(given.packet_id, "body")
    end = theirs(given).get(to_kind="institution", section__slot=body).until
    assert end is not None
    own = theirs(given).filter(to_id=helper.account.pk, section__box=given.packet)
    assert own.exists()
    assert set(own.values_list("until", flat=True)) == {end}
    hand_over_work(helper.member, to=other.member, **world.hana.can)
    own = theirs(given).filter(to_id=other.account.pk, section__box=given.packet)
    assert set(own.values_list("until", flat=True)) == {end}


def test_after_the_last_day_nobody_opens_what_was_finished_before(world, given, monkeypatch):
    helper = world.people.setdefault("iva", _somebody("iva", world.health, "case_worker"))
    assign(given, to=helper.member, **world.hana.can)
    finish(given, outcome="done", message="Gotovo.", by=world.hana.actor)
    later = timezone.now() + dt.timedelta(days=40)
    monkeypatch.setattr(timezone, "now", lambda: later)
    for person in (helper, world.hana):
        assert not Section.objects.visible_to(person.actor).filter(box=given.packet).exists()


def test_what_was_finished_closes_too_when_the_person_withdraws(world, given):
    finish(given, outcome="done", message="Gotovo.", by=world.hana.actor)
    withdraw_from_all(given.agreement, by=world.bea.actor)
    assert not theirs(given).exists()
    assert Referral.objects.tombstones_of(world.hana.actor).filter(pk=given.pk).exists()


def test_the_cover_of_what_had_no_place_went_on_or_was_taken_back_closes_too(world):
    connect(world, world.police, "pera")
    case = file_of(world)
    back = opened_by(referred(world, case, by_agreement(world, case, world.health)), world.hana)
    back = withdraw(back, by=world.bea.actor)
    on = opened_by(referred(world, case, by_agreement(world, case, world.health)), world.hana)
    on = propose_forward(
        on, to=world.police, network=world.vranje, reason="matter", **world.hana.can
    )
    confirm_forward(on, agreement=agreement(world, case, world.police), **world.bea.can)
    for row in (back, on):
        assert theirs(row).exists()
        withdraw_from_all(Referral.objects.get(pk=row.pk).agreement, by=world.bea.actor)
        assert not theirs(row).exists()


def test_a_second_click_on_withdrawing_writes_nothing_more(world, given):
    withdraw_from_all(given.agreement, by=world.bea.actor)
    moves = given.moves.count()
    withdraw_from_all(given.agreement, by=world.bea.actor)
    assert given.moves.count() == moves


def test_a_person_withdraws_also_when_the_file_is_closed(world, given):
    other = file_of(world)
    case = given.from_case
    join_files(case, into=other, **world.bea.can)
    given.refresh_from_db()
    withdraw_from_all(given.agreement, by=world.bea.actor)
    assert not theirs(given).exists()
