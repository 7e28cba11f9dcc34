"""A file always has a next step: who, until when, by what; and it goes on when people go."""

import re
from datetime import timedelta
from html import unescape

import pytest

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.cases.case.models import Case
from spona.cases.case.steps import queries
from spona.cases.case.steps.actions import NextStep, add_reminder, add_step, change_step, end_step
from spona.cases.case.steps.kinds import STEPS
from spona.cases.case.steps.queries import is_stepless, open_steps
from spona.cases.casefile.actions import exclude, open_self_report, take_out
from spona.cases.casefile.open_steps import steps_of
from spona.cases.jobs import return_steps
from spona.cases.referrals.actions import assign, finish
from spona.deadlines.late import today_in
from spona.directory.actions import end_member
from spona.identity.models import Account
from spona.tasks.models import Task
from spona.vault.actions import open_section
from spona.vault.models import Section
from tests.cases.flow import get
from tests.cases.moving import by_agreement, referred, shelter
from tests.cases.world import DEMO

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _read_in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def led(world, accepted):
    """A file that Vera leads."""
    assign(accepted, to=world.vera.member, **world.bea.can)
    return Case.objects.select_related("network").get(pk=accepted.to_case_id)


def steps(case):
    return [task.kind for task in open_steps(case)]


def step(case, kind):
    return open_steps(case).get(kind=kind)


def after(case, days):
    return today_in(case.network) + days * DAY


def no_file_is_without_one():
    return not Case.objects.filter(is_stepless()).exists()


def test_the_first_contact_leads_to_the_assessment_and_so_on(world, led):
    end_step(step(led, "first_contact"), following=NextStep("assessment"), **world.vera.can)
    assert steps(led) == ["assessment"]
    assert step(led, "assessment").deadline.rule.key == "assessment-csw"
    assert step(led, "assessment").owner is None
    words = NextStep("plan_step", world.vera.member, after(led, 3), "Позовите школу")
    end_step(step(led, "assessment"), following=words, **world.vera.can)
    assert step(led, "plan_step").owner == world.vera.member
    end_step(step(led, "plan_step"), following=NextStep("review"), **world.vera.can)
    assert step(led, "review").deadline.rule.key == "plan-review"
    assert no_file_is_without_one()


def test_the_last_step_does_not_end_without_another(world, led):
    with pytest.raises(Conflict, match="always has a next step"):
        end_step(step(led, "first_contact"), **world.vera.can)
    assert steps(led) == ["first_contact"]


def test_where_others_are_open_nothing_new_has_to_follow(world, led):
    add_step(led, NextStep("review"), by=world.vera.actor)
    assert end_step(step(led, "first_contact"), **world.vera.can) is None
    assert steps(led) == ["review"]


def test_two_who_end_the_last_two_steps_leave_one(world, led):
    add_step(led, NextStep("review"), by=world.vera.actor)
    first, second = step(led, "first_contact"), step(led, "review")
    end_step(first, **world.vera.can)
    with pytest.raises(Conflict):
        end_step(second, **world.vera.can)
    assert end_step(first, **world.vera.can) is None
    assert steps(led) == ["review"]


def test_what_will_not_be_done_says_why_and_only_the_team_reads_it(world, led):
    task = step(led, "first_contact")
    with pytest.raises(Denied, match="why it will not be done"):
        end_step(task, dropped=True, following=NextStep("closing"), **world.vera.can)
    end_step(
        task,
        dropped=True,
        reason="Особа је отишла",
        following=NextStep("closing"),
        **world.vera.can,
    )
    task.refresh_from_db()
    assert task.outcome == "dropped"
    rows = Section.objects.select_related("box")
    section = rows.named(led.box_id, queries.words_section(task)).get()
    assert open_section(section, **world.vera.can)["reason"] == "Особа је отишла"
    with pytest.raises(Denied):
        open_section(section, **world.ana.can)


def test_the_nearest_date_is_next_and_what_has_none_is_last(world, led):
    add_step(led, NextStep("plan_step", None, None, "Без рока"), by=world.vera.actor)
    add_step(led, NextStep("plan_step", None, after(led, 60), "Касније"), by=world.vera.actor)
    add_step(led, NextStep("waiting", None, after(led, 1), "Одговор суда"), by=world.vera.actor)
    assert steps(led) == ["waiting", "first_contact", "plan_step", "plan_step"]


def test_a_review_that_is_not_due_soon_hides_nothing_that_has_no_date(world):
    case = open_self_report({}, network=world.vranje, **world.vera.can)
    add_step(case, NextStep("review", world.vera.member, after(case, 90)), by=world.vera.actor)
    add_step(case, NextStep("plan_step", None, after(case, 95), "Касније"), by=world.vera.actor)
    in_order = ["first_contact", "review", "plan_step"]
    assert [one.kind for one in queries.next_first(open_steps(case))] == in_order
    assert [one.kind for one in queries.shown_steps([case.pk], world.vera.actor)] == in_order
    browser = world.vera.sign_in()
    page = get(browser, f"/cases/{case.reference}/")
    assert '<h2 id="next-step">Make the first contact</h2>' in page
    mine = get(browser, "/cases/mine/")
    assert "Make the first contact" in mine
    assert "Look again at how things stand" not in mine
    with deadlines.moved(84 * DAY):
        kinds = [one.kind for one in queries.next_first(open_steps(case))]
        assert kinds == ["review", "plan_step", "first_contact"]


def test_of_the_day_of_a_review_nobody_says_that_it_was_agreed_on(world, led):
    add_step(led, NextStep("review", None, after(led, 5)), by=world.vera.actor)
    add_step(led, NextStep("plan_step", None, after(led, 6), "Касније"), by=world.vera.actor)
    tasks = queries.shown_steps([led.pk], world.vera.actor)
    basis = {one.task.kind: one.basis for one in steps_of(tasks, {})}
    assert (basis["review"], basis["plan_step"]) == ("", "agreed")
    assert "agreed" not in step(led, "review").what.title


def test_several_steps_of_a_plan_are_told_apart_and_none_goes_without_words(world, led):
    with pytest.raises(Denied, match="Write what is to be done"):
        add_step(led, NextStep("plan_step"), by=world.vera.actor)
    add_step(led, NextStep("review"), by=world.vera.actor)
    with pytest.raises(Conflict, match="open already"):
        add_step(led, NextStep("review"), by=world.vera.actor)


def test_a_day_that_is_over_is_no_date(world, led):
    with pytest.raises(Denied, match="still to come"):
        add_step(led, NextStep("review", None, after(led, -1)), by=world.vera.actor)


def test_a_rule_is_moved_by_nobody_and_an_agreed_day_is(world, led):
    task = step(led, "first_contact")
    with pytest.raises(Denied, match="follows from a rule"):
        change_step(task, owner=world.vera.member, day=after(led, 30), **world.vera.can)
    end_step(task, following=NextStep("assessment"), **world.vera.can)
    task = step(led, "assessment")
    change_step(task, owner=world.vera.member, day=after(led, 2), **world.vera.can)
    task = step(led, "assessment")
    assert (task.owner, task.deadline) == (world.vera.member, None)
    assert queries.day_of(task, led) == after(led, 2)


def test_nobody_has_a_step_of_a_file_they_cannot_open(world, led):
    with pytest.raises(Denied, match="cannot open the file"):
        add_step(led, NextStep("review", world.ana.member), by=world.vera.actor)


def test_who_does_not_see_the_file_touches_no_step_of_it(world, led):
    for stranger in (world.ana, world.hana):
        with pytest.raises(Denied):
            add_step(led, NextStep("review"), by=stranger.actor)
        with pytest.raises(Denied):
            end_step(step(led, "first_contact"), following=NextStep("review"), **stranger.can)
    browser = world.hana.sign_in()
    path = f"/cases/{led.reference}/steps/{step(led, 'first_contact').pk}/"
    assert browser.get(path).status_code == 404
    assert browser.post(path + "undo/").status_code == 404


def test_undo_opens_it_again_and_its_deadline_runs_on(world, led):
    task = step(led, "first_contact")
    browser = world.vera.sign_in()
    page = f"/cases/{led.reference}/steps/{task.pk}/"
    token = browser.get(page).context["token"]
    said = {
        "token": token, "ended": "done", "kind": "assessment", "owner": str(world.vera.member.pk),
    }  # fmt: skip
    answer = browser.post(page, said)
    assert answer.status_code == 302
    assert steps(led) == ["assessment"]
    assert f"/steps/{task.pk}/undo/" in browser.get(answer.headers["Location"]).content.decode()
    browser.post(f"/cases/{led.reference}/steps/{task.pk}/undo/")
    assert set(steps(led)) == {"assessment", "first_contact"}
    assert step(led, "first_contact").deadline.stopped_at is None


def test_a_second_click_opens_nothing_twice(world, led):
    browser = world.vera.sign_in()
    page = f"/cases/{led.reference}/steps/new/"
    token = browser.get(page).context["token"]
    said = {"token": token, "kind": "plan_step", "words": "Позовите школу", "owner": ""}
    browser.post(page, said)
    browser.post(page, said)
    assert steps(led).count("plan_step") == 1


def beside(page, name):
    """What is said at this field."""
    found = re.search(rf'id="id_{name}_error"[^>]*>(.*?)</p>', page, re.S)
    return unescape(re.sub(r"<[^>]*>", "", found[1])).strip() if found else ""


def test_what_was_typed_stays_where_it_is_refused(world, led):
    browser = world.vera.sign_in()
    page = f"/cases/{led.reference}/steps/new/"
    yesterday = after(led, -1).isoformat()
    said = {"token": browser.get(page).context["token"], "kind": "plan_step",
            "words": "Позовите школу", "owner": "", "day": yesterday}  # fmt: skip
    answer = browser.post(page, said)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Позовите школу" in text
    assert beside(text, "day") == "Choose today or a day that is still to come."


@pytest.mark.parametrize("page", ["steps/new/", "steps/{task}/", "steps/{task}/change/",
                                  "reminders/new/"])  # fmt: skip
def test_a_mistyped_year_is_asked_about_and_nothing_typed_is_lost(world, led, page):
    browser = world.vera.sign_in()
    add_step(led, NextStep("plan_step", None, after(led, 3), "Позовите суд"), by=world.vera.actor)
    path = f"/cases/{led.reference}/" + page.format(task=step(led, "plan_step").pk)
    said = {"token": browser.get(path).context["token"], "ended": "done", "kind": "waiting",
            "words": "Позовите школу", "what": "Позовите школу", "owner": ""}  # fmt: skip
    answer = browser.post(path, said | {"day": "2099-01-01"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert beside(text, "day") == "Check the year: this day is too far away."
    assert "Позовите школу" in text
    assert step(led, "plan_step").due_at.year < 2099
    assert browser.post(path, said | {"day": after(led, 700).isoformat()}).status_code == 302


@pytest.mark.parametrize("tail", ["", "change/"])
def test_what_was_typed_of_a_step_that_ended_in_another_tab_stays_readable(world, led, tail):
    browser = world.vera.sign_in()
    task = step(led, "first_contact")
    page = f"/cases/{led.reference}/steps/{task.pk}/"
    read, other = browser.get(page + tail), browser.get(page)
    said = {"token": other.context["token"], "ended": "done", "kind": "assessment", "owner": ""}
    first = browser.post(page, said)
    assert first.status_code == 302
    typed = {"token": read.context["token"], "ended": "dropped", "reason": "Особа је отишла",
             "kind": "plan_step", "words": "Позовите школу", "owner": ""}  # fmt: skip
    answer = browser.post(page + tail, typed)
    text = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Vera Primerić ended this step already, on " in text
    assert "Позовите школу" in text
    assert tail or "Особа је отишла" in text
    assert steps(led) == ["assessment"]
    # Back to it, or the same click once more: the file, which says how it ended.
    assert browser.get(page + tail)["Location"] == first["Location"]
    assert browser.post(page, said)["Location"] == first["Location"]
    assert "It is done." in get(browser, first["Location"])


def test_the_page_says_which_step_was_done_to_those_who_read_the_plan(world, led):
    """A plan has many, which are all of one kind."""
    browser = world.vera.sign_in()
    made = add_step(led, NextStep("plan_step", words="Позовите школу"), by=world.vera.actor)
    page = f"/cases/{led.reference}/steps/{made.pk}/"
    said = {"token": browser.get(page).context["token"], "ended": "done", "kind": "", "owner": ""}
    text = get(browser, browser.post(page, said)["Location"])
    assert "It is done. <q>Позовите школу</q>" in re.sub(r"\s+", " ", text)


# Reminders are one's own.


def test_a_reminder_is_its_owners_alone_and_never_the_next_step(world, led):
    add_reminder(led, "Зови школу", day=after(led, 0), by=world.vera.actor)
    assert steps(led) == ["first_contact"]
    with pytest.raises(Conflict):
        end_step(step(led, "first_contact"), **world.vera.can)
    assert "Зови школу" in world.vera.sign_in().get(f"/cases/{led.reference}/").content.decode()
    browser = world.bea.sign_in()
    browser.post(f"/cases/{led.reference}/", {"reason": "emergency", "words": "Хитно"})
    assert "Зови школу" not in browser.get(f"/cases/{led.reference}/").content.decode()
    reminder = Task.objects.get(kind="reminder")
    path = f"/cases/{led.reference}/reminders/{reminder.pk}/done/"
    assert browser.post(path).status_code == 404
    assert world.vera.sign_in().post(path).status_code == 302
    reminder.refresh_from_db()
    assert reminder.done_at is not None


# When people go, the step stays.


def test_taken_out_of_the_team_their_step_lies_with_the_intake(world, led):
    add_reminder(led, "Зови школу", day=None, by=world.vera.actor)
    take_out(led, member=world.vera.member, by=world.bea.actor)
    assert step(led, "first_contact").owner is None
    assert Task.objects.get(kind="reminder").outcome == "dropped"


def test_who_leaves_has_no_step(world, led):
    end_member(world.vera.member, by=DEMO)
    assert step(led, "first_contact").owner is None


def test_who_cannot_open_it_any_more_has_no_step(world, led):
    Account.objects.filter(pk=world.vera.account.pk).update(disabled_at=deadlines.now())
    assert return_steps() in (0, 1)
    world.vera.member.refresh_from_db()
    Task.objects.filter(pk=step(led, "first_contact").pk).update(owner=world.hana.member)
    return_steps()
    assert step(led, "first_contact").owner_id != world.hana.member.pk


def test_locked_out_of_it_their_step_is_another_persons_by_name(world, led):
    exclude(led, member=world.vera.member, **world.bea.can)
    task = step(led, "first_contact")
    assert task.owner is not None
    assert task.owner != world.vera.member
    assert task.deadline.institution is None


def test_the_work_that_brought_it_ends_and_the_file_asks_whether_it_can_be_closed(world, accepted):
    finish(accepted, outcome="done", message="Хвала.", by=world.bea.actor)
    assert steps(accepted.to_case) == ["closing"]


def test_who_came_by_themselves_begins_with_the_same_step(world):
    case = open_self_report({}, network=world.vranje, **world.vera.can)
    assert steps(case) == ["first_contact"]
    assert step(case, "first_contact").owner == world.vera.member


def test_every_kind_that_is_proposed_exists():
    assert {one.then for one in STEPS.values()} - {""} <= set(STEPS)


# A request that went out is waited for.


def test_a_request_that_is_sent_is_waited_for_by_who_had_it(world, led):
    following = NextStep("request", world.vera.member, after(led, 2))
    end_step(step(led, "first_contact"), following=following, **world.vera.can)
    row = referred(world, led, by_agreement(world, led, shelter(world)))
    assert steps(led) == ["waiting"]
    waiting = step(led, "waiting")
    assert waiting.owner == world.vera.member
    section = (
        Section.objects.named(led.box_id, queries.words_section(waiting))
        .select_related("box")
        .get()
    )
    words = open_section(section, **world.vera.can)["what"]
    assert words.startswith("Answer to the request of")
    assert row.reference not in words


def test_what_goes_to_others_on_the_way_opens_no_step(world, led):
    referred(world, led, by_agreement(world, led, shelter(world)))
    assert steps(led) == ["first_contact"]


def test_the_decision_of_the_centre_is_always_waited_for(world, led):
    centre = shelter(world)
    centre.sector = "centre"
    centre.save()
    referred(world, led, by_agreement(world, led, centre))
    assert sorted(steps(led)) == ["first_contact", "waiting"]
