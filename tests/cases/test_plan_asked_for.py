"""A step that asked for the plan is done when the plan is adopted, in the same press."""

import re

import pytest

from spona.cases.careplan import actions
from spona.cases.careplan.plan import Adopter
from spona.cases.case.steps.actions import NextStep, add_step, end_step
from spona.cases.case.steps.queries import open_steps
from tests.cases.flow import get
from tests.cases.test_careplan import (
    after,
    at,
    in_english,  # noqa: F401
    led,  # noqa: F401
    need_in,
    plan_of,
    posted,
    step_in,
)

PLAN = "Napraviti plan sa Milom"
VISIT = "Poseta porodici"


def beside(world, case, words):
    """A step of the file that stands in no plan."""
    step = NextStep("plan_step", world.vera.member, after(case, 5), words)
    return add_step(case, step, by=world.vera.actor)


def ticked(page):
    """What is offered as done by it, with whether it is ticked."""
    rows = re.findall(r'<input type="checkbox" name="ends" value="([^"]+)"([^>]*)>', page)
    return {ident: "checked" in rest for ident, rest in rows}


def adopted(browser, case, **typed):
    said = {"person": "on", "on": after(case, 0).isoformat()} | typed
    return posted(browser, at(case, "adopt/"), **said)


def words_open(case):
    return set(open_steps(case).values_list("pk", flat=True))


@pytest.mark.parametrize(
    "words", [PLAN, "Направити план са Милом", "Make the care plan", "Terv készítése"]
)
def test_it_is_shown_and_ticked_and_over_with_the_same_press(world, led, words):  # noqa: F811
    asked = beside(world, led, words)
    inside = step_in(led, world.vera)
    browser = world.vera.sign_in()
    page = get(browser, at(led, "adopt/"))
    assert words in page
    assert ticked(page) == {str(asked.pk): True}
    assert adopted(browser, led, ends=[str(asked.pk)]).status_code == 302
    asked.refresh_from_db()
    assert (asked.done_at is not None, asked.outcome) == (True, "done")
    # What stands in the plan goes on, and the review follows.
    assert plan_of(led, world.vera).step(inside).is_open
    assert open_steps(led).filter(kind="review").exists()
    assert plan_of(led, world.vera).plan.adopted is not None


def test_what_asked_for_something_else_is_shown_without_a_tick_and_stays(world, led):  # noqa: F811
    asked, visit = beside(world, led, PLAN), beside(world, led, VISIT)
    need_in(led, world.vera)
    browser = world.vera.sign_in()
    page = get(browser, at(led, "adopt/"))
    assert VISIT in page
    assert ticked(page) == {str(asked.pk): True, str(visit.pk): False}
    assert adopted(browser, led).status_code == 302
    assert {asked.pk, visit.pk} <= words_open(led)


def test_without_such_a_step_nothing_is_asked(world, led):  # noqa: F811
    step_in(led, world.vera)
    page = get(world.vera.sign_in(), at(led, "adopt/"))
    assert "Which step of the file is done by it" not in page


def test_a_mistake_beside_another_field_loses_no_tick(world, led):  # noqa: F811
    asked, visit = beside(world, led, PLAN), beside(world, led, VISIT)
    need_in(led, world.vera)
    answer = posted(
        world.vera.sign_in(), at(led, "adopt/"), on=after(led, 0).isoformat(), ends=[str(visit.pk)]
    )
    assert answer.status_code == 422
    assert ticked(answer.content.decode()) == {str(asked.pk): False, str(visit.pk): True}
    assert {asked.pk, visit.pk} <= words_open(led)


def test_a_step_of_the_plan_or_of_another_kind_is_not_ended_by_it(world, led):  # noqa: F811
    inside = step_in(led, world.vera)
    view = plan_of(led, world.vera)
    first = open_steps(led).exclude(kind="plan_step").order_by("pk").first()
    actions.adopt(
        led, [Adopter("person")], on=after(led, 0), read=view.plan.mark,
        ends=[view.step(inside).task.pk, first.pk], **world.vera.can,
    )  # fmt: skip
    assert {view.step(inside).task.pk, first.pk} <= words_open(led)


def test_what_a_colleague_has_ended_meanwhile_is_a_sentence_beside_it(world, led):  # noqa: F811
    asked, visit = beside(world, led, PLAN), beside(world, led, VISIT)
    need_in(led, world.vera)
    browser = world.vera.sign_in()
    page = get(browser, at(led, "adopt/"))
    token, read = (re.search(rf'name="{n}" value="([^"]*)"', page)[1] for n in ("token", "read"))
    end_step(asked, **world.vera.can)
    said = {"token": token, "read": read, "person": "on", "on": after(led, 0).isoformat()}
    answer = browser.post(at(led, "adopt/"), said | {"ends": [str(asked.pk)]})
    assert answer.status_code == 422
    assert "not in the list any more" in answer.content.decode()
    assert plan_of(led, world.vera).plan.adopted is None
    assert visit.pk in words_open(led)
