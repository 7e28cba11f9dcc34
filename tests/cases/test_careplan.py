"""The care plan: written in the person's words, its steps are steps of the case, sealed like all."""

import io
import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from pypdf import PdfReader

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.cases.careplan import actions
from spona.cases.careplan.actions import StepDraft
from spona.cases.careplan.plan import (
    NOBODY,
    SECTION,
    Adopter,
    CarePlan,
    Need,
    PlanStep,
)
from spona.cases.careplan.queries import read_plan
from spona.cases.case.models import Case
from spona.cases.case.sealed_entry import EntryChanged
from spona.cases.case.sections import SECTIONS
from spona.cases.case.steps.actions import end_step, reopen_step
from spona.cases.case.steps.queries import is_stepless, open_steps, words_section
from spona.cases.casefile.actions import exclude
from spona.cases.fields.need_areas import AREAS, PILLARS
from spona.cases.referrals.actions import accept, assign, open_packet, send
from spona.cases.team.actions import assign_file, break_glass
from spona.deadlines.late import today_in
from spona.identity.models import Account
from spona.tasks.models import Task
from spona.vault.models import Section, SectionRevision
from spona.vault.slots import slot_of
from tests.cases.flow import get
from tests.cases.moving import text_of
from tests.cases.packets import packet

DAY = timedelta(days=1)
QUOTE = "Да ме не нађе на путу до школе"
WHAT = "Пратња до школе"


@pytest.fixture(autouse=True)
def in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def led(world, accepted):
    """A file that Vera leads."""
    assign(accepted, to=world.vera.member, **world.bea.can)
    return Case.objects.select_related("network", "box", "owner_institution").get(
        pk=accepted.to_case_id
    )


@pytest.fixture
def shared(world, led):
    """The same, and Bea works on it too."""
    assign_file(led, member=world.bea.member, sections=list(SECTIONS), **world.bea.can)
    return led


def plan_of(case, person):
    return read_plan(case, **person.can)


def need_in(case, person, *, area="safety", need=QUOTE, goal="Иде у школу без страха"):
    return actions.add_need(case, Need(area=area, need=need, goal=goal), **person.can)


def draft(person, **more):
    return StepDraft(**({"what": WHAT, "owner": person.member} | more))


def step_in(case, person, need_id=None, **more):
    need_id = need_id or need_in(case, person)
    return actions.add_plan_step(case, need_id, draft(person, **more), **person.can)


def change(case, person, ident, **more):
    view = plan_of(case, person).step(ident)
    step = view.step
    before = {
        "what": step.what, "plain": step.plain, "provider": step.provider,
        "provider_name": step.provider_name, "owner": view.owner, "day": view.day,
        "says": step.says, "state": view.state,
    }  # fmt: skip
    read = more.pop("read", view.mark)
    actions.change_plan_step(case, ident, StepDraft(**(before | more)), read=read, **person.can)


def after(case, days):
    return today_in(case.network) + days * DAY


def kinds(case):
    return sorted(task.kind for task in open_steps(case))


def token(browser, path):
    return re.search(r'name="token" value="([^"]+)"', get(browser, path))[1]


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def posted(browser, path, **typed):
    page = get(browser, path)
    read = re.search(r'name="read" value="([^"]*)"', page)
    with_mark = {"read": read[1]} if read else {}
    return browser.post(path, {"token": hidden(page, "token"), **with_mark, **typed})


def at(case, rest=""):
    return f"/cases/{case.reference}/plan/{rest}"


# The document.


def test_a_plan_is_read_as_it_was_written_and_keeps_what_this_version_does_not_know():
    document = {
        "schema": 1,
        "later": "x",
        "needs": [
            {"id": "a", "area": "safety", "need": "n", "goal": "", "more": 1,
             "steps": [{"id": "s", "what": "w", "shape": "round"}]},
        ],
        "adopted": {"on": "2026-11-01", "by": [{"who": "person", "words": "да"}], "text": 2,
                    "mark": "m"},
        "paper": {"safe": "no", "on": "2026-11-02", "by": "Vera"},
    }  # fmt: skip
    written = CarePlan.of(document).to_document()
    assert written["later"] == "x"
    assert written["needs"][0]["more"] == 1
    assert written["needs"][0]["steps"][0]["shape"] == "round"
    assert CarePlan.of(written).to_document() == written
    json.dumps(written)


def test_about_fifteen_areas_each_in_a_pillar_and_with_a_source():
    assert 13 <= len(AREAS) <= 18
    assert {one.pillar for one in AREAS.values()} == set(PILLARS)
    assert all(one.source for one in AREAS.values())


# Steps of the plan are steps of the case.


def test_a_step_that_we_do_is_a_step_of_the_case(world, led):
    ident = step_in(led, world.vera, day=after(led, 5))
    [task] = open_steps(led).filter(kind="plan_step")
    found = plan_of(led, world.vera).step(ident)
    assert found.task == task
    assert (found.state, found.day, task.owner) == ("planned", after(led, 5), world.vera.member)
    assert text_of(led, words_section(task), world.vera)["what"] == WHAT


def test_what_ends_on_the_page_of_the_case_is_done_in_the_plan_without_a_word_written(world, led):
    ident = step_in(led, world.vera)
    before = plan_of(led, world.vera).section.revision
    end_step(open_steps(led).get(kind="plan_step"), **world.vera.can)
    found = plan_of(led, world.vera)
    assert (found.step(ident).state, found.section.revision) == ("done", before)
    assert found.step(ident).ended == today_in(led.network)
    reopen_step(found.step(ident).task, by=world.vera.actor)
    assert plan_of(led, world.vera).step(ident).state == "planned"


def test_what_is_dropped_there_says_why_here(world, led):
    ident = step_in(led, world.vera)
    task = open_steps(led).get(kind="plan_step")
    end_step(task, dropped=True, reason="Особа је отишла", **world.vera.can)
    found = plan_of(led, world.vera).step(ident)
    assert (found.state, found.reason) == ("not_done", "Особа је отишла")


def test_ending_it_in_the_plan_ends_it_on_the_page_of_the_case(world, led):
    ident = step_in(led, world.vera)
    task = open_steps(led).get(kind="plan_step")
    change(led, world.vera, ident, state="done")
    task.refresh_from_db()
    assert task.outcome == "done"
    assert text_of(led, SECTION, world.vera)["needs"][0]["steps"][0]["state"] == "planned"


@pytest.mark.parametrize(
    ("state", "reason", "told"),
    [
        ("not_done", "Нема превоза", "Нема превоза"),
        ("unwanted", "", "The person does not want it."),
        ("unwanted", "Плаши се", "Плаши се"),
    ],
)
def test_what_will_not_be_done_is_dropped_with_its_reason(world, led, state, reason, told):
    ident = step_in(led, world.vera)
    task = open_steps(led).get(kind="plan_step")
    change(led, world.vera, ident, state=state, reason=reason)
    task.refresh_from_db()
    found = plan_of(led, world.vera).step(ident)
    assert (task.outcome, found.state, found.reason) == ("dropped", state, told)
    change(led, world.vera, ident, state="under_way")
    task.refresh_from_db()
    assert (task.done_at, plan_of(led, world.vera).step(ident).state) == (None, "under_way")


def test_where_the_last_step_ends_the_review_follows(world, led):
    ident = step_in(led, world.vera)
    end_step(open_steps(led).get(kind="first_contact"), **world.vera.can)
    assert kinds(led) == ["plan_step"]
    change(led, world.vera, ident, state="done")
    assert kinds(led) == ["review"]
    assert not Case.objects.filter(is_stepless()).exists()


def test_another_owner_another_day_and_other_words_reach_the_step_of_the_case(world, led):
    ident = step_in(led, world.vera)
    change(led, world.vera, ident, owner=world.bea.member, day=after(led, 9), what="Нове речи")
    [task] = open_steps(led).filter(kind="plan_step")
    found = plan_of(led, world.vera).step(ident)
    assert (task.owner, found.day) == (world.bea.member, after(led, 9))
    assert text_of(led, words_section(task), world.vera)["what"] == "Нове речи"


def test_a_step_of_an_institution_is_ours_only_where_somebody_sees_to_it(world, led):
    need = need_in(led, world.vera)
    given = {"provider": str(world.health.pk), "provider_name": "Здравствени центар Врање"}
    ident = step_in(led, world.vera, need, owner=None, **given)
    assert kinds(led) == ["first_contact"]
    change(led, world.vera, ident, state="done")
    found = plan_of(led, world.vera).step(ident)
    assert (found.state, found.ended) == ("done", today_in(led.network))
    seen_to = step_in(led, world.vera, need, **given)
    assert kinds(led) == ["first_contact", "plan_step"]
    assert plan_of(led, world.vera).step(seen_to).owner == world.vera.member


def test_a_step_gets_its_task_when_somebody_takes_it(world, led):
    need = need_in(led, world.vera)
    ident = step_in(led, world.vera, need, owner=None, provider=NOBODY)
    assert plan_of(led, world.vera).step(ident).look_code == "nobody"
    change(led, world.vera, ident, owner=world.vera.member, provider="own")
    assert kinds(led) == ["first_contact", "plan_step"]


def test_whose_it_is_follows_who_has_it_when_somebody_goes(world, led):
    """Also in the plan: the task says who, not what was written once."""
    ident = step_in(led, world.vera)
    task = open_steps(led).get(kind="plan_step")
    exclude(led, member=world.vera.member, **world.bea.can)
    task.refresh_from_db()
    found = plan_of(led, world.bea).step(ident)
    assert found.owner == task.owner
    assert found.owner != world.vera.member


def test_nobody_has_a_step_who_cannot_open_the_file(world, led):
    need = need_in(led, world.vera)
    with pytest.raises(Denied, match="cannot open the file"):
        step_in(led, world.vera, need, owner=world.hana.member)
    assert plan_of(led, world.vera).steps == []
    assert kinds(led) == ["first_contact"]


def test_what_belongs_to_a_colleague_is_ended_by_them(world, led):
    ident = step_in(led, world.vera, owner=world.bea.member)
    with pytest.raises(Denied, match="belongs to somebody else"):
        change(led, world.vera, ident, state="done")
    assert plan_of(led, world.vera).step(ident).is_open


# What is refused stands beside its field, and nothing typed is lost.


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"what": " "}, "Write what is to be done."),
        ({"owner": ""}, "Choose who does it."),
        ({"day": "2020-01-01"}, "Choose today or a day that is still to come."),
        ({"owner": "hana"}, "This colleague cannot open the file."),
        ({"provider": str(uuid4())}, "Choose one from the list."),
    ],
)
def test_a_step_with_a_mistake_is_not_half_written(world, led, typed, said):
    need, browser = need_in(led, world.vera), world.vera.sign_in()
    if typed.get("owner") == "hana":
        typed = {"owner": str(world.hana.member.pk)}
    good = {"what": WHAT, "plain": "Неко иде с тобом", "provider": "own",
            "owner": str(world.vera.member.pk), "day": "", "says": "yes"}  # fmt: skip
    answer = posted(browser, at(led, f"needs/{need}/steps/new/"), **(good | typed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Неко иде с тобом" in page
    assert plan_of(led, world.vera).steps == []
    assert kinds(led) == ["first_contact"]


def test_a_need_without_words_or_area_is_refused(world, led):
    browser = world.vera.sign_in()
    answer = posted(browser, at(led, "needs/new/"), area="", need="  ", goal="Мир")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose the area." in page
    assert "Мир" in page
    assert not Section.objects.named(led.box_id, SECTION).exists()


def test_why_not_is_asked_of_who_says_that_it_will_not_be_done(world, led):
    ident, browser = step_in(led, world.vera), world.vera.sign_in()
    path = at(led, f"steps/{ident}/")
    typed = {"what": WHAT, "provider": "own", "owner": str(world.vera.member.pk),
             "says": "no", "state": "not_done", "reason": ""}  # fmt: skip
    answer = posted(browser, path, **typed)
    assert answer.status_code == 422
    assert "Write why it will not be done." in answer.content.decode()
    assert kinds(led) == ["first_contact", "plan_step"]


def test_nothing_is_written_after_closing_and_what_was_typed_stays(world, led):
    need, browser = need_in(led, world.vera), world.vera.sign_in()
    path = at(led, f"needs/{need}/steps/new/")
    typed = {"what": WHAT, "provider": "own", "owner": str(world.vera.member.pk)}
    key = token(browser, path)
    led.closed_at = led.opened_at
    led.save()
    answer = browser.post(path, {"token": key, **typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This file is closed." in page
    assert WHAT in page
    assert browser.get(path).status_code == 403
    assert QUOTE in get(browser, at(led))


def test_a_second_click_writes_nothing_twice(world, led):
    browser = world.vera.sign_in()
    typed = {"token": token(browser, at(led, "needs/new/")), "area": "school", "need": QUOTE}
    for _click in range(2):
        assert browser.post(at(led, "needs/new/"), typed).status_code == 302
    [need] = plan_of(led, world.vera).needs
    path = at(led, f"needs/{need.need.id}/steps/new/")
    typed = {"token": token(browser, path), "what": WHAT, "provider": "own",
             "owner": str(world.vera.member.pk)}  # fmt: skip
    for _click in range(2):
        assert browser.post(path, typed).status_code == 302
    assert kinds(led) == ["first_contact", "plan_step"]


# Two people at once.


def test_two_change_the_same_need_and_the_second_sees_both(world, shared):
    need = need_in(shared, world.vera)
    vera, bea = world.vera.sign_in(), world.bea.sign_in()
    path = at(shared, f"needs/{need}/")
    read = hidden(get(vera, path), "read")
    assert posted(bea, path, area="safety", need="Беа", goal="").status_code == 302
    mine = {"token": token(vera, path), "area": "safety", "need": "Вера", "goal": "", "read": read}
    late = vera.post(path, mine)
    page = late.content.decode()
    assert late.status_code == 409
    assert "Вера" in page
    assert "<li>Беа</li>" in page
    again = mine | {"read": hidden(page, "read"), "token": hidden(page, "token")}
    assert vera.post(path, again).status_code == 302
    assert plan_of(shared, world.vera).plan.needs[0].need == "Вера"


def test_two_who_write_different_needs_do_not_meet(world, shared):
    first, second = (
        need_in(shared, world.vera),
        need_in(shared, world.bea, area="school", need="Разред"),
    )
    mark = plan_of(shared, world.vera).plan.need(first).mark
    changed = Need(second, "school", "Завршити разред")
    read = plan_of(shared, world.bea).plan.need(second).mark
    actions.change_need(shared, changed, read=read, **world.bea.can)
    actions.change_need(shared, Need(first, "safety", "Пут"), read=mark, **world.vera.can)
    assert [one.need for one in plan_of(shared, world.vera).plan.needs] == [
        "Пут",
        "Завршити разред",
    ]


def test_a_step_that_ended_on_the_page_of_the_case_is_not_opened_again_by_an_old_form(world, led):
    ident = step_in(led, world.vera)
    old = plan_of(led, world.vera).step(ident).mark
    end_step(open_steps(led).get(kind="plan_step"), **world.vera.can)
    with pytest.raises(EntryChanged):
        change(led, world.vera, ident, state="planned", read=old)
    assert plan_of(led, world.vera).step(ident).state == "done"


def test_what_was_taken_out_meanwhile_loses_nobody_their_words(world, shared):
    need = need_in(shared, world.vera)
    browser = world.vera.sign_in()
    path = at(shared, f"needs/{need}/steps/new/")
    key = token(browser, path)
    read = plan_of(shared, world.bea).need(need).mark
    actions.remove_need(shared, need, read=read, reason="", **world.bea.can)
    typed = {"token": key, "what": WHAT, "provider": "own", "owner": str(world.vera.member.pk)}
    answer = browser.post(path, typed)
    assert answer.status_code == 409
    assert WHAT in answer.content.decode()
    assert kinds(shared) == ["first_contact"]


def test_what_a_colleague_ends_between_reading_and_saving_is_a_conflict(world, led, monkeypatch):
    ident = step_in(led, world.vera)
    read_words = actions.read_words

    def ended_meanwhile(case, task, **can):
        found = read_words(case, task, **can)
        monkeypatch.setattr(actions, "read_words", read_words)
        end_step(task, dropped=True, reason="Раније", **world.vera.can)
        return found

    monkeypatch.setattr(actions, "read_words", ended_meanwhile)
    with pytest.raises(EntryChanged):
        change(led, world.vera, ident, state="not_done", reason="Касније")
    assert plan_of(led, world.vera).step(ident).reason == "Раније"


def test_a_refusal_in_the_middle_leaves_plan_and_step_as_they_were(world, led, monkeypatch):
    ident = step_in(led, world.vera)
    monkeypatch.setattr(actions, "save_section", lambda *_a, **_k: _refuse())
    with pytest.raises(Conflict):
        change(led, world.vera, ident, state="done")
    assert plan_of(led, world.vera).step(ident).state == "planned"


def _refuse():
    raise Conflict("no")


# Taking out what was a mistake.


def test_a_step_with_a_task_is_taken_out_with_a_reason(world, led):
    ident, browser = step_in(led, world.vera), world.vera.sign_in()
    path = at(led, f"steps/{ident}/remove/")
    answer = posted(browser, path, reason="")
    assert answer.status_code == 422
    assert "Write why it is taken out." in answer.content.decode()
    assert posted(browser, path, reason="Двапут уписано").status_code == 302
    assert plan_of(led, world.vera).steps == []
    assert kinds(led) == ["first_contact"]
    task = Task.objects.get(kind="plan_step", subject_id=led.pk)
    assert text_of(led, words_section(task), world.vera)["reason"] == "Двапут уписано"
    assert browser.get(path).status_code == 404


def test_a_need_is_taken_out_with_its_steps(world, led):
    need = need_in(led, world.vera)
    step_in(led, world.vera, need)
    step_in(led, world.vera, need, owner=None, provider=NOBODY)
    browser = world.vera.sign_in()
    assert posted(browser, at(led, f"needs/{need}/remove/"), reason="Грешка").status_code == 302
    assert plan_of(led, world.vera).needs == []
    assert kinds(led) == ["first_contact"]


def test_an_empty_need_goes_without_a_reason(world, led):
    need, browser = need_in(led, world.vera), world.vera.sign_in()
    page = get(browser, at(led, f"needs/{need}/remove/"))
    assert 'name="reason"' not in page
    assert posted(browser, at(led, f"needs/{need}/remove/")).status_code == 302
    assert plan_of(led, world.vera).needs == []


# Adopted by whom.


def test_adopting_opens_the_review_by_its_rule(world, led):
    step_in(led, world.vera)
    browser = world.vera.sign_in()
    typed = {"person": "on", "person_words": "у разговору", "on": after(led, 0).isoformat()}
    assert posted(browser, at(led, "adopt/"), **typed).status_code == 302
    review = open_steps(led).get(kind="review")
    assert review.deadline.rule.key == "plan-review"
    adopted = plan_of(led, world.vera).plan.adopted
    assert adopted.by == (Adopter("person", "у разговору"),)
    page = get(browser, at(led))
    assert "The person" in page
    assert "у разговору" in page


def test_a_day_that_was_agreed_on_is_the_day_of_the_review(world, led):
    step_in(led, world.vera)
    browser = world.vera.sign_in()
    typed = {"person": "on", "on": after(led, 0).isoformat()}
    review = {"review": after(led, 12).isoformat()}
    assert posted(browser, at(led, "adopt/"), **typed, **review).status_code == 302
    task = open_steps(led).get(kind="review")
    assert (task.deadline, task.due_at.astimezone().date()) == (None, after(led, 12))
    again = {"review": after(led, 20).isoformat()}
    assert posted(browser, at(led, "adopt/"), **typed, **again).status_code == 302
    assert open_steps(led).filter(kind="review").count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "A plan that nobody has adopted is only a draft."),
        ({"guardian_words": "ЦСР"}, "Tick it too, or take the words out."),
        ({"person": "on", "on": "2199-01-01"}, "This day is still to come."),
        ({"person": "on", "review": "2020-01-01"}, "Choose today or a day that is still to come."),
    ],
)
def test_a_plan_adopted_by_nobody_or_not_yet_is_refused(world, led, typed, said):
    step_in(led, world.vera)
    browser = world.vera.sign_in()
    with_day = {"on": after(led, 0).isoformat(), "others_words": ""} | typed
    answer = posted(browser, at(led, "adopt/"), **with_day)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert plan_of(led, world.vera).plan.adopted is None
    assert "review" not in kinds(led)


def test_an_empty_plan_is_adopted_by_nobody(world, led):
    with pytest.raises(Denied, match="nothing to adopt"):
        actions.adopt(
            led,
            [Adopter("person")],
            on=after(led, 0),
            read=plan_of(led, world.vera).plan.mark,
            **world.vera.can,
        )


def test_nobody_adopts_what_they_have_not_seen(world, shared):
    need = need_in(shared, world.vera)
    read = plan_of(shared, world.vera).plan.mark
    step_in(shared, world.bea, need)
    with pytest.raises(EntryChanged):
        actions.adopt(shared, [Adopter("person")], on=after(shared, 0), read=read, **world.vera.can)


def test_it_is_said_that_the_plan_has_changed_and_the_adopted_text_stays_readable(world, led):
    need = need_in(led, world.vera)
    ident = step_in(led, world.vera, need)
    browser = world.vera.sign_in()
    posted(browser, at(led, "adopt/"), person="on", on=after(led, 0).isoformat())
    change(led, world.vera, ident, state="under_way", says="yes")
    assert not plan_of(led, world.vera).plan.has_changed_since
    step_in(led, world.vera, need, what="Нови корак")
    page = get(browser, at(led))
    assert "It was changed since then." in page
    path = re.search(r'href="(/cases/[^"]+/history/careplan/\d+/)"', page)[1]
    was = get(browser, path)
    assert WHAT in was
    assert "Нови корак" in was
    assert "Care plan: earlier texts" in was


# The sheet for the person.


def test_paper_only_after_the_person_has_said_that_it_is_safe(world, led):
    step_in(led, world.vera)
    browser = world.vera.sign_in()
    printed = browser.get(at(led, "person/print/"))
    assert (printed.status_code, printed["Location"]) == (302, at(led, "person/"))
    answer = browser.post(at(led, "person/"), {"safe": "no"})
    assert answer["Location"] == at(led, "person/read/")
    paper = plan_of(led, world.vera).plan.paper
    assert (paper.safe, paper.day) == ("no", today_in(led.network))
    assert browser.get(at(led, "person/print/")).status_code == 302
    aloud = get(browser, at(led, "person/read/"))
    assert "Do not print it." in aloud
    assert QUOTE in aloud
    browser.post(at(led, "person/"), {"safe": "yes"})
    assert browser.get(at(led, "person/print/"))["Content-Type"] == "application/pdf"


def test_an_answer_is_asked_for(world, led):
    step_in(led, world.vera)
    answer = world.vera.sign_in().post(at(led, "person/"), {})
    assert answer.status_code == 422
    assert plan_of(led, world.vera).plan.paper is None


def test_the_sheet_is_one_page_without_a_name_or_an_institution(world, led):
    for number in range(8):
        need = need_in(led, world.vera, area=list(AREAS)[number], need=f"Треба ми {number}")
        step_in(led, world.vera, need, plain="Неко иде с тобом", day=after(led, 3))
        step_in(
            led, world.vera, need, provider=str(world.health.pk), provider_name="Дом здравља"
        )  # fmt: skip
    actions.answer_paper(led, "yes", **world.vera.can)
    answer = world.vera.sign_in().get(at(led, "person/print/"))
    pdf = PdfReader(io.BytesIO(answer.content))
    assert len(pdf.pages) == 1
    text = " ".join(pdf.pages[0].extract_text().split())
    assert pdf.metadata.title == "Spona"
    assert led.reference in text
    assert "What we have agreed on" in text
    for word in ("Mila", "Мила", "Vera", "Вера", "Dom zdravlja", "Дом здравља"):
        assert word not in text, word


def test_words_that_tell_are_written_in_other_words_first(world, led):
    need = need_in(led, world.vera)
    ident = step_in(led, world.vera, need, what="Захтев Центру за жртве трговине људима")
    name = text_of(led, "name", world.vera)["name"].split()[0]
    named = step_in(led, world.vera, need, what=f"Разговор са {name}")
    actions.answer_paper(led, "yes", **world.vera.can)
    browser = world.vera.sign_in()
    assert browser.get(at(led, "person/print/")).status_code == 302
    page = get(browser, at(led, "person/"))
    assert f"/plan/steps/{ident}/" in page
    assert f"/plan/steps/{named}/" in page
    change(led, world.vera, ident, plain="Питамо кога треба")
    change(led, world.vera, named, plain="Разговор")
    answer = browser.get(at(led, "person/print/"))
    assert answer["Content-Type"] == "application/pdf"


# What the pages show.


def test_the_plan_shows_needs_steps_and_counts_of_steps(world, led):
    need = need_in(led, world.vera)
    step_in(led, world.vera, need, says="yes", day=after(led, 5))
    step_in(led, world.vera, need, what="Тражити другде", owner=None, provider=NOBODY)
    need_in(led, world.vera, area="mind", need="Тешко ми је да спавам", goal="")
    browser = world.vera.sign_in()
    page = get(browser, at(led))
    for said in (QUOTE, WHAT, "0 of 2 steps are done.", "nobody in town",
                 "No step is written for this need.", "Steps are counted, not the person.",
                 "1 need has no step.", "Nobody has adopted it yet"):  # fmt: skip
        assert said in page, said
    file = get(browser, f"/cases/{led.reference}/part/identification/")
    part = re.search(r'id="careplan">(.*?)</section>', file, re.S)[1]
    assert "Иде у школу без страха" in part
    assert WHAT in part
    assert f'href="{at(led)}"' in part


def test_a_step_of_an_institution_offers_to_refer_by_post_with_its_words(world, led):
    given = {"provider": str(world.health.pk), "provider_name": "ЗЦ"}
    step_in(led, world.vera, says="yes", what="Преглед", **given)
    browser = world.vera.sign_in()
    page = get(browser, at(led))
    form = re.search(rf'<form method="post" action="/cases/{led.reference}/refer/">(.*?)</form>',
                     page, re.S)[1]  # fmt: skip
    fields = dict(re.findall(r'name="(network|institution|asked)"\s+value="([^"]*)"', form))
    assert fields["institution"] == str(world.health.pk)
    before = led.referrals_out.count() if hasattr(led, "referrals_out") else 0
    shown = browser.post(f"/cases/{led.reference}/refer/", fields)
    assert shown.status_code == 200
    assert "Преглед" in shown.content.decode()
    assert (led.referrals_out.count() if hasattr(led, "referrals_out") else 0) == before


@pytest.mark.parametrize(("says", "offered"), [("no", False), ("not_sure", False), ("", True)])
def test_nothing_is_referred_that_the_person_does_not_want(world, led, says, offered):
    step_in(led, world.vera, says=says, provider=str(world.health.pk), provider_name="ЗЦ")
    page = get(world.vera.sign_in(), at(led))
    assert (f'action="/cases/{led.reference}/refer/"' in page) is offered


def test_an_excluded_institution_is_offered_for_no_step(world):
    row = send(
        packet(), network=world.vranje, recipient=world.csw,
        excluded_institutions=[world.health.pk], by=world.ana.actor,
    )  # fmt: skip
    taken = accept(open_packet(row, **world.bea.can)[0], **world.bea.can)
    case = Case.objects.select_related("network", "box").get(pk=taken.to_case_id)
    need = need_in(case, world.bea)
    page = get(world.bea.sign_in(), at(case, f"needs/{need}/steps/new/"))
    assert str(world.health.pk) not in page
    assert str(world.police.pk) in page


# As an attacker.

PATHS = ("", "needs/new/", "needs/{need}/", "needs/{need}/remove/", "needs/{need}/steps/new/",
         "steps/{step}/", "steps/{step}/remove/", "adopt/", "person/", "person/read/",
         "person/print/")  # fmt: skip


def test_who_has_no_key_finds_nothing_there(world, led):
    need = need_in(led, world.vera)
    step = step_in(led, world.vera, need)
    for stranger in (world.ana, world.hana, world.nina, world.kosta):
        browser = stranger.sign_in()
        for rest in PATHS:
            path = at(led, rest.format(need=need, step=step))
            assert browser.get(path).status_code in (403, 404), path
            posted_blind = browser.post(path, {"token": "x", "safe": "yes", "need": "x"})
            assert posted_blind.status_code in (403, 404, 405), path
        assert QUOTE not in browser.get(at(led)).content.decode()
    assert len(plan_of(led, world.vera).needs) == 1


def test_who_reads_only_other_parts_reads_no_plan(world, led):
    """Somebody of the institution to whom a key of the file leads, but none of its plan."""
    need_in(led, world.vera)
    break_glass(led, reason="absence", **world.boris.can)
    assign_file(led, member=world.vera.member, sections=["identity"], **world.boris.can)
    browser = world.vera.sign_in()
    assert browser.get(f"/cases/{led.reference}/").status_code == 200
    assert browser.get(at(led)).status_code == 404
    assert browser.get(at(led, "needs/new/")).status_code == 404
    with pytest.raises(Denied):
        need_in(led, world.vera)


def test_no_word_of_it_stands_in_the_clear(world, led):
    need = need_in(led, world.vera)
    ident = step_in(led, world.vera, need, plain="Обична реч", day=after(led, 2))
    change(led, world.vera, ident, state="unwanted", reason="Тајни разлог")
    browser = world.vera.sign_in()
    posted(
        browser, at(led, "adopt/"), person="on", person_words="Тумач", on=after(led, 0).isoformat()
    )
    words = (QUOTE, WHAT, "Обична реч", "Тајни разлог", "Тумач", "Иде у школу")
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = str(cursor.fetchall())
        for word in words:
            assert word not in rows, (table, word)
            assert word.encode().hex() not in rows
    details = json.dumps(list(Entry.objects.values_list("detail", flat=True)), ensure_ascii=False)
    assert not any(word in details for word in words)
    assert not any(word in one.subject + str(one.body) for one in mail.outbox for word in words)
    task = Task.objects.get(kind="plan_step", subject_id=led.pk)
    assert str(task.what.title) == "Take the next step of the plan"
    kept = SectionRevision.objects.filter(section__slot=slot_of(led.box_id, SECTION))
    assert kept.count() == 3


def test_addresses_tell_no_matter(world, led):
    need = need_in(led, world.vera)
    step_in(led, world.vera, need, says="yes", provider=str(world.health.pk), provider_name="ЗЦ")
    page = get(world.vera.sign_in(), at(led))
    for path in re.findall(r'(?:href|action)="([^"]*)"', page):
        assert "?" not in path or "plan" not in path, path
        assert "safety" not in path


def test_a_holder_gives_a_reason_before_the_plan_of_a_colleague(world, led):
    need_in(led, world.vera)
    answer = world.boris.sign_in().get(at(led))
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{led.reference}/")


def test_a_forged_mark_of_another_step_changes_nothing(world, led):
    need = need_in(led, world.vera)
    first, second = step_in(led, world.vera, need), step_in(led, world.vera, need, what="Друго")
    mark = plan_of(led, world.vera).step(second).mark
    with pytest.raises(EntryChanged):
        change(led, world.vera, first, state="done", read=mark)


def test_the_document_of_a_step_with_a_task_says_nothing_of_how_far_it_is(world, led):
    ident = step_in(led, world.vera)
    change(led, world.vera, ident, state="done")
    [step] = CarePlan.of(text_of(led, SECTION, world.vera)).steps
    assert isinstance(step, PlanStep)
    assert (step.state, step.ended) == ("planned", "")


def test_nothing_is_adopted_after_closing(world, led):
    step_in(led, world.vera)
    read = plan_of(led, world.vera).plan.mark
    led.closed_at = led.opened_at
    led.save()
    with pytest.raises(Denied, match="This file is closed"):
        actions.adopt(led, [Adopter("person")], on=after(led, 0), read=read, **world.vera.can)
    assert "review" not in kinds(led)


def test_a_step_that_the_person_is_not_sure_of_is_asked_again_on_the_sheet(world, led):
    need = need_in(led, world.vera)
    step_in(led, world.vera, need, says="not_sure", day=after(led, 9), what="Преглед")
    step_in(led, world.vera, need, owner=None, provider=NOBODY, what="Пратња")
    actions.answer_paper(led, "not_sure", **world.vera.can)
    page = get(world.vera.sign_in(), at(led, "person/read/"))
    assert "Преглед. Only if you say yes. We ask again by" in page
    assert "Пратња. There is nobody in town for it yet." in page
    assert "Do not print it." in page
