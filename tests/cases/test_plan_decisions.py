"""Decisions of a conference become steps by a press, once each, with who and when filled in."""

import re

import pytest

from spona.access.denied import Conflict
from spona.cases.careplan import actions as plans
from spona.cases.careplan import service_actions
from spona.cases.careplan.actions import StepDraft
from spona.cases.careplan.plan import Need
from spona.cases.careplan.queries import read_plan
from spona.cases.careplan.service_given import Given
from spona.cases.case.steps.queries import open_steps
from spona.cases.conferences.actions import decide_in
from spona.cases.team.actions import assign_file
from spona.deadlines.late import today_in
from spona.identity.models import Account
from tests.cases.conferences.calling import agreed, at_the_table, call
from tests.cases.conferences.test_hold import TEXT, soon
from tests.cases.flow import get
from tests.cases.moving import file_of
from tests.cases.test_careplan import hidden
from tests.cases.test_whole_case import flat, printed


@pytest.fixture
def case(world):
    Account.objects.update(language="en")
    return file_of(world)


@pytest.fixture
def called(world, case):
    return call(world, case, agreed(world, case, world.health))


def decided(called, institution, by, text=TEXT):
    with at_the_table():
        return decide_in(called, text, institution=institution, due_on=soon(), by=by.actor)


def page(case, rest=""):
    return f"/cases/{case.reference}/plan/decided/{rest}"


def filled(browser, path):
    shown = get(browser, path)
    what = re.search(r'name="what"[^>]*value="([^"]*)"', shown)[1]
    day = re.search(r'name="day"[^>]*value="([^"]*)"', shown)
    chosen = re.findall(r'<option value="([^"]*)" selected>', shown)
    return {"token": hidden(shown, "token"), "what": what, "day": day[1]}, chosen, shown


def test_a_decision_becomes_a_step_of_the_plan_with_who_and_when(world, case, called):
    need = plans.add_need(case, Need(area="health", need="Преглед"), **world.bea.can)
    made = decided(called, world.health, world.bea)
    browser = world.bea.sign_in()
    listed = get(browser, page(case))
    assert TEXT in listed
    assert read_plan(case, **world.bea.can).steps == []
    typed, chosen, _shown = filled(browser, page(case, f"{made.pk}/"))
    assert typed["what"] == TEXT
    assert typed["day"] == soon().isoformat()
    assert {need, str(world.health.pk), str(world.bea.member.pk)} <= set(chosen)
    typed |= {"need": need, "provider": str(world.health.pk), "owner": str(world.bea.member.pk)}
    assert browser.post(page(case, f"{made.pk}/"), typed).status_code == 302
    [one] = read_plan(case, **world.bea.can).steps
    assert (one.step.what, one.day, one.step.decision) == (TEXT, soon(), str(made.pk))
    assert "already a step" in get(browser, page(case))
    again = filled(browser, page(case, f"{made.pk}/"))[0] | {"need": need, "provider": "own",
             "owner": str(world.bea.member.pk)}  # fmt: skip
    refused = browser.post(page(case, f"{made.pk}/"), again)
    assert refused.status_code == 409
    assert "This decision is a step already." in refused.content.decode()
    assert len(read_plan(case, **world.bea.can).steps) == 1


def test_where_no_need_fits_it_is_a_step_of_the_file(world, case, called):
    made = decided(called, world.csw, world.bea)
    browser = world.bea.sign_in()
    typed, _chosen, shown = filled(browser, page(case, f"{made.pk}/"))
    assert "For none: a step of the file" in shown
    typed |= {"need": "", "provider": "own", "owner": str(world.bea.member.pk)}
    assert browser.post(page(case, f"{made.pk}/"), typed).status_code == 302
    assert open_steps(case).filter(kind="plan_step").count() == 1
    assert read_plan(case, **world.bea.can).plan.taken == (str(made.pk),)
    with pytest.raises(Conflict):
        plans.add_case_step(
            case, StepDraft("x", decision=str(made.pk), owner=world.bea.member), **world.bea.can
        )
    assert "There is no care plan yet." in get(browser, f"/cases/{case.reference}/plan/")


def test_a_mistake_loses_nothing_typed(world, case, called):
    made = decided(called, world.csw, world.bea)
    browser = world.bea.sign_in()
    typed = filled(browser, page(case, f"{made.pk}/"))[0]
    typed |= {"what": "Моје речи", "day": "2020-01-01", "owner": str(world.bea.member.pk),
              "need": "", "provider": "own"}  # fmt: skip
    answer = browser.post(page(case, f"{made.pk}/"), typed)
    assert answer.status_code == 422
    assert "Choose today or a day that is still to come." in answer.content.decode()
    assert "Моје речи" in answer.content.decode()


def test_who_does_not_lead_the_file_makes_no_step_of_it(world, case, called):
    made = decided(called, world.health, world.bea)
    for stranger in (world.hana, world.ana, world.kosta):
        browser = stranger.sign_in()
        for path in (page(case), page(case, f"{made.pk}/")):
            assert browser.get(path).status_code in (403, 404)
            assert browser.post(path, {"what": "x"}).status_code in (403, 404, 405)


def test_a_decision_about_another_file_is_not_found_here(world, case, called):
    made = decided(called, world.csw, world.bea)
    other = file_of(world)
    browser = world.bea.sign_in()
    assert browser.get(page(other, f"{made.pk}/")).status_code == 404
    assert TEXT not in get(browser, page(other))


def test_who_reads_only_other_parts_reads_no_decision(world, case, called):
    made = decided(called, world.csw, world.bea)
    assign_file(case, member=world.vera.member, sections=["identity"], **world.bea.can)
    assert world.vera.sign_in().get(page(case, f"{made.pk}/")).status_code == 404


def test_the_paper_of_the_whole_case_tells_the_plan_and_what_was_given(world, case):
    can = world.bea.can
    need = plans.add_need(case, Need(area="rights", need="Адвокат", goal="Зна права"), **can)
    step = plans.add_plan_step(case, need, StepDraft("Савет", owner=world.bea.member), **can)
    day = today_in(case.network).isoformat()
    given = Given(kind="legal_aid", unit="hour", amount="2", first=day, last=day, provider="own",
                  note="Прва")  # fmt: skip
    ident = service_actions.add_given(case, step, given, **can)
    [before] = read_plan(case, **can).plan.given
    changed = Given(id=ident, kind="legal_aid", unit="hour", amount="3", first=day, last=day,
                    provider="own")  # fmt: skip
    service_actions.change_given(case, changed, read=service_actions.given_mark(before), **can)
    text = flat(printed(case, world.bea))
    for said in ("Адвокат", "Goal: Зна права", "Савет", "Given: Legal aid, 3 hours",
                 "Before: 2 hours"):  # fmt: skip
        assert said in text, said
    assert step not in text
