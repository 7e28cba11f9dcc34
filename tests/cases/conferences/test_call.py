"""Call a conference: what is sealed to whom, who hears of it, and what is refused."""

import dataclasses

import pytest
from django.utils import timezone

from spona import deadlines
from spona.access.denied import Denied
from spona.access.exclusion_marks import INSTITUTION, PERSON, mark
from spona.cases.conferences.actions import open_packet_of, read_as_guest, refuse
from spona.cases.conferences.actions.reading import read_packets
from spona.cases.conferences.models import Conference
from spona.cases.models import CaseExclusion
from spona.meetings.models import Meeting
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.vault.actions import save_section
from spona.vault.models import Grant, Section
from tests.cases.conferences.calling import (
    ABOUT,
    NAME,
    PLACE,
    agreed,
    approved,
    call,
    guest_of,
    in_days,
    lawful,
    on_paper,
)
from tests.cases.moving import connect


def kinds(institution):
    tasks = Task.objects.open().filter(institution=institution).exclude(kind="first_contact")
    return set(tasks.values_list("kind", flat=True))


def test_the_invited_read_exactly_what_was_previewed_and_until_when(world, case, called):
    guest = guest_of(called, world.health)
    assert read_as_guest(guest, **world.hana.can)[0].opened is False, "nobody reads by accident"
    shown = open_packet_of(guest, **world.hana.can)
    assert (shown.cover.asked, shown.place, shown.body.who["name"]) == (ABOUT, PLACE, NAME)
    assert shown.body.reach is None, "only what was chosen"
    assert shown == read_packets(called, **world.bea.can)[guest.pk]
    guest.refresh_from_db()
    assert guest.opened_at is not None
    ends = set(
        Grant.objects.filter(section__box=guest.packet, to_id=world.health.pk).values_list(
            "until", flat=True
        )
    )
    assert ends == {called.until}, "each key carries the end itself"


def test_the_row_holds_no_word_of_it(world, case, called):
    meeting = called.meeting
    assert meeting.place == ""
    held = " ".join(str(value) for row in (meeting, called) for value in vars(row).values())
    for word in (NAME, PLACE, ABOUT):
        assert word not in held


def test_a_notice_and_a_task_that_tell_nothing(world, case, called):
    notice = Notice.objects.get(account_id=world.hana.account.pk)
    assert (notice.kind, notice.reference) == ("meeting", called.meeting.reference)
    assert notice.email == "hana@primer.test"
    assert kinds(world.health) == {"answer_invitation"}
    assert kinds(world.csw) == {"prepare_meeting"}
    assert not Notice.objects.filter(account_id=world.kosta.account.pk).exists()


@pytest.fixture
def petra(world):
    """The police hold a key too: between these two sectors the table knows an article."""
    return connect(world, world.police, "petra")


def test_the_reason_stays_at_home(world, case, petra):
    row = call(world, case, lawful(case, world.police), reason="Hitno je i opasno.")
    approved(world, row)
    guest = guest_of(row, world.police)
    kept = Section.objects.named(guest.packet_id, "kept").get()
    assert not Section.objects.visible_to(petra.actor).filter(pk=kept.pk).exists()
    assert Section.objects.visible_to(world.bea.actor).filter(pk=kept.pk).exists()


def test_by_the_law_nobody_hears_of_it_before_a_second_person(world, case, petra):
    row = call(world, case, lawful(case, world.police), reason="Hitno.")
    guest = guest_of(row, world.police)
    assert row.meeting.announced_at is None
    assert not Notice.objects.filter(account_id=petra.account.pk).exists()
    assert not Section.objects.visible_to(petra.actor).filter(box=guest.packet).exists()
    assert not Conference.objects.visible_to(petra.actor).exists()
    assert not Meeting.objects.visible_to(petra.actor).exists()
    assert not Meeting.objects.visible_to(world.kosta.actor).exists()
    assert kinds(world.csw) == {"approve_sending"}
    with pytest.raises(Denied, match="second person"):
        approved(world, row, by=world.bea)
    row = approved(world, row)
    assert open_packet_of(guest, **petra.can).body.who["name"] == NAME
    assert kinds(world.csw) == {"prepare_meeting"}


def test_the_second_person_says_no_and_everything_is_destroyed(world, case, petra):
    row = call(world, case, lawful(case, world.police), reason="Hitno.")
    guest = guest_of(row, world.police)
    row = refuse(row, message="Osnov ne stoji.", by=world.boris.actor)
    assert row.meeting.cancelled_at is not None
    assert not Grant.objects.filter(section__box=guest.packet, to_id=world.police.pk).exists()
    assert not Notice.objects.filter(account_id=petra.account.pk).exists()
    # What comes too late changes nothing.
    approved(world, row)
    assert not Conference.objects.visible_to(petra.actor).exists()


def test_alone_at_an_institution_nothing_goes_by_the_law(world, case, petra):
    from spona.vault.actions import remove_holder

    remove_holder(world.csw, world.boris.account, by=world.bea.actor)
    with pytest.raises(Denied, match="Nobody else"):
        call(world, case, lawful(case, world.police), reason="Hitno.")
    assert not Meeting.objects.exists()


def test_a_partner_on_paper_gets_no_content_and_whoever_calls_a_task(world, case):
    row = call(world, case, agreed(world, case, world.health), on_paper(world.police))
    guest = guest_of(row, world.police)
    assert (guest.packet, guest.rests_on) == (None, "")
    task = Task.objects.get(kind="log_call")
    assert (task.institution, task.owner) == (world.csw, world.bea.member)


def test_who_is_connected_is_not_invited_without_a_ground(world, case):
    with pytest.raises(Denied, match="Choose on what it rests"):
        call(world, case, on_paper(world.health))


def test_a_locked_out_institution_is_not_invited(world, case):
    seat = agreed(world, case, world.health)
    CaseExclusion.objects.create(case=case, mark=mark(INSTITUTION, world.health.pk))
    with pytest.raises(Denied, match="locked out"):
        call(world, case, seat)
    CaseExclusion.objects.create(case=case, mark=mark(INSTITUTION, world.police.pk))
    with pytest.raises(Denied, match="locked out"):
        call(world, case, on_paper(world.police))


def test_a_locked_out_holder_over_there_gets_no_key_no_notice_and_no_row(world, case):
    hilda = connect_second(world)
    CaseExclusion.objects.create(case=case, mark=mark(PERSON, hilda.member.person_id))
    row = call(world, case, agreed(world, case, world.health))
    guest = guest_of(row, world.health)
    assert not Notice.objects.filter(account_id=hilda.account.pk).exists()
    assert not Conference.objects.visible_to(hilda.actor).exists()
    assert not Meeting.objects.visible_to(hilda.actor).exists()
    assert not Task.objects.visible_to(hilda.actor).filter(reference=row.meeting.reference).exists()
    assert not Grant.objects.filter(section__box=guest.packet, to_id=world.health.pk).exists()
    with pytest.raises(Denied):
        open_packet_of(guest, **hilda.can)
    assert open_packet_of(guest, **world.hana.can).opened


def connect_second(world):
    """One more holder of the health centre's key."""
    from spona.vault.actions import add_holder
    from tests.cases.world import _somebody

    world.people["hilda"] = _somebody("hilda", world.health, "intake_holder")
    add_holder(world.health, world.hilda.account, **world.hana.can)
    return world.hilda


def test_another_network_is_not_invited(world, case):
    seat = agreed(world, case, world.csw_nis)
    with pytest.raises(Denied, match="does not sit in the network"):
        call(world, case, seat)


def test_an_agreement_covers_what_goes_and_reaches_the_day(world, case):
    narrow = agreed(world, case, world.health, parts=("who",))
    with pytest.raises(Denied, match="did not agree to everything"):
        call(world, case, narrow)
    short = agreed(world, case, world.health, days=1)
    with pytest.raises(Denied, match="ends before you meet"):
        call(world, case, short)
    of_another = dataclasses.replace(agreed(world, case, world.city), institution=world.health)
    with pytest.raises(Denied, match="another institution"):
        call(world, case, of_another)


def test_keys_end_with_the_agreement_where_that_is_sooner(world, case):
    row = call(world, case, agreed(world, case, world.health, days=5), until=30)
    guest = guest_of(row, world.health)
    ends = Grant.objects.filter(section__box=guest.packet, to_id=world.health.pk)
    assert all(one.until < in_days(7) for one in ends)
    assert ends.exists()


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ({"starts": -1}, "passed already"),
        ({"starts": 5, "until": 4}, "closes before you meet"),
        ({"until": 120}, "Ninety days"),
        ({"starts": 500, "until": 505}, "Check the year"),
    ],
)
def test_days_that_cannot_be(world, case, when, told):
    with pytest.raises(Denied, match=told):
        call(world, case, agreed(world, case, world.health, days=600), **when)
    assert not Meeting.objects.exists()
    assert not Conference.objects.exists()


def test_only_who_leads_the_file_calls(world, case):
    seat = agreed(world, case, world.health)
    for name in ("vera", "hana", "ana", "kosta", "nina"):
        with pytest.raises(Denied):
            call(world, case, seat, by=world.people[name])
    case.closed_at = timezone.now()
    case.save()
    with pytest.raises(Denied, match="closed"):
        call(world, case, seat)


def test_what_was_shared_is_frozen(world, case, called):
    guest = guest_of(called, world.health)
    section = Section.objects.named(guest.packet_id, "body").select_related("box").get()
    with pytest.raises(Denied, match="never changed"):
        save_section(section, {"schema": 1}, revision=1, **world.bea.can)


def test_nobody_else_sees_it(world, case, called):
    """Ana sent the report, Vera is not on the file, Kosta coordinates, Nina sits in another town."""
    connect(world, world.police, "petra")
    for name in ("ana", "direktor", "vera", "kosta", "nina", "cora", "petra"):
        actor = world.people[name].actor
        assert not Conference.objects.visible_to(actor).exists(), name
        assert not Section.objects.visible_to(actor).filter(box__kind="conference").exists(), name
    # The coordinator has the row, and nobody else of these.
    seen = {
        name
        for name in ("ana", "direktor", "vera", "kosta", "nina", "cora", "petra")
        if Meeting.objects.visible_to(world.people[name].actor).exists()
    }
    assert seen == {"kosta"}
    assert deadlines.now() < called.until
