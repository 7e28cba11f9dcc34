"""Ways around a lock-out, and what it must not cost the others."""

import datetime as dt

import pytest
from django.utils import timezone

from spona.access.denied import Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.cases.case.models import CaseExclusion
from spona.cases.casefile.actions import exclude, hand_over_work, join_files, joining
from spona.cases.conferences.models import Conference
from spona.cases.models import Case
from spona.cases.team.actions import assign_file, break_glass
from spona.notifications.models import Notice
from spona.vault.actions import destroy_ended, open_section
from spona.vault.models import Grant, Section
from spona.vault.refusals import ReasonNeeded
from spona.vault.slots import slot_of
from tests.cases.conferences.calling import agreed, call, guest_of
from tests.cases.moving import file_of
from tests.cases.referrals.test_planted import opens
from tests.cases.world import OPERATOR


@pytest.fixture
def case(world):
    return file_of(world)


def three_hours_later():
    """What was opened with a reason is over: the job takes it away."""
    Grant.objects.filter(basis="glass").update(until=timezone.now() - dt.timedelta(seconds=1))
    destroy_ended(by=OPERATOR)


def test_a_row_that_was_planted_before_does_not_replace_the_lock_out(world, case):
    """The mark can be copied from another file; the click must still take the keys."""
    CaseExclusion.objects.create(case=case, mark=mark(PERSON, world.boris.member.person_id))
    exclude(case, member=world.boris.member, **world.bea.can)
    assert case.box_id not in opens(world.boris)


@pytest.mark.parametrize("which", ["kept", "closed"])
def test_a_file_that_was_joined_is_closed_to_them_too(world, case, which):
    other = file_of(world)
    join_files(case, into=other, **world.bea.can)
    closed, kept = Case.objects.get(pk=case.pk), Case.objects.get(pk=other.pk)
    assert opens(world.boris) >= {closed.box_id, kept.box_id}
    exclude({"kept": kept, "closed": closed}[which], member=world.boris.member, **world.bea.can)
    assert opens(world.boris) & {closed.box_id, kept.box_id} == set()
    assert not Case.objects.visible_to(world.boris.actor).exists()
    assert opens(world.bea) >= {closed.box_id, kept.box_id}


def test_a_lock_out_while_two_files_are_joined_keeps_them_apart(world, case, monkeypatch):
    """A colleague locks Boris out of one of them after it was looked at, before it is locked."""
    other, look = file_of(world), joining.check_can_write

    def late(by, row):
        look(by, row)
        if not other.exclusions.exists():
            exclude(other, member=world.boris.member, **world.bea.can)

    monkeypatch.setattr(joining, "check_can_write", late)
    with pytest.raises(Denied, match="locked out of one of these files only"):
        join_files(case, into=other, **world.bea.can)
    assert not Case.objects.exclude(joined_to=None).exists()
    assert case.box_id in opens(world.boris)


def test_files_in_which_a_row_is_missing_are_not_joined(world, case):
    """Both are closed to everybody, and nobody knows any more whether to the same people."""
    other = file_of(world)
    for one in (case, other):
        exclude(one, member=world.boris.member, **world.bea.can)
    CaseExclusion.objects.all().delete()
    with pytest.raises(Denied, match="operator"):
        join_files(case, into=other, **world.bea.can)


def test_who_locks_out_keeps_the_file_when_their_three_hours_are_over(world, case):
    """Bea opened with a reason, saw who Boris is, and locked the only other holder out."""
    assign_file(case, member=world.vera.member, sections=["name"], **world.bea.can)
    break_glass(case, reason="absence", **world.bea.can)
    exclude(case, member=world.boris.member, **world.bea.can)
    three_hours_later()
    assert case.box_id in opens(world.bea)
    mine = case.box.sections.filter(grants__to_id=world.bea.account.pk)
    assert {one.name for one in mine} == {one.name for one in case.box.sections.all()}


def test_work_goes_over_for_longer_than_three_hours(world, case):
    """To a holder who had opened it with a reason; by name, for somebody is locked out."""
    assign_file(case, member=world.vera.member, sections=["health"], **world.bea.can)
    break_glass(case, reason="absence", **world.boris.can)
    hand_over_work(world.vera.member, to=world.boris.member, **world.bea.can)
    mine = Grant.objects.filter(section__box=case.box, to_id=world.boris.account.pk)
    assert mine.filter(section__slot=slot_of(case.box_id, "health"), until=None).exists()


def test_a_conference_that_was_led_away_is_closed_to_them_too(world, case):
    row = call(world, case, agreed(world, case, world.health))
    packet = guest_of(row, world.health).packet_id
    assert packet in opens(world.boris)
    other = file_of(world)
    Conference.objects.filter(pk=row.pk).update(case=other)
    exclude(case, member=world.boris.member, **world.bea.can)
    assert packet not in opens(world.boris)


def test_where_somebody_is_locked_out_the_others_still_give_a_reason(world, case):
    """Their keys are their own then; what is assigned to Vera is all the same not theirs to read
    by the way, and whoever is locked out hears nothing of it.
    """
    exclude(case, member=world.boris.member, **world.bea.can)
    assign_file(case, member=world.vera.member, sections=["health"], **world.bea.can)
    section = Section.objects.named(case.box_id, "health").get()
    with pytest.raises(ReasonNeeded):
        open_section(section, **world.bea.can)
    Notice.objects.all().delete()
    assert open_section(section, reason="absence", **world.bea.can) is not None
    assert open_section(section, **world.vera.can) is not None
    told = set(
        Notice.objects.filter(kind="opened_outside_team").values_list("account_id", flat=True)
    )
    assert world.boris.account.pk not in told
