"""The bare app: a row without words, called once, told to those who are named."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from spona.access.denied import Conflict, Denied
from spona.cases.case.acting_membership import acting_membership
from spona.meetings.actions import announce, answer, call, call_off, end
from spona.meetings.actions.calling import Asked
from spona.meetings.models import Answer, Form, Meeting, Reason
from spona.notifications.models import Notice
from spona.tasks.models import Task
from tests.cases.world import build


@pytest.fixture
def world(db):
    with translation.override("en"):
        yield build()


def written(world, *institutions, form=Form.NETWORK, days=2, by=None, **more):
    by = by or world.kosta
    return call(
        form, network=world.vranje, called_by=acting_membership(by.actor),
        starts_at=timezone.now() + dt.timedelta(days=days),
        asked=[Asked(one) for one in institutions], by=by.actor, **more,
    )  # fmt: skip


def test_nobody_knows_of_it_before_it_is_announced(world):
    meeting = written(world, world.csw, place="Sala 2")
    assert not Meeting.objects.visible_to(world.bea.actor).exists()
    assert Meeting.objects.visible_to(world.kosta.actor).exists(), "who called it"
    invitation = meeting.invitations.select_related("meeting").get()
    with pytest.raises(Conflict, match="Nobody has been invited"):
        answer(invitation, Answer.YES, by=world.bea.actor)
    announce(meeting, told=[world.bea.account], by=world.kosta.actor)
    announce(meeting, told=[world.bea.account], by=world.kosta.actor)
    assert Notice.objects.filter(account_id=world.bea.account.pk, kind="meeting").count() == 1
    assert Task.objects.open().filter(institution=world.csw).count() == 1
    assert Meeting.objects.visible_to(world.bea.actor).exists()
    assert not Meeting.objects.visible_to(world.vera.actor).exists()
    assert not Meeting.objects.visible_to(world.hana.actor).exists()
    assert not Meeting.objects.visible_to(world.nina.actor).exists()


@pytest.mark.parametrize("whom", ["nobody", "oneself", "twice", "elsewhere"])
def test_whom_one_cannot_invite(world, whom):
    asked = {
        "nobody": [], "oneself": [world.city], "twice": [world.csw, world.csw],
        "elsewhere": [world.csw_nis],
    }  # fmt: skip
    with pytest.raises(Denied):
        written(world, *asked[whom])


def test_a_conference_has_no_place_in_clear_even_past_the_action(world):
    with pytest.raises(ValueError, match="sealed"):
        written(world, world.csw, form=Form.CONFERENCE, place="Soba 7")
    meeting = written(world, world.csw, form=Form.CONFERENCE)
    meeting.place = "Soba 7"
    with pytest.raises(IntegrityError), transaction.atomic():
        meeting.save()


def test_nobody_calls_in_the_name_of_another(world):
    with pytest.raises(Denied):
        call(
            Form.NETWORK, network=world.vranje, called_by=acting_membership(world.kosta.actor),
            starts_at=timezone.now() + dt.timedelta(days=1), asked=[Asked(world.csw)],
            by=world.bea.actor,
        )  # fmt: skip


def test_the_end_drops_its_tasks_and_is_once(world):
    meeting = written(world, world.csw)
    meeting = announce(meeting, told=(), by=world.kosta.actor)
    with pytest.raises(Denied, match="calls the meeting"):
        call_off(meeting, Reason.POSTPONED, told=(), by=world.bea.actor)
    first = end(meeting, by=world.kosta.actor).ended_at
    assert end(meeting, by=world.kosta.actor).ended_at == first
    assert not Task.objects.open().filter(reference=meeting.reference).exists()
    with pytest.raises(Conflict):
        call_off(meeting, Reason.POSTPONED, told=(), by=world.kosta.actor)


def test_a_mandate_that_ended_yesterday_sees_no_meeting(world):
    meeting = written(world, world.csw)
    announce(meeting, told=(), by=world.kosta.actor)
    actor = world.bea.actor
    assert Meeting.objects.visible_to(actor).exists()
    today = timezone.localdate()
    member = world.bea.member
    member.starts_on, member.ends_on = today - dt.timedelta(days=9), today
    member.save()
    from spona.directory.actor import actor_for

    assert actor_for(world.bea.account, member_id=member.pk) is None
