"""A drill from the call to its feedback: who may take part, and what the deadline says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from spona.access.denied import Conflict, Denied
from spona.cases.referrals import actions as referrals
from spona.directory import actions as directory
from spona.directory.actor import actor_for, memberships
from spona.notifications.models import Notice
from spona.practice.actions import (
    advance,
    begin_drill,
    call_drill,
    end_drill,
    join_drill,
    leave_drill,
)
from spona.practice.models import Drill, Ending, Outcome, Part, Stage, Taken
from spona.practice.turns import current, face_of, scene_of, turns_of
from spona.tasks.queries import mine
from tests.practice.holding import PRACTICE, acting_as, begun, later, membership, played_to_end


@pytest.mark.parametrize("scenario", ["school", "site", "night"])
def test_each_story_goes_to_its_end_with_one_login(w, scenario):
    drill = played_to_end(begun(w.bea, w.vranje, scenario=scenario))
    assert drill.ending == Ending.DONE
    rows = list(Taken.objects.filter(drill=drill))
    assert len(rows) == 7
    assert {row.outcome for row in rows} <= {Outcome.IN_TIME, Outcome.DONE}
    assert {row.part is not None for row in rows} == {True, False}
    assert not Stage.objects.filter(pk=drill.ground).exists()


@pytest.mark.parametrize("role", ["reporter", "intake", "worker", "partner"])
def test_every_role_can_be_played_alone(w, role):
    drill = played_to_end(begun(w.bea, w.vranje, role=role))
    played = {row.step for row in Taken.objects.filter(drill=drill).exclude(part=None)}
    assert played == {
        "reporter": {"send"}, "intake": {"open", "accept", "assign", "close"},
        "worker": {"refer"}, "partner": {"answer"},
    }[role]  # fmt: skip


def test_somebody_real_does_it_with_their_own_keys(w):
    drill = begun(w.bea, w.vranje)
    with later(1):
        advance(drill, by=PRACTICE)
    turn = current(turns_of(drill))
    assert (turn.step.code, turn.part.person) == ("open", w.bea.member.person)
    can = {"by": acting_as(drill, w.bea), "keys": w.bea.keys}
    row, cover = referrals.open_packet(scene_of(drill).report, **can)
    assert cover.age == "child"
    assert current(turns_of(drill)).step.code == "accept"
    row = referrals.accept(row, message="Преузето.", **can)
    to = scene_of(drill).people.member("csw_worker")
    referrals.assign(row, to=to, **can)
    assert current(turns_of(drill)).step.code == "refer"


def test_colleagues_take_roles_and_the_turn_goes_from_one_to_the_next(w):
    drill = call_drill(w.vranje, scenario="school", role="reporter", by=w.ana.actor, told=True)
    told = Notice.objects.filter(kind="drill")
    assert {one.account_id for one in told} >= {w.bea.account.pk, w.kosta.account.pk}
    assert w.ana.account.pk not in {one.account_id for one in told}
    assert not told.filter(account_id=w.cora.account.pk).exists()
    join_drill(drill, role="intake", by=w.bea.actor)
    with pytest.raises(Conflict):
        join_drill(drill, role="intake", by=w.boris.actor)
    join_drill(drill, role="worker", by=w.boris.actor)
    join_drill(drill, role="partner", by=w.boris.actor)
    assert Part.objects.filter(drill=drill, person=w.boris.member.person).count() == 1
    drill = begin_drill(drill, by=w.bea.actor)
    assert current(turns_of(drill)).part.person == w.ana.member.person
    assert [one.kind for one in mine(acting_as(drill, w.ana))] == ["drill_step"]
    assert [one.kind for one in mine(acting_as(drill, w.bea))] == []


def test_begun_twice_is_begun_once(w):
    drill = begun(w.bea, w.vranje)
    again = begin_drill(drill, by=w.bea.actor)
    assert again.ground == drill.ground
    assert len(memberships(w.bea.account)) == 2


def test_who_is_in_one_drill_takes_part_in_no_other(w):
    begun(w.bea, w.vranje)
    with pytest.raises(Conflict):
        call_drill(w.vranje, scenario="site", role="intake", by=w.bea.actor)
    other = call_drill(w.vranje, scenario="site", role="intake", by=w.boris.actor)
    with pytest.raises(Conflict):
        join_drill(other, role="worker", by=w.bea.actor)


def test_from_the_hat_of_a_drill_no_drill_is_called(w):
    drill = begun(w.bea, w.vranje)
    network = scene_of(drill).people.network
    for where in (network, w.vranje):
        with pytest.raises(Denied):
            call_drill(where, scenario="site", role="intake", by=acting_as(drill, w.bea))


def test_another_network_neither_calls_nor_joins_nor_ends(w):
    with pytest.raises(Denied):
        call_drill(w.vranje, scenario="school", role="intake", by=w.cora.actor)
    drill = call_drill(w.vranje, scenario="school", role="intake", by=w.bea.actor)
    for act in (
        lambda: join_drill(drill, role="worker", by=w.cora.actor),
        lambda: begin_drill(drill, by=w.cora.actor),
        lambda: end_drill(drill, by=w.cora.actor),
        lambda: leave_drill(drill, by=w.cora.actor),
    ):
        with pytest.raises(Denied):
            act()
    assert drill not in Drill.objects.visible_to(w.cora.actor)


def test_words_that_are_no_story_and_no_role_are_refused(w):
    for scenario, role in (
        ("", "intake"),
        ("x" * 500, "intake"),
        ("school", "boss"),
        ("night", "reporter"),
    ):
        with pytest.raises(Denied):
            call_drill(w.vranje, scenario=scenario, role=role, by=w.bea.actor)
    assert not Drill.objects.exists()


def test_three_open_drills_are_enough(w):
    for who in (w.ana, w.bea, w.boris):
        call_drill(w.vranje, scenario="school", role="intake", by=who.actor)
    with pytest.raises(Conflict):
        call_drill(w.vranje, scenario="school", role="intake", by=w.vera.actor)


def test_whose_mandate_ended_falls_out_and_the_drill_goes_on(w):
    drill = begun(w.bea, w.vranje)
    own = membership(drill, w.bea)
    directory.end_member(w.bea.member, by=w.boris.actor)
    advance(drill, by=PRACTICE)
    assert actor_for(w.bea.account, member_id=own.pk) is None
    assert drill.parts.get().left_at is not None
    assert current(turns_of(drill)).part is None
    assert played_to_end(drill, minutes=2).ending == Ending.DONE


def test_whose_mandate_ended_before_the_beginning_gets_no_membership(w):
    drill = call_drill(w.vranje, scenario="school", role="reporter", by=w.ana.actor)
    join_drill(drill, role="intake", by=w.bea.actor)
    directory.end_member(w.bea.member, by=w.boris.actor)
    drill = begin_drill(drill, by=w.ana.actor)
    assert memberships(w.bea.account) == []
    assert [part.role for part in drill.parts.filter(left_at=None)] == ["reporter"]


def test_a_disabled_login_falls_out(w):
    drill = begun(w.bea, w.vranje)
    w.bea.account.__class__.objects.filter(pk=w.bea.account.pk).update(disabled_at=timezone.now())
    advance(drill, by=PRACTICE)
    assert drill.parts.get().left_at is not None


def test_a_role_that_is_given_back_is_played_on(w):
    drill = begun(w.bea, w.vranje)
    own = membership(drill, w.bea)
    leave_drill(drill, by=w.bea.actor)
    assert actor_for(w.bea.account, member_id=own.pk) is None
    assert played_to_end(drill).ending == Ending.DONE


def test_broken_off_it_tells_how_far_it_went(w):
    drill = begun(w.bea, w.vranje)
    with later(1):
        advance(drill, by=PRACTICE)
        drill = end_drill(drill, by=acting_as(drill, w.bea))
    assert drill.ending == Ending.BROKEN_OFF
    outcomes = [row.outcome for row in Taken.objects.filter(drill=drill)]
    assert outcomes == [Outcome.DONE, *[Outcome.OPEN] * 6]
    assert end_drill(drill, by=w.bea.actor).ended_at == drill.ended_at


def test_the_coordinator_ends_what_others_left_open(w):
    drill = begun(w.bea, w.vranje)
    with pytest.raises(Denied):
        end_drill(drill, by=w.hana.actor)
    assert end_drill(drill, by=w.kosta.actor).ending == Ending.BROKEN_OFF


def test_one_minute_stands_for_an_hour_and_the_source_is_that_of_the_rule(w):
    drill = begun(w.bea, w.vranje)
    with later(1):
        advance(drill, by=PRACTICE)
        turn = current(turns_of(drill))
        assert turn.allowed == 24 * 60
        assert turn.rule.key == "opening-csw-immediate"
        face = face_of(turn)
        assert (face.state, face.share) == ("ahead", 0)
        assert "59/2008" in face.source
    with later(26):
        assert face_of(current(turns_of(drill))).state == "late"


def test_by_a_proposal_nobody_is_late(w):
    """The partner's rule is only proposed."""
    drill = begun(w.hana, w.vranje, role="partner")
    passed = 0
    while current(turns_of(drill)).step.code != "answer":
        passed += 1
        with later(passed):
            advance(drill, by=PRACTICE)
    with later(passed + 1):
        advance(drill, by=PRACTICE)
    with later(passed + 60):
        face = face_of(current(turns_of(drill)))
        assert face.state == "today"
        drill = end_drill(played_answer(drill), by=w.hana.actor)
    row = Taken.objects.get(drill=drill, step="answer")
    assert row.outcome == Outcome.OVER


def played_answer(drill: Drill) -> Drill:
    from spona.practice.actions.playing import play_part

    scene = scene_of(drill)
    play_part(current(turns_of(drill, scene=scene)), scene, by=PRACTICE)
    return drill


def test_a_report_to_the_wrong_body_comes_to_the_right_one_and_is_told(w):
    from spona.practice.actions.playing import _report_packet
    from spona.practice.scenarios import scenarios

    drill = begun(w.ana, w.vranje, role="reporter")
    people = scene_of(drill).people
    police = people.body("police_holder")
    packet = _report_packet(scenarios()["school"], membership(drill, w.ana), police)
    referrals.send(packet, network=people.network, recipient=police, by=acting_as(drill, w.ana))
    drill = played_to_end(drill)
    assert drill.ending == Ending.DONE
    assert Taken.objects.get(drill=drill, step="send").remark == "other_body"


def test_the_hat_ends_by_itself_even_if_no_job_runs(w):
    own = membership(begun(w.bea, w.vranje), w.bea)
    assert not own.is_active_on(timezone.localdate() + timedelta(days=2))
