"""Somebody who writes the database gets nobody locked out past the seal, and nobody let in."""

import pytest

from spona.access.denied import Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.cases.intake.recipients import people_of
from spona.cases.models import Case, Exclusion, Referral
from spona.cases.referrals.actions import assign, send
from spona.cases.referrals.parties import member_with
from spona.directory import actions as directory
from spona.directory.models import Member, Person
from spona.vault.models import Grant
from tests.cases.packets import packet
from tests.cases.world import DEMO


def forge(member, **columns):
    Member.objects.filter(pk=member.pk).update(**columns)


def without(world, *people):
    return send(
        packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor,
        excluded_people=[one.member.person_id for one in people],
    )  # fmt: skip


def kinds(row):
    return set(Grant.objects.filter(section__box=row.packet).values_list("to_kind", flat=True))


def test_a_forged_mandate_of_who_is_locked_out_stops_the_sending(world):
    """Hidden today, it would be read again when the locked-out colleague becomes a holder."""
    forge(world.vera.member, institution=world.health)
    with pytest.raises(Denied, match="operator"):
        without(world, world.vera)
    assert not Referral.objects.exists()


def test_a_person_whose_account_was_taken_away_stops_the_sending(world):
    Person.objects.filter(pk=world.boris.member.person_id).update(account=None)
    with pytest.raises(Denied, match="operator"):
        without(world, world.boris)


def test_a_person_who_is_gone_from_the_list_stops_the_sending(world):
    from uuid import uuid4

    with pytest.raises(Denied, match="Choose again"):
        send(
            packet(), network=world.vranje, recipient=world.csw, by=world.ana.actor,
            excluded_people=[uuid4()],
        )  # fmt: skip


def test_whoever_worked_there_once_opens_nothing_when_they_come_back_as_a_holder(world):
    directory.end_member(world.vera.member, by=DEMO)
    assert kinds(without(world, world.vera)) == {"member"}


def test_somebody_of_elsewhere_leaves_the_institutions_key_as_it_is(world):
    assert kinds(without(world, world.hana)) == {"institution", "member"}


def test_a_forged_mandate_stands_in_no_list_and_gets_no_task(world, accepted):
    forge(world.vera.member, roles=["intake_holder"])
    assert world.vera.member not in people_of([world.csw.pk], world.ana.actor)
    assert world.boris.member in people_of([world.csw.pk], world.ana.actor)
    assert member_with(world.vera.account, world.csw) is None
    browser = world.bea.sign_in()
    page = browser.get(f"/r/{accepted.reference}/").content.decode()
    assert str(world.vera.member.pk) not in page
    with pytest.raises(Denied):
        assign(accepted, to=Member.objects.get(pk=world.vera.member.pk), **world.bea.can)


def test_whoever_is_locked_out_sees_no_file_also_when_it_was_assigned_before(world, accepted):
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    assert Case.objects.visible_to(world.vera.actor).exists()
    Exclusion.objects.create(referral=row, mark=mark(PERSON, world.vera.member.person_id))
    assert not Case.objects.visible_to(world.vera.actor).exists()
    assert Case.objects.visible_to(world.bea.actor).get() == row.to_case
    browser = world.vera.sign_in()
    assert browser.get(f"/cases/{row.to_case.reference}/").status_code == 404
    assert browser.get(f"/r/{row.reference}/").status_code == 404
