"""Drills that go on after taking over: first contact, assessment, request, decision, plan, review."""

from __future__ import annotations

from html import unescape

import pytest
from django.utils import translation

from spona.cases.careplan.queries import read_plan
from spona.cases.case.actions import add_note
from spona.cases.case.steps.actions import NextStep, end_step
from spona.cases.case.steps.kinds import ASSESSMENT, FIRST_CONTACT, PLAN_STEP
from spona.cases.case.steps.queries import open_steps
from spona.cases.identification.actions import read_before
from spona.cases.referrals.moves import State
from spona.practice.actions import advance, end_drill, leave_drill
from spona.practice.actions.playing import play_part
from spona.practice.actions.playing_casework import _refer
from spona.practice.models import Drill, Ending, Outcome, Stage, Taken
from spona.practice.scenarios import scenarios
from spona.practice.scene import Scene
from spona.practice.turns import Turn, current, scene_of, turns_of
from tests.cases.flow import get
from tests.practice.holding import (
    PRACTICE,
    acting_as,
    begun,
    later,
    membership,
    played_to_end,
)

STORIES = ("school_plan", "site_plan")
OF_THE_FILE = ["contact", "assess", "ask", "decide", "plan", "review"]
WAY = ["send", "open", "accept", "assign", *OF_THE_FILE, "close"]


def turn_now(drill: Drill) -> tuple[Turn | None, Scene]:
    scene = scene_of(drill)
    return current(turns_of(drill, scene=scene)), scene


def played_until(drill: Drill, step: str) -> tuple[Drill, float]:
    """Everybody does their steps, a minute each, until it is the turn of `step`."""
    passed = 0.0
    for _n in range(40):
        turn, scene = turn_now(drill)
        if turn is None or turn.step.code == step:
            return drill, passed
        passed += 1
        with later(passed):
            if turn.part is not None:
                play_part(turn, scene, by=PRACTICE)
            else:
                drill = advance(drill, by=PRACTICE)
    raise AssertionError(step)


@pytest.mark.parametrize("scenario", STORIES)
@pytest.mark.parametrize("role", ["intake", "worker"])
def test_it_goes_on_to_the_review_and_each_act_has_its_line(w, scenario, role):
    drill = played_to_end(begun(w.bea, w.vranje, scenario=scenario, role=role))
    assert drill.ending == Ending.DONE
    rows = list(Taken.objects.filter(drill=drill))
    assert [row.step for row in rows] == WAY
    assert {row.outcome for row in rows} <= {Outcome.IN_TIME, Outcome.DONE}
    assert {row.remark for row in rows} == {""}
    timed = {row.step for row in rows if row.allowed is not None}
    assert timed == {"open", "accept", "contact", "assess", "review"}
    assert {row.step for row in rows if row.part is not None} == (
        {"open", "accept", "assign", "close"} if role == "intake" else set(OF_THE_FILE)
    )
    assert not Stage.objects.filter(pk=drill.ground).exists()


@pytest.mark.parametrize(("scenario", "outcome"), [("school_plan", "identified"),
                                                   ("site_plan", "not_assessed_as_victim")])  # fmt: skip
def test_the_invented_do_it_by_the_real_acts(w, scenario, outcome):
    drill, passed = played_until(begun(w.bea, w.vranje, scenario=scenario), "review")
    with later(passed):
        scene = scene_of(drill)
        can = scene.people.can("csw_worker")
        case = scene.case
        [decision] = read_before(case, **can).entries
        assert decision.decision.outcome == outcome
        assert decision.decision.second_hand
        assert scene.onward.on_paper
        assert scene.onward.state == State.DONE
        view = read_plan(case, **can)
        assert [len(need.steps) for need in view.needs] == [2]
        assert view.plan.adopted is not None
        assert not view.plan.has_changed_since


def test_somebody_real_does_it_with_their_own_keys(w):
    drill, passed = played_until(begun(w.vera, w.vranje, scenario="school_plan", role="worker"),
                                 "contact")  # fmt: skip
    with later(passed):
        turn, scene = turn_now(drill)
        assert turn.part.person == w.vera.member.person
        can = {"by": acting_as(drill, w.vera), "keys": w.vera.keys}
        me = membership(drill, w.vera)
        first = open_steps(scene.case).get(kind=FIRST_CONTACT)
        assert first.owner == me
        end_step(first, following=NextStep(ASSESSMENT, me), **can)
        assert turn_now(drill)[0].step.code == "assess"


def test_a_packet_that_lies_ready_is_no_request(w):
    """Of a child it goes by law: a colleague looks at it first, and then it is handed over."""
    drill, passed = played_until(
        begun(w.vera, w.vranje, scenario="school_plan", role="worker"), "ask"
    )
    with later(passed + 1):
        _turn, scene = turn_now(drill)
        row = _refer(scene, scene.people.on_paper("centre"), "Идентификација")
        assert row.state == State.AWAITING_APPROVAL
        assert turn_now(drill)[0].step.code == "ask"
    with later(passed + 2):
        advance(drill, by=PRACTICE)
        turn, scene = turn_now(drill)
        assert scene.onward.state != State.AWAITING_APPROVAL
        assert turn.step.code == "ask"


def test_what_was_dropped_is_said_and_called_nothing_else(w):
    drill, passed = played_until(
        begun(w.vera, w.vranje, scenario="site_plan", role="worker"), "contact"
    )
    with later(passed):
        can = {"by": acting_as(drill, w.vera), "keys": w.vera.keys}
        first = open_steps(scene_of(drill).case).get(kind=FIRST_CONTACT)
        following = NextStep(ASSESSMENT, membership(drill, w.vera))
        end_step(first, dropped=True, reason="није дошао", following=following, **can)
        end_drill(drill, by=can["by"])
    row = Taken.objects.get(drill=drill, step="contact")
    assert (row.remark, row.outcome) == ("dropped", Outcome.IN_TIME)


def test_the_first_contact_is_counted_from_receipt(w):
    drill, passed = played_until(begun(w.bea, w.vranje, scenario="school_plan"), "contact")
    with later(passed):
        turns = {one.step.code: one for one in turns_of(drill)}
        assert turns["contact"].began_at == turns["open"].began_at
        assert turns["contact"].allowed == 24 * 60


@pytest.mark.parametrize("step", ["contact", "decide", "plan", "review"])
def test_a_worker_who_gives_the_role_back_is_followed_by_an_invented_one(w, step):
    drill, _passed = played_until(
        begun(w.vera, w.vranje, scenario="school_plan", role="worker"), step
    )
    leave_drill(drill, by=w.vera.actor)
    drill = played_to_end(Drill.objects.get(pk=drill.pk), minutes=15)
    assert drill.ending == Ending.DONE


@pytest.mark.parametrize("step", ["contact", "decide"])
def test_the_page_says_what_the_invented_say_and_leads_where_it_is_done(w, step):
    drill, passed = played_until(
        begun(w.vera, w.vranje, scenario="school_plan", role="worker"), step
    )
    with later(passed):
        case = scene_of(drill).case
        browser = w.vera.sign_in()
        browser.post("/choose/", {"member": str(membership(drill, w.vera).pk)})
        page = unescape(get(browser, f"/practice/d/{drill.pk}/"))
        with translation.override(w.vera.account.language):
            assert str(scenarios()["school_plan"].step(step).given) in page
        assert f'href="/cases/{case.reference}/' in page
        there = f"/cases/{case.reference}/" + ("decision/" if step == "decide" else "")
        assert browser.get(there).status_code == 200


def test_a_story_that_goes_on_says_only_what_is_different():
    school, on = scenarios()["school"], scenarios()["school_plan"]
    assert on.packet["noticed"] == school.packet["noticed"]
    assert on.brief["intake"] == school.brief["intake"]
    assert on.brief["worker"] != school.brief["worker"]
    assert "partner" not in on.roles


@pytest.mark.parametrize("scenario", STORIES)
def test_nothing_of_a_file_that_was_worked_on_is_left(w, scenario):
    from spona.practice.actions import keep_ready
    from tests.practice.test_clearing import counts

    before = counts()
    drill, passed = played_until(begun(w.bea, w.vranje, scenario=scenario), "review")
    with later(passed):
        case = scene_of(drill).case
        can = scene_of(drill).people.can("csw_worker")
        assert open_steps(case).filter(kind=PLAN_STEP).count() >= 2
        add_note(case, "Оно што је речено", **can)
        end_drill(drill, by=w.bea.actor)
    keep_ready(by=PRACTICE)
    assert counts() == before


def test_the_invented_centre_is_offered_where_one_refers(w):
    drill, passed = played_until(
        begun(w.vera, w.vranje, scenario="school_plan", role="worker"), "ask"
    )
    with later(passed):
        scene = scene_of(drill)
        browser = w.vera.sign_in()
        browser.post("/choose/", {"member": str(membership(drill, w.vera).pk)})
        page = unescape(get(browser, f"/cases/{scene.case.reference}/refer/"))
        assert str(scene.people.on_paper("centre").pk) in page
