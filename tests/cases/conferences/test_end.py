"""The end: its day passes, it is called off, the person withdraws, somebody is locked out."""

import datetime as dt

import pytest
from django.utils import timezone

from spona import deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.casefile.actions import exclude, read_told
from spona.cases.conferences.actions import (
    call_off_conference,
    decide_in,
    end_conference,
    open_packet_of,
    read_as_guest,
)
from spona.cases.conferences.models import Conference
from spona.cases.jobs import end_conferences
from spona.cases.referral_pages.actions import withdraw_from_all
from spona.meetings.actions import record_attendance
from spona.meetings.models import Meeting, Presence, Reason
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.vault.actions import destroy_ended
from spona.vault.models import Grant, Section
from tests.cases.conferences.calling import agreed, at_the_table, call, guest_of, in_days


def theirs(row, institution):
    guest = guest_of(row, institution)
    return Grant.objects.filter(section__box=guest.packet, to_id=institution.pk)


def passed(row):
    """As if its last day were over: on the row, and bound into no key that is not."""
    row.until = timezone.now() - dt.timedelta(minutes=1)
    row.save()
    row.refresh_from_db()
    return row


def test_after_its_day_the_job_destroys_the_keys_and_the_row_stays(world, called):
    guest = guest_of(called, world.health)
    assert end_conferences() == 0
    with deadlines.moved(dt.timedelta(days=11)):
        assert end_conferences() == 1
        assert end_conferences() == 0
    assert not theirs(called, world.health).exists()
    assert not Task.objects.open().filter(reference=called.meeting.reference).exists()
    assert Conference.objects.visible_to(world.hana.actor).exists()
    with pytest.raises(Denied):
        open_packet_of(guest, **world.hana.can)
    guest.refresh_from_db()
    assert read_as_guest(guest, **world.hana.can)[0].opened is False


def test_opening_is_refused_from_the_very_moment_with_the_job_asleep(world, called):
    guest = guest_of(called, world.health)
    open_packet_of(guest, **world.hana.can)
    with deadlines.moved(dt.timedelta(days=11)):
        guest.refresh_from_db()
        with pytest.raises(Denied, match="its day has passed"):
            open_packet_of(guest, **world.hana.can)
        assert read_as_guest(guest, **world.hana.can)[0].opened is False


def test_a_key_opens_nothing_after_its_end_even_if_the_row_is_put_back(world, case):
    """The end is bound into the wrap: a writer of the database cannot move it."""
    row = call(world, case, agreed(world, case, world.health))
    grant = theirs(row, world.health).first()
    Grant.objects.filter(pk=grant.pk).update(until=in_days(300))
    from spona.vault.actions import open_section
    from spona.vault.refusals import Unopenable

    section = Section.objects.select_related("box").get(pk=grant.section_id)
    with pytest.raises(Unopenable):
        open_section(section, **world.hana.can)


def test_grants_past_their_end_go_by_the_vaults_own_job(world, called, monkeypatch):
    later = timezone.now() + dt.timedelta(days=11)
    monkeypatch.setattr(timezone, "now", lambda: later)
    destroy_ended(by=Actor.system("housekeeping"))
    assert not theirs(called, world.health).exists()


def test_called_off_the_invited_hear_and_read_nothing(world, called):
    guest = guest_of(called, world.health)
    call_off_conference(called, Reason.POSTPONED, by=world.bea.actor)
    call_off_conference(called, Reason.POSTPONED, by=world.bea.actor)
    kinds = list(
        Notice.objects.filter(account_id=world.hana.account.pk).values_list("kind", flat=True)
    )
    assert sorted(kinds) == ["meeting", "meeting_off"]
    assert not theirs(called, world.health).exists()
    with pytest.raises(Denied):
        open_packet_of(guest, **world.hana.can)
    assert not Task.objects.open().filter(reference=called.meeting.reference).exists()


def test_what_was_held_is_not_called_off(world, called):
    presence = {world.csw.pk: Presence.PRESENT, world.health.pk: Presence.DEPUTY}
    with at_the_table():
        record_attendance(called.meeting, presence, by=world.bea.actor)
    with pytest.raises(Conflict):
        call_off_conference(called, Reason.TOO_FEW, by=world.bea.actor)


def test_only_the_leader_calls_off_and_nobody_ends_it_early(world, called):
    for name in ("hana", "ana", "kosta", "vera"):
        with pytest.raises(Denied):
            call_off_conference(called, Reason.NOT_NEEDED, by=world.people[name].actor)
    assert end_conference(called, by=world.hana.actor).meeting.ended_at is None
    assert theirs(called, world.health).exists()


def test_the_person_withdraws_and_packet_and_decisions_close_to_that_institution(world, called):
    guest = guest_of(called, world.health)
    with at_the_table():
        decided = decide_in(
            called, "Pregled u petak.", institution=world.health,
            due_on=timezone.localdate() + dt.timedelta(days=4), by=world.bea.actor,
        )  # fmt: skip
    assert read_as_guest(guest, **world.hana.can)[1] == {decided.pk: "Pregled u petak."}
    withdraw_from_all(guest.agreement, by=world.bea.actor)
    assert not theirs(called, world.health).exists()
    assert read_as_guest(guest, **world.hana.can)[1] == {}
    with pytest.raises(Denied):
        open_packet_of(guest, **world.hana.can)
    kinds = set(
        Notice.objects.filter(account_id=world.hana.account.pk).values_list("kind", flat=True)
    )
    assert "withdrawn" in kinds
    with at_the_table(), pytest.raises(Denied, match="Nothing may go"):
        decide_in(
            called, "Još nešto.", institution=world.health,
            due_on=timezone.localdate() + dt.timedelta(days=4), by=world.bea.actor,
        )  # fmt: skip


def test_a_colleague_who_is_locked_out_later_loses_all_of_it(world, case, called):
    guest = guest_of(called, world.health)
    assert Section.objects.visible_to(world.boris.actor).filter(box=guest.packet).exists()
    exclude(case, member=world.boris.member, **world.bea.can)
    boris = world.boris.actor
    assert not Section.objects.visible_to(boris).filter(box__in=[guest.packet_id]).exists()
    assert not Conference.objects.visible_to(boris).exists()
    assert not Meeting.objects.visible_to(boris).exists()
    assert Section.objects.visible_to(world.bea.actor).filter(box=guest.packet).exists()


def test_who_knows_what_about_me_names_the_table(world, case, called):
    told = read_told(case, **world.bea.can).others
    assert [(one.institution, one.state) for one in told] == [("Здравствени центар Врање", "has")]
    assert told[0].parts
    call_off_conference(called, Reason.NOT_NEEDED, by=world.bea.actor)
    assert read_told(case, **world.bea.can).others[0].state == "gone"


def test_passed_is_what_the_page_says(world, called):
    browser = world.hana.sign_in()
    passed(called)
    page = browser.get(f"/m/{called.meeting.reference}/conference/").content.decode()
    assert "the keys are destroyed" in page
    answer = browser.post(f"/m/{called.meeting.reference}/conference/open/")
    assert answer.status_code == 403
