"""What a coordinator's desk counts, told a second time and slowly: row by row, deadline by deadline."""

from __future__ import annotations

import dataclasses
import random
import re
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from spona.cases.models import Referral
from spona.cases.referrals.actions.send import ANSWER_DEADLINE
from spona.cases.referrals.moves import BEFORE_SENDING, CLOSED, State
from spona.dashboard.network_rows import network_waiting
from spona.deadlines import late, status
from spona.deadlines.models import Deadline, EscalationStep, Rule, StepReached
from spona.directory import actions as directory
from spona.directory.models import Network
from spona.reference.models import Town
from spona.vault.models import Box
from tests.cases.world import DEMO
from tests.dashboard.test_desk import section

HOUR = timedelta(hours=1)
STATES = [one for one in State if one != State.DRAFT]


class Population:
    """Referrals of three networks in two time zones, one of them of practice, in every state, on
    paper or not, with none, one or two deadlines that run, stand, wait, or have ended.
    """

    def __init__(self, world, dice):
        self.world, self.dice, self.now = world, dice, timezone.now()
        town = Town.objects.get(slug="subotica")
        practice = directory.create_network({"sr": "Вежба"}, slug="vezba", town=town, by=DEMO)
        Network.objects.filter(pk=practice.pk).update(practice=True)
        Network.objects.filter(pk=world.nis.pk).update(time_zone="Asia/Tokyo")
        self.networks = [world.vranje.pk, world.nis.pk, practice.pk]
        roles = frozenset((one, "coordinator") for one in self.networks)
        self.actor = dataclasses.replace(world.kosta.actor, network_roles=roles)
        self.institutions = [world.csw.pk, world.health.pk, world.police.pk, world.school.pk]
        adopted = Rule.objects.filter(counts_as_late=True, state="adopted")
        mild = Rule.objects.filter(state="proposed").first()
        self.rules = [*adopted.order_by("pk")[:4], mild, None]
        assert len(self.rules) == 6
        self.last_step = EscalationStep.objects.filter(to="coordinator").first()

    def fill(self, n):
        rows = [self._referral(at) for at in range(n)]
        before: list[Referral] = []
        for row in rows:
            if before and self.dice.random() < 0.3:
                row.forwarded_from = before.pop()
                row.save()
            before.append(row)

    def _referral(self, at):
        dice = self.dice
        sender, recipient, third = dice.sample(self.institutions, 3)
        row = Referral.objects.create(
            reference=f"R-{at}", kind="report", network_id=dice.choice(self.networks),
            packet=Box.objects.create(kind="packet", mac=b""), sender_institution_id=sender,
            recipient_institution_id=recipient, sent_by=self.world.ana.member,
            paper_institution_id=dice.choice((None, None, third)), rests_on="duty",
            on_paper=dice.random() < 0.3, state=dice.choice(STATES), sent_at=self.now,
        )  # fmt: skip
        for kind in dice.sample(["answer", "question"], dice.choice((0, 1, 1, 2))):
            self._deadline(row, kind)
        return row

    def _deadline(self, row, kind):
        dice, rule = self.dice, self.dice.choice(self.rules)
        due = self.now + dice.randint(-40, 40) * HOUR if rule and dice.random() < 0.9 else None
        deadline = Deadline.objects.create(
            kind=kind, subject_kind="referral", subject_id=row.pk, reference=row.reference,
            network_id=row.network_id, institution_id=row.recipient_institution_id, rule=rule,
            started_at=self.now - dice.randint(1, 90) * HOUR, due_at=due,
            stopped_at=self.now if dice.random() < 0.1 else None,
            paused_until=dice.choice((None, None, self.now - HOUR, self.now + HOUR)),
        )  # fmt: skip
        if dice.random() < 0.3:
            StepReached.objects.create(deadline=deadline, step=self.last_step, reached_at=self.now)


def is_late_to_the_coordinator(deadline):
    """Late by its rule and its day over, or they were told of it."""
    facts, at = status.facts(deadline), timezone.now()
    reached = any(one.step.to == "coordinator" for one in deadline.reached.all())
    return facts.is_late_by_day(at) or (reached and facts.state(at) == "late")


def told_slowly(actor):
    """(reference, owner, late, answered, timed, twice, last day) of each open row."""
    for row in Referral.objects.all():
        if row.state in CLOSED or row.state in BEFORE_SENDING:
            continue
        running = list(
            Deadline.objects.filter(subject_id=row.pk, stopped_at=None)
            .select_related("rule", "network")
            .prefetch_related("reached__step")
            .order_by("pk")
        )
        running.sort(key=lambda one: (one.due_at is None, one.due_at or 0))
        deadline = next(iter(running), None)
        is_late = deadline is not None and is_late_to_the_coordinator(deadline)
        owner = row.recipient_institution_id
        if row.on_paper and row.state == State.SENT and deadline is None:
            owner = row.paper_institution_id
        elif row.state in (State.NEEDS_INFORMATION, State.AWAITING_COMPETENT) and any(
            one.kind == ANSWER_DEADLINE and one.is_paused(timezone.now()) for one in running
        ):
            owner = None
        yield (
            row.reference, owner, is_late, row.state in (State.ACCEPTED, State.IN_WORK),
            deadline is not None and deadline.rule_id is not None and deadline.due_at is not None,
            bool(row.forwarded_from and row.forwarded_from.forwarded_from_id),
            late.day_in(deadline.network.time_zone, deadline.due_at) if is_late else None,
        )  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_the_counts_are_those_of_every_single_row(world, seed):
    people = Population(world, random.Random(seed))
    people.fill(200)
    rows = list(told_slowly(people.actor))
    found = network_waiting(people.actor, "1", 10)
    open_rows = [row for row in rows if row[2] or not row[3]]
    overdue = sorted((row[6], row[0]) for row in rows if row[2])
    assert len(overdue) > 10
    assert (found.awaited, found.late_count) == (len(open_rows), len(overdue))
    assert found.twice == sum(row[5] for row in rows) > 0
    assert found.without_deadline == sum(not row[3] and not row[4] for row in rows) > 0
    counted = {one.institution.pk if one.institution else None: one for one in found.waits}
    assert {pk: one.n for pk, one in counted.items()} == Counter(row[1] for row in open_rows)
    assert {pk: one.late for pk, one in counted.items() if one.late} == Counter(
        row[1] for row in rows if row[2]
    )
    # All pages together: each late row once, by its day and then by its reference.
    pages = range(1, found.late.paginator.num_pages + 1)
    shown = [one for n in pages for one in network_waiting(people.actor, str(n), 10).late]
    assert [one.reference for one in shown] == [reference for _day, reference in overdue]
    owners = {row[0]: row[1] for row in rows}
    assert {one.reference: one.owner.pk if one.owner else None for one in shown} == {
        one.reference: owners[one.reference] for one in shown
    }


def late_reports(world, n):
    """So many reports of the school to the centre whose day is over, made by their rows."""
    now, rule = timezone.now(), Rule.objects.filter(counts_as_late=True, state="adopted").first()
    begun = Referral.objects.count()
    boxes = [Box(kind="packet", mac=b"") for _at in range(n)]
    rows = [
        Referral(
            reference=f"R-{begun + at:06d}", kind="report", network=world.vranje, packet=box,
            sender_institution=world.school, sent_by=world.ana.member, rests_on="duty",
            recipient_institution=world.csw, sent_at=now,
        ).stamp()
        for at, box in enumerate(boxes)
    ]  # fmt: skip
    deadlines = [
        Deadline(
            id=uuid4(), kind=ANSWER_DEADLINE, subject_kind="referral", subject_id=row.pk, rule=rule,
            reference=row.reference, network=world.vranje, institution=world.csw,
            started_at=now - 200 * HOUR, due_at=now - 100 * HOUR,
        )
        for row in rows
    ]  # fmt: skip
    for model, made in ((Box, boxes), (Referral, rows), (Deadline, deadlines)):
        model.objects.bulk_create(made)


def test_a_thousand_late_ones_are_counted_and_one_page_is_drawn(desk, world):
    """As many statements and hardly more bytes than for thirty; the count is not cut off."""

    def cost():
        with CaptureQueriesContext(connection) as asked:
            html = desk("kosta")
        return len(asked), len(html), html

    late_reports(world, 30)
    desk("kosta")
    statements, size, html = cost()
    assert re.search(r'id="late">Late <span class="count">30<', html)
    late_reports(world, 1200)
    more, larger, html = cost()
    assert more == statements
    assert larger < size * 1.02
    late = section(html, "late")
    assert re.search(r'id="late">Late <span class="count">1230<', late)
    assert late.count('class="is-late"') == 25
    assert "Page 1 of 50" in late
    assert "R-000000" in late
    last = section(desk("kosta", "/desk/?late=50"), "late")
    assert "R-001229" in last
    assert "R-000000" not in last
    assert "1230" in section(html, "waits")
