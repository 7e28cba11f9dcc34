"""The first contact: counted from receipt, with its urgency for whoever holds the key."""

from datetime import timedelta

import pytest

from spona import deadlines
from spona.access.denied import Denied
from spona.cases.case.steps.actions import NextStep, end_step
from spona.cases.jobs import escalate
from spona.cases.referrals.actions import (
    accept,
    answer_question,
    assign,
    finish,
    give_feedback,
    open_packet,
    send,
)
from spona.deadlines.models import Deadline
from spona.deadlines.queries import deadline_of, view_of
from spona.identity.models import Account
from spona.notifications.models import Notice
from spona.tasks.models import Task
from tests.cases.packets import packet

HOUR = timedelta(hours=1)
SAID = "by the Rulebook, from receipt; it is not confirmed from what it is counted"


@pytest.fixture(autouse=True)
def _read_in_english(world):
    Account.objects.update(language="en")


@pytest.fixture
def sent_as(world):
    def sent_as(urgency):
        return send(
            packet(urgency=urgency), network=world.vranje, recipient=world.csw, by=world.ana.actor
        )

    return sent_as


def taken(row, who):
    return accept(open_packet(row, **who.can)[0], **who.can)


def deadline(row):
    return deadline_of("first_contact", row.to_case.subject)


def task():
    return Task.objects.get(kind="first_contact")


@pytest.mark.parametrize(("urgency", "hours"), [("immediate", 24), ("urgent", 72)])
def test_it_is_due_by_the_urgency_counted_from_receipt(world, sent_as, urgency, hours):
    row = sent_as(urgency)
    received = deadline_of("answer", row.subject).started_at
    with deadlines.moved(20 * HOUR):
        row = taken(row, world.bea)
        assert deadline(row).due_at == received + hours * HOUR
        assert deadline(row).started_at == received
    assert task().deadline == deadline(row)
    assert (task().institution, task().owner) == (world.csw, None)


def test_what_is_accepted_late_is_late_already(world, sent_as):
    row = sent_as("immediate")
    with deadlines.moved(30 * HOUR):
        row = taken(row, world.bea)
        assert view_of(deadline(row)).state == "late"


def test_a_regular_one_is_only_proposed_and_never_late(world, sent_as):
    row = taken(sent_as("regular"), world.bea)
    assert deadline(row).rule.key == "first-contact-csw-regular"
    with deadlines.moved(40 * 24 * HOUR):
        assert view_of(deadline(row)).state != "late"


def test_it_counts_the_pauses_of_the_answer_and_no_others(world, sent_as):
    row = open_packet(sent_as("urgent"), **world.bea.can)[0]
    received = deadline_of("answer", row.subject).started_at
    asked = give_feedback(row, message="Kog dana?", **world.bea.can)
    with deadlines.moved(10 * HOUR):
        row = answer_question(asked, message="U petak.", by=world.ana.actor)
    with deadlines.moved(11 * HOUR):
        row = accept(row, **world.bea.can)
        give_feedback(row, message="A kada tačno?", **world.bea.can)
    moved_by = deadline(row).due_at - received - 72 * HOUR
    assert timedelta(hours=9, minutes=59) < moved_by < timedelta(hours=10, minutes=1)


def test_it_goes_with_the_case_worker(world, accepted):
    assign(accepted, to=world.vera.member, **world.bea.can)
    assert task().owner == world.vera.member


def test_it_ends_on_its_page_and_not_by_a_button_of_the_tasks(world, accepted):
    assign(accepted, to=world.vera.member, **world.bea.can)
    browser = world.vera.sign_in()
    assert browser.post(f"/tasks/{task().pk}/done/").status_code == 403
    assert task().done_at is None
    end_step(task(), following=NextStep("assessment"), **world.vera.can)
    assert deadline(accepted).outcome == "done"


def test_a_colleague_does_not_say_it_for_the_case_worker(world, accepted):
    assign(accepted, to=world.vera.member, **world.bea.can)
    case = accepted.to_case
    path = f"/cases/{case.reference}/steps/{task().pk}/"
    with pytest.raises(Denied, match="belongs to somebody else"):
        end_step(task(), following=NextStep("review"), **world.boris.can)
    assert world.hana.sign_in().get(path).status_code == 404
    assert task().done_at is None


def test_without_a_known_urgency_the_step_has_no_deadline(world, sent_as):
    row = taken(sent_as(""), world.bea)
    assert not Deadline.objects.filter(kind="first_contact").exists()
    assert task().subject_id == row.to_case_id
    assert task().due_at is None


@pytest.mark.parametrize(
    ("outcome", "ended"), [("done", "done"), ("no_need", "dropped"), ("continues", "")]
)
def test_it_ends_with_the_work_unless_the_work_goes_on(world, accepted, outcome, ended):
    finish(accepted, outcome=outcome, message="Hvala.", by=world.bea.actor)
    assert (deadline(accepted).outcome, task().outcome) == (ended, ended)


def test_reminders_go_to_who_has_it_and_to_nobody_outside(world, accepted):
    assign(accepted, to=world.vera.member, **world.bea.can)
    Notice.objects.all().delete()
    with deadlines.moved(55 * HOUR):
        escalate()
    told = Notice.objects.filter(reference=accepted.to_case.reference)
    assert {one.account_id for one in told} == {world.vera.account.pk}
    with deadlines.moved(73 * HOUR):
        escalate()
    told = Notice.objects.filter(reference=accepted.to_case.reference)
    assert {one.account_id for one in told} <= {
        world.vera.account.pk, world.bea.account.pk, world.boris.account.pk,
    }  # fmt: skip
    assert told.filter(kind="deputy_overdue").exists()


def test_the_coordinator_has_no_such_deadline(world, accepted):
    seen = Deadline.objects.visible_to(world.kosta.actor)
    assert not seen.filter(kind="first_contact").exists()
    assert Deadline.objects.visible_to(world.bea.actor).filter(kind="first_contact").exists()


def test_pages_say_by_what_and_that_it_is_not_confirmed(world, accepted):
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    browser = world.vera.sign_in()
    for path in (f"/r/{row.reference}/", f"/cases/{row.to_case.reference}/"):
        page = browser.get(path).content.decode()
        assert SAID in page, path
        assert "Make the first contact" in page
        assert f"/tasks/{task().pk}/done/" not in page
    assert f"/cases/{row.to_case.reference}/steps/{task().pk}/" in page


def test_the_desk_says_how_urgent_it_is_only_to_who_has_the_key(world, accepted):
    row = assign(accepted, to=world.vera.member, **world.bea.can)
    page = world.vera.sign_in().get("/desk/").content.decode()
    own = page.partition('id="mine"')[2].partition("</section>")[0]
    assert row.to_case.reference in own
    line = own.partition("Make the first contact")[2].partition("</li>")[0]
    assert "urgent" in line.casefold()
    for name in ("boris", "kosta", "ana", "hana"):
        other = getattr(world, name).sign_in().get("/desk/").content.decode()
        assert "Make the first contact" not in other, name


def test_a_row_without_a_key_has_the_deadline_and_no_urgency(world, accepted):
    """A task that came to somebody who was never let in: the row says no sealed word."""
    Task.objects.filter(kind="first_contact").update(owner=world.vera.member)
    page = world.vera.sign_in().get("/desk/").content.decode()
    line = page.partition("Make the first contact")[2].partition("</li>")[0]
    assert accepted.to_case.reference in line
    assert "urgent" not in line.casefold()
