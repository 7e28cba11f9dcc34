"""Rows of a conference that somebody wrote past Spona: nobody gets a key or a word by them."""

import datetime as dt

import pytest
from django.utils import timezone

from spona.access.denied import Denied
from spona.cases.case.models import CaseExclusion
from spona.cases.casefile.actions import exclude
from spona.cases.conferences.actions import approve, decide_in, end_conference, open_packet_of
from spona.cases.conferences.models import Conference, Guest
from spona.cases.conferences.parties import guests_with_keys, leaders, second_people
from spona.cases.conferences.permissions import check_is_second
from spona.cases.jobs import end_conferences
from spona.cases.models import Exclusion
from spona.cases.referral_pages.actions import withdraw_from_all
from spona.deadlines import moved
from spona.directory.actions import end_member
from spona.directory.models import Member
from spona.meetings.actions import record_attendance
from spona.meetings.models import Decision, Invitation, Meeting
from spona.notifications.models import Notice
from spona.vault.models import Grant, Section
from tests.cases.conferences.calling import agreed, approved, at_the_table, call, guest_of, lawful
from tests.cases.moving import connect, file_of, shelter
from tests.cases.referrals.test_planted import opens, plant_for
from tests.cases.world import DEMO

TEXT = "Zakazati pregled."


def fresh(row):
    return Conference.objects.select_related("meeting", "case").get(pk=row.pk)


def decided(row, institution, by):
    day = timezone.localdate() + dt.timedelta(days=5)
    with at_the_table():
        return decide_in(row, TEXT, institution=institution, due_on=day, by=by.actor)


def keys_of(packet, institution):
    return Grant.objects.filter(section__box=packet, to_id=institution.pk)


@pytest.fixture
def waiting(world, case):
    """Called by Bea on the law; Boris has to look at it."""
    petra = connect(world, world.police, "petra")
    assert petra.account is not None
    return call(world, case, lawful(case, world.police), reason="Hitno je.")


# Who looks at it -------------------------------------------------------------------------


def test_who_called_it_is_not_its_second_person_by_another_name(world, waiting):
    Meeting.objects.update(called_by=world.boris.member)
    with pytest.raises(Denied, match="operator"):
        approve(fresh(waiting), **world.bea.can)
    with pytest.raises(Denied, match="operator"):
        check_is_second(world.bea.actor, fresh(waiting))
    assert opens(world.petra) == set()


@pytest.mark.parametrize("model", [Invitation, Guest])
def test_what_waits_goes_to_nobody_by_a_row_that_was_bent(world, waiting, model):
    if model is Invitation:
        Invitation.objects.update(institution=world.health)
    else:
        Guest.objects.update(rests_on="agreement")
    with pytest.raises(Denied, match="operator"):
        approved(world, fresh(waiting))
    assert not Meeting.objects.exclude(announced_at=None).exists()
    assert opens(world.petra) == set()


def test_announced_by_its_row_alone_it_shows_nothing(world, waiting):
    Meeting.objects.update(announced_at=timezone.now())
    with pytest.raises(Denied):
        open_packet_of(guest_of(waiting, world.police), **world.petra.can)


# Where words go --------------------------------------------------------------------------


def test_words_do_not_follow_a_conference_into_another_file(world, called):
    """Vera leads the other file; what is decided here would have been sealed to her too."""
    other = file_of(world)
    Conference.objects.filter(pk=called.pk).update(case=other)
    with pytest.raises(Denied, match="operator"):
        decided(fresh(called), world.health, world.bea)
    assert not Decision.objects.exists()


def test_words_do_not_go_to_a_guest_whose_row_was_bent(world, called):
    other = shelter(world)
    Invitation.objects.filter(meeting=called.meeting).update(institution=other)
    with pytest.raises(Denied, match="operator"):
        decided(fresh(called), other, world.bea)
    assert opens(world.sara) == set()


def test_a_planted_row_of_a_key_is_told_nothing(world, case, called):
    """Cora has nothing to do with it; a row in her name lies on the packet and on the file."""
    section = Section.objects.named(guest_of(called, world.health).packet_id, "cover").get()
    plant_for(world.hana, section)
    plant_for(world.vera, Section.objects.named(case.box_id, called.section_name).get())
    assert {one.pk for one in leaders(called)} == {world.bea.account.pk, world.boris.account.pk}
    assert [one.pk for one in guests_with_keys(called)] == [world.hana.account.pk]
    keys_of(guest_of(called, world.health).packet, world.health).delete()
    assert guests_with_keys(called) == []


# Who is there no more --------------------------------------------------------------------


def test_whose_mandate_is_over_hears_nothing_of_it(world, waiting):
    end_member(world.petra.member, by=DEMO)
    approved(world, fresh(waiting))
    assert guests_with_keys(fresh(waiting)) == []
    assert not Notice.objects.filter(account_id=world.petra.account.pk, kind="meeting").exists()


def test_a_mandate_that_was_put_back_hears_nothing_of_it(world, waiting):
    before = Member.objects.values().get(pk=world.petra.member.pk)
    end_member(world.petra.member, by=DEMO)
    names = {name: value for name, value in before.items() if name != "id"}
    Member.objects.filter(pk=world.petra.member.pk).update(**names)
    assert guests_with_keys(fresh(waiting)) == []
    approved(world, fresh(waiting))
    assert not Notice.objects.filter(account_id=world.petra.account.pk, kind="meeting").exists()


def test_a_second_person_who_left_is_none_also_when_put_back(world, waiting):
    before = Member.objects.values().get(pk=world.boris.member.pk)
    end_member(world.boris.member, by=DEMO)
    assert second_people(fresh(waiting)) == []
    names = {name: value for name, value in before.items() if name != "id"}
    Member.objects.filter(pk=world.boris.member.pk).update(**names)
    assert second_people(fresh(waiting)) == []


def test_who_was_locked_out_hears_nothing_when_the_row_of_it_is_gone(world, case, called):
    exclude(case, member=world.boris.member, **world.bea.can)
    CaseExclusion.objects.all().delete()
    Exclusion.objects.all().delete()
    row = fresh(called)
    # Somebody who had a key put back the grant too; here a fresh one, made by mistake.
    assert world.boris.account.pk not in {one.pk for one in leaders(row)}
    # Nobody does: whose the row was, nothing says any more.
    with pytest.raises(Denied):
        decided(row, world.health, world.bea)
    assert not Decision.objects.exists()
    assert not Notice.objects.filter(account_id=world.boris.account.pk, kind="task").exists()


# What ends -------------------------------------------------------------------------------


@pytest.mark.parametrize("bent", ["agreement", "ended_at", "invitation"])
def test_a_packet_closes_with_its_agreement_though_its_row_was_bent_away(world, case, bent):
    seat = agreed(world, case, world.health)
    row = call(world, case, seat)
    guest = guest_of(row, world.health)
    if bent == "agreement":
        Guest.objects.filter(pk=guest.pk).update(agreement=None)
    elif bent == "ended_at":
        Guest.objects.filter(pk=guest.pk).update(ended_at=timezone.now())
    else:
        Invitation.objects.filter(pk=guest.invitation_id).update(institution=world.police)
    assert keys_of(guest.packet, world.health).exists()
    withdraw_from_all(seat.agreement, by=world.bea.actor)
    assert not keys_of(guest.packet, world.health).exists()
    assert opens(world.hana) == set()
    # Who leads the file keeps their own copy.
    assert guest.packet_id in opens(world.bea)


def test_one_bent_row_keeps_no_other_from_ending(world, case):
    bent = call(world, case, agreed(world, case, world.health))
    other = call(world, case, agreed(world, case, world.health))
    Meeting.objects.filter(pk=bent.meeting_id).update(called_by=world.boris.member)
    with moved(dt.timedelta(days=11)):
        with pytest.raises(Denied):
            end_conference(fresh(bent), by=world.bea.actor)
        assert end_conferences() == 1
    other.meeting.refresh_from_db()
    assert other.meeting.ended_at is not None


def test_nothing_is_written_into_a_meeting_that_was_bent(world, called):
    Meeting.objects.filter(pk=called.meeting_id).update(institution=world.health)
    with pytest.raises(Denied, match="operator"):
        record_attendance(Meeting.objects.get(), {}, by=world.hana.actor)
