"""Random people, random acts: an open file always has a step, and its owner can open the file."""

import random

import pytest

from spona.access.denied import Conflict, Denied
from spona.cases.case.models import Case
from spona.cases.case.sections import SECTIONS
from spona.cases.case.steps.actions import (
    NextStep,
    add_reminder,
    add_step,
    change_step,
    end_step,
    reopen_step,
)
from spona.cases.case.steps.kinds import CHOSEN, REMINDER, STEPS
from spona.cases.case.steps.queries import able_owners, is_stepless, open_steps
from spona.cases.casefile.actions import exclude, hand_over_work, open_self_report, take_out
from spona.cases.referrals.actions import accept, assign, finish, open_packet, send, withdraw
from spona.cases.team.actions import assign_file
from spona.directory.actions import end_member
from spona.directory.actor import actor_for
from spona.tasks.models import Task
from spona.vault.refusals import Unopenable
from tests.cases.packets import packet
from tests.cases.world import DEMO

ACTS = 40


def _case(world, dice):
    return dice.choice(list(Case.objects.select_related("network", "owner_institution")))


def _there(world):
    """Who has not left."""
    people = [world.vera, world.bea, world.boris]
    return [one for one in people if actor_for(one.account, member_id=one.member.pk)]


def _task(world, dice):
    return dice.choice(list(Task.objects.filter(subject_kind="case", kind__in=tuple(STEPS))))


def _next(world, dice, case):
    owner = dice.choice([None, *able_owners(case), world.vera.member, world.ana.member])
    return NextStep(dice.choice(CHOSEN), owner, words=dice.choice(["", "Позовите школу"]))


def _arrives(world, dice, who):
    urgency = dice.choice(["", "regular", "urgent", "immediate"])
    row = send(
        packet(urgency=urgency), network=world.vranje, recipient=world.csw, by=world.ana.actor
    )
    row = accept(open_packet(row, **world.bea.can)[0], **world.bea.can)
    if dice.random() < 0.5:
        assign(row, to=dice.choice([world.vera, world.boris]).member, **world.bea.can)


def _comes(world, dice, who):
    open_self_report({}, network=world.vranje, **who.can)


def _ends(world, dice, who):
    task = _task(world, dice)
    following = dice.choice([None, _next(world, dice, Case.objects.get(pk=task.subject_id))])
    end_step(task, dropped=dice.random() < 0.3, reason="Не треба", following=following, **who.can)


def _reopens(world, dice, who):
    reopen_step(_task(world, dice), by=who.actor)


def _adds(world, dice, who):
    case = _case(world, dice)
    add_step(case, _next(world, dice, case), by=who.actor)


def _changes(world, dice, who):
    task = _task(world, dice)
    case = Case.objects.get(pk=task.subject_id)
    owner = dice.choice([None, *able_owners(case)])
    change_step(task, owner=owner, day=None, words=dice.choice(["", "Ново"]), **who.can)


def _reminds(world, dice, who):
    add_reminder(_case(world, dice), "Зови", day=None, by=who.actor)


def _leaves_the_team(world, dice, who):
    somebody = dice.choice([world.vera, world.boris])
    take_out(_case(world, dice), member=somebody.member, by=world.bea.actor)


def _joins_the_team(world, dice, who):
    some = dice.choice([set(SECTIONS), {"identity"}])
    assign_file(_case(world, dice), member=world.vera.member, sections=some, **world.bea.can)


def _is_locked_out(world, dice, who):
    exclude(_case(world, dice), member=world.vera.member, **world.bea.can)


def _hands_over(world, dice, who):
    hand_over_work(world.vera.member, to=world.boris.member, **world.bea.can)


def _work_ends(world, dice, who):
    case = _case(world, dice)
    row = dice.choice(list(case.referrals_in.all()) or [None])
    if row is None:
        return
    if dice.random() < 0.5:
        finish(row, outcome=dice.choice(["done", "no_need", "continues"]), message="Хвала.",
               by=world.bea.actor)  # fmt: skip
    else:
        withdraw(row, by=world.ana.actor)


def _leaves(world, dice, who):
    if dice.random() < 0.2:
        end_member(world.vera.member, by=DEMO)


POSSIBLE = (
    _arrives, _comes, _ends, _ends, _ends, _reopens, _adds, _adds, _changes, _reminds,
    _leaves_the_team, _joins_the_team, _is_locked_out, _hands_over, _work_ends, _leaves,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_an_open_file_always_has_a_next_step_whose_owner_can_open_it(world, seed):
    dice = random.Random(seed)
    done, refused = 0, 0
    _arrives(world, dice, world.bea)
    for _number in range(ACTS):
        act = dice.choice(POSSIBLE)
        try:
            act(world, dice, dice.choice(_there(world)))
            done += 1
        except (Denied, Conflict, Unopenable):
            refused += 1
        assert not Case.objects.filter(is_stepless()).exists(), act.__name__
        for case in Case.objects.select_related("owner_institution", "network", "box"):
            tasks = list(open_steps(case))
            able = {one.pk for one in able_owners(case)}
            assert not tasks or case.closed_at is None, act.__name__
            assert all(one.owner_id is None or one.owner_id in able for one in tasks), act.__name__
        reminders = Task.objects.open().filter(kind=REMINDER)
        assert not reminders.filter(owner=None).exists(), act.__name__
    assert done > ACTS / 4
    assert refused
