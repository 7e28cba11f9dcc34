"""The path of a case shows what Spona can reach, and nothing else."""

import pytest

from spona.cases.casefile.stages import path_of, path_of_file
from spona.cases.referrals.actions import finish, withdraw
from spona.identity.models import Account
from spona.tasks.actions import finish as finish_task
from spona.tasks.models import Task

NEVER = {"Assessment of the Centre", "Decision", "Plan and support", "Follow-up"}


@pytest.fixture(autouse=True)
def _read_in_english(world):
    Account.objects.update(language="en")


def labels(path):
    return [stage.label for stage in path.stages]


def test_a_referral_shows_only_stages_that_can_happen(sent, world):
    path = path_of(sent)
    assert labels(path) == ["Signs", "Report", "Opened", "Accepted", "Closed"]
    assert (path.now_label, path.next_label, path.total) == ("Opened", "Accepted", 5)


def test_after_acceptance_the_first_contact_is_next(accepted, world):
    path = path_of(accepted)
    assert labels(path) == ["Signs", "Report", "Opened", "Accepted", "First contact", "Closed"]
    assert path.now_label == "First contact"
    finish_task(Task.objects.get(kind="first_contact"), by=world.bea.actor)
    assert path_of(accepted).now_label == "Closed"


def test_a_file_shows_no_stage_that_nothing_reaches(accepted, world):
    case = accepted.to_case
    path = path_of_file(case, [accepted], [])
    assert labels(path) == ["Signs", "Report", "Opened", "Accepted", "First contact"]
    finish_task(Task.objects.get(kind="first_contact"), by=world.bea.actor)
    path = path_of_file(case, [accepted], [])
    assert (path.now_label, path.next_label) == ("First contact", "")
    assert not NEVER & set(labels(path))


def test_what_ended_before_it_was_accepted_does_not_promise_acceptance(sent, world):
    row = withdraw(sent, by=world.ana.actor)
    assert labels(path_of(row)) == ["Signs", "Report", "Closed"]


def test_what_was_closed_is_closed(accepted, world):
    finish(accepted, outcome="no_need", message="Hvala.", by=world.bea.actor)
    accepted.refresh_from_db()
    path = path_of(accepted)
    assert labels(path) == ["Signs", "Report", "Opened", "Accepted", "Closed"]
    assert path.now_label == "Closed"


def test_both_pages_show_the_same_stages(accepted, world):
    browser = world.bea.sign_in()
    for path in (f"/r/{accepted.reference}/", f"/cases/{accepted.to_case.reference}/"):
        page = browser.get(path).content.decode()
        assert all(f'path-name">{one}<' not in page for one in NEVER), path
        assert 'path-name">First contact<' in page, path
