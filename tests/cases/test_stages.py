"""The path of a case shows what Spona can reach, and nothing else."""

from datetime import timedelta

import pytest

from spona.cases.careplan import actions as careplan
from spona.cases.careplan.plan import Adopter, Need
from spona.cases.careplan.queries import read_plan
from spona.cases.case.actions import write_section
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import NextStep, end_step
from spona.cases.case.steps.queries import open_steps
from spona.cases.casefile.stages import path_of, path_of_file
from spona.cases.identification.decisions import Decision
from spona.cases.legal_track.actions import follow_review
from spona.cases.referrals.actions import finish, withdraw
from spona.deadlines.late import today_in
from spona.identity.models import Account
from spona.tasks.models import Task
from spona.vault.models import Section
from tests.cases.flow import get
from tests.cases.moving import by_agreement, file_of, referred, shelter


@pytest.fixture(autouse=True)
def _read_in_english(world):
    Account.objects.update(language="en")


def labels(path):
    return [stage.label for stage in path.stages]


def test_a_referral_shows_only_stages_that_can_happen(sent, world):
    path = path_of(sent)
    assert labels(path) == ["Signs", "Report", "Opened", "Accepted", "Closed"]
    assert (path.now_label, path.next_label, path.total) == ("Opened", "Accepted", 5)


def test_what_goes_from_a_file_begins_with_its_sending_and_not_with_signs(world):
    case = file_of(world)
    row = referred(world, case, by_agreement(world, case, shelter(world)))
    assert labels(path_of(row)) == ["Sent", "Opened", "Accepted", "Closed"]
    Account.objects.update(language="en")
    page = get(world.sara.sign_in(), f"/r/{row.reference}/")
    assert "Open the referral" in page
    assert "Open the report" not in page


def test_after_acceptance_the_first_contact_is_next(accepted, world):
    path = path_of(accepted)
    assert labels(path) == ["Signs", "Report", "Opened", "Accepted", "First contact", "Closed"]
    assert path.now_label == "First contact"
    first = Task.objects.get(kind="first_contact")
    end_step(first, following=NextStep("assessment"), **world.bea.can)
    assert path_of(accepted).now_label == "Closed"


FILE = ["Report", "Accepted", "First contact", "Assessment", "Plan", "Follow-up"]


def test_the_stages_of_a_file_are_told_by_its_steps(accepted, world):
    case = accepted.to_case
    path = path_of_file(case, [accepted], [])
    assert labels(path) == FILE
    assert (path.now_label, path.next_label) == ("First contact", "Assessment")
    first = Task.objects.get(kind="first_contact")
    assessment = end_step(first, following=NextStep("assessment"), **world.bea.can)
    assert path_of_file(case, [accepted], []).now_label == "Assessment"
    plan = NextStep("plan_step", words="Позовите школу")
    step = end_step(assessment, following=plan, **world.bea.can)
    # It may be the step of making it.
    assert path_of_file(case, [accepted], []).now_label == "Plan"
    review = end_step(step, following=NextStep("review"), **world.bea.can)
    adopted = today_in(case.network)
    assert path_of_file(case, [accepted], []).now_label == "Plan"
    assert path_of_file(case, [accepted], [], adopted=adopted).now_label == "Follow-up"
    end_step(review, following=NextStep("closing"), **world.bea.can)
    path = path_of_file(case, [accepted], [], adopted=adopted)
    assert {stage.state for stage in path.stages} == {"done", "now"}


def test_a_review_without_a_plan_reaches_no_stage_and_hides_none(accepted, world):
    case = Case.objects.select_related("network").get(pk=accepted.to_case_id)
    row = Section.objects.named(case.box_id, "identity").get()
    said = {"age": "adult", "born": "5. 3. 1990."}
    write_section(case, "identity", said, revision=row.revision, **world.bea.can)
    follow_review(case, renew=True, **world.bea.can)
    path = path_of_file(case, [accepted], [])
    assert (labels(path), path.now_label) == (FILE, "First contact")
    end_step(open_steps(case).get(kind="review"), **world.bea.can)
    path = path_of_file(case, [accepted], [])
    assert (labels(path), path.now_label) == (FILE, "First contact")
    later = today_in(case.network) + timedelta(days=1)
    path = path_of_file(case, [accepted], [], adopted=later)
    assert [stage.label for stage in path.stages if stage.state == "now"] == ["Follow-up"]


def test_the_page_of_the_file_knows_the_day_of_the_plan(accepted, world):
    case, browser = accepted.to_case, world.bea.sign_in()
    need = Need(area="protection", need="Да ме не нађе", goal="Сама до школе")
    careplan.add_need(case, need, **world.bea.can)
    assert 'path-name">First contact<' in get(browser, f"/cases/{case.reference}/")
    on, mark = today_in(case.network), read_plan(case, **world.bea.can).plan.mark
    careplan.adopt(case, [Adopter("person")], on=on, read=mark, **world.bea.can)
    assert 'path-name">Follow-up<' in get(browser, f"/cases/{case.reference}/")


def test_a_stage_that_was_passed_over_is_left_out(accepted, world):
    case = accepted.to_case
    first = Task.objects.get(kind="first_contact")
    plan = NextStep("plan_step", words="Позовите школу")
    end_step(first, following=plan, **world.bea.can)
    path = path_of_file(case, [accepted], [])
    assert labels(path) == ["Report", "Accepted", "First contact", "Plan", "Follow-up"]
    assert path.now_label == "Plan"


def test_a_stage_that_is_still_open_stays_though_the_centre_has_decided(accepted, world):
    case = accepted.to_case
    first = Task.objects.get(kind="first_contact")
    assessment = end_step(first, following=NextStep("assessment"), **world.bea.can)
    decided = Decision("identified", today_in(case.network), "paper", "yes")
    path = path_of_file(case, [accepted], [], decided=decided)
    assert labels(path)[3:] == ["Assessment", "Decision of the Centre", "Plan", "Follow-up"]
    assert (path.stages[3].state, path.stages[3].when) == ("ahead", "still open")
    assert (path.now_label, path.number, path.total) == ("Plan", 6, 7)
    plan = NextStep("plan_step", words="Позовите школу")
    end_step(assessment, dropped=True, reason="other", following=plan, **world.bea.can)
    path = path_of_file(case, [accepted], [], decided=decided)
    assert "Assessment" not in labels(path)


def test_what_ended_before_it_was_accepted_does_not_promise_acceptance(sent, world):
    row = withdraw(sent, by=world.ana.actor)
    assert labels(path_of(row)) == ["Signs", "Report", "Closed"]


def test_what_was_closed_is_closed(accepted, world):
    finish(accepted, outcome="no_need", message="Hvala.", by=world.bea.actor)
    accepted.refresh_from_db()
    path = path_of(accepted)
    assert labels(path) == ["Signs", "Report", "Opened", "Accepted", "Closed"]
    assert path.now_label == "Closed"


def test_both_pages_show_where_it_stands(accepted, world):
    browser = world.bea.sign_in()
    for path in (f"/r/{accepted.reference}/", f"/cases/{accepted.to_case.reference}/"):
        page = browser.get(path).content.decode()
        assert 'path-name">First contact<' in page, path
