"""Who is told: mail that is refused for good, and steps of the escalation that reach nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.utils.translation import override

from spona.access.actor import Actor
from spona.cases.jobs import escalate, mend_unreachable
from spona.cases.referrals.actions import withdraw
from spona.cases.referrals.unreachable import steps_of_excluded
from spona.cli.doctor import network as doctor_network
from spona.dashboard.links import task_link
from spona.dashboard.task_labels import task_labels
from spona.deadlines import moved
from spona.deadlines.actions import end_absence, enter_absence
from spona.deadlines.time import today
from spona.deadlines.unreachable_steps import unreachable_steps
from spona.directory import actions as directory
from spona.notifications.actions import deliver_waiting, notify
from spona.notifications.models import Notice
from spona.tasks.models import Task
from spona.tasks.queries import mine
from tests.dashboard.test_desk import section
from tools.postgres import free_port

SYSTEM = Actor.system("demo")
DAY = timedelta(days=1)


# Mail that is refused


class Knows:
    """A mail server that knows everybody but those who have left; `late`: it says so after DATA."""

    def __init__(self):
        self.unknown, self.late, self.mails = set(), False, []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.unknown and not self.late:
            return "550 5.1.1 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.late and self.unknown & set(envelope.rcpt_tos):
            return "554 5.7.1 not taken"
        self.mails.append((envelope.rcpt_tos[0], envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def server(settings):
    port = free_port()
    settings.MAILERS = {
        "default": {
            "BACKEND": "spona.notifications.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 5},
        }
    }
    knows = Knows()
    controller = Controller(knows, hostname="127.0.0.1", port=port)
    controller.start()
    yield knows
    controller.stop()


def address(somebody, email):
    person = somebody.member.person
    person.email = email
    person.save()
    return email


def told(kind):
    return {notice.account_id for notice in Notice.objects.filter(kind=kind)}


@pytest.fixture
def gone(world, server):
    """Vera's mailbox is gone; Bea, Boris and Kosta have one."""
    for name in ("bea", "boris", "kosta"):
        address(world.people[name], f"{name}@here.example")
    server.unknown.add(address(world.vera, "vera@gone.example"))
    return lambda: notify(
        world.vera.account, "assigned", reference="", by=SYSTEM, email="vera@gone.example"
    )


@pytest.mark.parametrize("late", [False, True])
def test_mail_that_is_refused_is_told_to_the_other_holders_and_the_coordinator(
    world, server, gone, late
):
    server.late = late
    gone()
    deliver_waiting()
    assert told("mail_refused") == {world.bea.account.pk, world.boris.account.pk}
    assert told("mail_refused_network") == {world.kosta.account.pk}
    # They are mailed, and no mail or notice says whose address it was or what it is.
    assert {to for to, _text in server.mails} == {
        "bea@here.example", "boris@here.example", "kosta@here.example",
    }  # fmt: skip
    kept = str(list(Notice.objects.values())) + str([text for _to, text in server.mails])
    assert "gone.example" not in kept
    # Told once, as long as nothing arrives.
    gone()
    deliver_waiting()
    assert Notice.objects.filter(kind="mail_refused").count() == 2


def test_a_colleague_sees_whose_mail_it_is_and_the_rest_of_the_network_does_not(desk, world, gone):
    gone()
    deliver_waiting()
    page = f"/network/{world.csw.code}/"
    assert "mail does not arrive" in section(desk("bea", page), "people")
    for html in (desk("kosta", page), desk("ana", page)):
        assert "mail does not arrive" not in html
        assert "gone.example" not in html
    assert "Mail to your address does not arrive." in desk("vera")
    assert "Mail to your address does not arrive." not in desk("bea")


def test_a_new_address_ends_the_alarm_and_the_old_one_raises_none(desk, world, server, gone):
    gone()
    deliver_waiting()
    directory.change_own_contact(
        world.vera.member.person, email="vera@new.example", phone="", by=world.vera.actor
    )
    # Both addresses are told of the change, and the old one refuses again.
    deliver_waiting()
    assert "vera@new.example" in {to for to, _text in server.mails}
    assert "Mail to your address does not arrive." not in desk("vera")
    assert Notice.objects.filter(kind="mail_refused").count() == 2


def test_a_mail_that_arrives_ends_the_alarm(desk, world, server, gone):
    gone()
    deliver_waiting()
    server.unknown.clear()
    gone()
    deliver_waiting()
    assert "Mail to your address does not arrive." not in desk("vera")
    server.unknown.add("vera@gone.example")
    gone()
    deliver_waiting()
    assert Notice.objects.filter(kind="mail_refused").count() == 4, "a new refusal is told anew"


# Steps that reach nobody


def leave(world, name, *, stands_in=None, last=4):
    return enter_absence(
        world.people[name].member, starts_on=today(), ends_on=today() + (last + 1) * DAY,
        by=world.bea.actor, stands_in=stands_in,
    )  # fmt: skip


def reach_tasks():
    return {
        (task.subject_kind, task.institution.code if task.institution else "")
        for task in Task.objects.open().filter(kind="reach_step")
    }


@pytest.fixture
def nobody_there(world, report):
    """Both holders of the centre for social work are away, and an urgent report waits there."""
    row = report(urgency="immediate")
    assert mend_unreachable() == 0
    absences = [leave(world, "bea"), leave(world, "boris")]
    return row, absences


def test_where_all_who_can_open_are_away_the_coordinator_and_the_institution_hear_of_it(
    desk, world, nobody_there
):
    _row, absences = nobody_there
    assert {(one.to, one.institution) for one in unreachable_steps()} == {
        ("queue", world.csw), ("deputy", world.csw),
    }  # fmt: skip
    assert mend_unreachable() == 2
    assert mend_unreachable() == 2, "again changes nothing"
    assert reach_tasks() == {("unreachable_desk", ""), ("unreachable", world.csw.code)}
    assert world.kosta.account.pk in told("unreachable_step")
    assert (
        Notice.objects.filter(kind="unreachable_step", account_id=world.kosta.account.pk).count()
        == 1
    )
    task = Task.objects.open().get(subject_kind="unreachable_desk")
    assert task in mine(world.kosta.actor)
    assert task_link(task) == f"/network/{world.csw.code}/"
    with override("en"):
        assert task_labels([task])[task.pk].endswith(": the queue, the deputy")
    html = desk("kosta")
    assert "See to it that somebody can open what waits" in html
    assert "R-" not in html.split("See to it that somebody can open what waits")[1][:400]
    html = desk("bea", "/institution/")
    assert "The step “the queue” of the escalation reaches nobody" in html
    # It reaches somebody again: nothing is left to do.
    end_absence(absences[0], by=world.bea.actor)
    assert mend_unreachable() == 0
    assert reach_tasks() == set()
    assert "reaches nobody" not in desk("bea", "/institution/")


def test_doctor_says_which_step_of_whose_escalation_reaches_nobody(world, nobody_there):
    found = doctor_network.unreachable_steps()
    assert {one.level for one in found} == {"red"}
    assert f"At {world.csw.code} (vranje) the step “queue” of" in found[0].sentence
    for row in nobody_there[1]:
        end_absence(row, by=world.bea.actor)
    assert [one.level for one in doctor_network.unreachable_steps()] == ["ok"]


def test_nobody_waits_for_who_is_away_the_next_step_is_told_at_once(world, nobody_there):
    with moved(timedelta(hours=13)):
        escalate()
    assert told("reminder") == {world.bea.account.pk, world.boris.account.pk}
    assert world.kosta.account.pk in told("waiting"), "and not only when the deadline is over"


def test_where_somebody_is_there_the_coordinator_hears_nothing_yet(world, report):
    report(urgency="immediate")
    leave(world, "bea")
    with moved(timedelta(hours=13)):
        escalate()
    assert told("waiting") == set()


def test_a_step_whose_only_people_are_excluded_is_for_the_coordinator_and_not_for_them(
    desk, world, report
):
    """Boris is away, and Bea was excluded: for this one thing nobody is there."""
    report(urgency="immediate", excluded_people=[world.bea.member.person_id])
    leave(world, "boris")
    assert unreachable_steps() == []
    assert {(one.to, one.running) for one in steps_of_excluded()} == {("queue", 1), ("deputy", 1)}
    mend_unreachable()
    assert reach_tasks() == {("unreachable_desk", "")}
    assert world.bea.account.pk not in told("unreachable_step")
    assert "reaches nobody" not in desk("bea", "/institution/")
    assert "who was not excluded" in doctor_network.unreachable_steps()[0].sentence


def test_a_coordinator_who_was_excluded_learns_nothing(desk, world, report):
    report(
        urgency="immediate",
        excluded_people=[world.bea.member.person_id, world.kosta.member.person_id],
    )
    leave(world, "boris")
    mend_unreachable()
    assert reach_tasks() == set()
    assert world.kosta.account.pk not in told("unreachable_step")
    assert "See to it that somebody can open" not in desk("kosta")


def test_what_was_taken_back_reaches_nobody_and_needs_nobody(world, nobody_there):
    mend_unreachable()
    withdraw(nobody_there[0], by=world.ana.actor)
    assert mend_unreachable() == 0
    assert reach_tasks() == set()
