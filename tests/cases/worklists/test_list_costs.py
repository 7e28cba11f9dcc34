"""What a list costs: no more statements with ten times as many files, no walk through those of
others, and for each row little that is the same in all of them.
"""

from __future__ import annotations

import random
import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from spona import deadlines
from spona.access.exclusion_marks import marks_of
from spona.cases.case.models import Case, CaseExclusion
from spona.cases.worklists import assigned, institution_cases, next_steps
from spona.cases.worklists.paging import COUNTED
from spona.deadlines.models import Deadline
from spona.tasks.models import Task
from spona.vault.models import ASSIGNED, OWN, Box, Grant, Section
from tests.harness.test_budget import counted
from tests.planner import as_the_worker_does
from tools.bench.lists import Place, fill_files, pages

HOUSE, NAMES = "/cases/institution/", "my files, 500 with names"
DAY = timedelta(days=1)
# Calls of functions for each further file whose name is opened: 1,550; it was 1,870 while each row
# brought its town and institution along.
A_ROW = 1_700


def costs(place):
    """Of each list as the bench asks for it, the second time: at the first, statements are written
    and templates met.
    """
    found = {}
    for name, page in pages(place, search=False).items():
        page()
        with counted() as found[name]:
            page()
    return found


def test_ten_times_as_many_files_cost_no_more_statements_and_each_name_few_calls(world):
    place = Place(world.ana.member, world.bea.member, world.bea.actor, world.bea.keys)
    fill_files(place, 40, sections=("identity",))
    few = costs(place)
    fill_files(place, 360, sections=("identity",))
    as_the_worker_does()
    many = costs(place)
    # What lies beyond the first page is counted, by one more.
    for name, one in many.items():
        assert one["statements"] <= few[name]["statements"] + 1, (name, few[name], one)
    assert (many[NAMES]["calls"] - few[NAMES]["calls"]) / 360 < A_ROW, (few[NAMES], many[NAMES])


def raw_files(world, amount, **columns):
    """Files of the centre as rows only, each with a section that is sealed to the institution."""
    institution, now = world.csw.pk, deadlines.now()
    boxes = [Box(kind="case", owner_institution_id=institution, mac=b"") for _at in range(amount)]
    sections = [Section(box=one, name="identity", sealed=b"", mac=b"") for one in boxes]
    grants = [
        Grant(section=one, to_kind="institution", to_id=institution, wrapped=b"", mac=b"")
        for one in sections
    ]
    files = [
        Case(reference=f"F-{uuid.uuid4().hex[:9]}", owner_institution_id=institution, box=box,
             network=world.vranje, opened_by="report", **{"opened_at": now} | columns)
        for box in boxes
    ]  # fmt: skip
    for model, rows in ((Box, boxes), (Section, sections), (Grant, grants), (Case, files)):
        model.objects.bulk_create(rows)
    return files


def step(case, **said):
    """An open step of the institution, told apart from others of its kind."""
    said = {"kind": "plan_step", "institution_id": case.owner_institution_id} | said
    return Task(subject_kind="case", subject_id=case.pk, part=uuid.uuid4(), network=case.network,
                **{"created_at": deadlines.now()} | said)  # fmt: skip


def test_ones_own_files_are_found_from_ones_own_keys_and_steps(world):
    """Also by a holder, to whom a key leads to each of three thousand."""
    files = raw_files(world, 3000)
    Task.objects.bulk_create(step(one, owner=world.bea.member) for one in files[:2])
    as_the_worker_does()
    rows = next_steps.mine(world.bea.actor)
    assert {one.pk for one in rows} == {one.pk for one in files[:2]}
    plan = rows.explain()
    for model, those in ((Task, Task.objects.filter(subject_kind="case")), (Case, files)):
        model.objects.filter(pk__in=[one.pk for one in those])._raw_delete(connection.alias)
    as_the_worker_does()
    assert "case_of_owner" not in plan, plan
    assert "SCAN cases_case" not in plan, plan
    assert "Seq Scan on cases_case " not in plan, plan


@pytest.mark.skipif(
    connection.vendor != "sqlite",
    reason="which index is taken: PostgreSQL walks through two thousand rows faster than by any",
)
def test_what_nobody_has_taken_is_found_without_what_colleagues_have(world):
    files = raw_files(world, 2000)
    Task.objects.bulk_create(step(one, owner=world.vera.member) for one in files)
    as_the_worker_does()
    queue = Task.objects.open().filter(institution=world.csw, owner=None)
    assert "task_of_queue (institution_id=? AND owner_id=?)" in queue.explain()
    steps = Task.objects.open().filter(subject_kind="case", subject_id=files[0].pk)
    assert "task_open_of_subject" in steps.values("kind", "due_at").explain()


def test_the_buttons_of_the_institution_count_what_a_slow_reader_counts(world):
    dice, now = random.Random(7), deadlines.now()
    long_ago, lately = now - 40 * DAY, now - 2 * DAY
    bea, files = world.bea.actor, []
    for at in range(150):
        files += raw_files(
            world, 1, opened_at=dice.choice((long_ago, lately)),
            closed_at=None if dice.random() < 0.8 else now,
        )  # fmt: skip
        Section.objects.filter(box=files[at].box_id).update(
            updated_at=dice.choice((long_ago, long_ago, lately))
        )
    hidden = set(dice.sample(files, 20))
    for one in list(hidden)[:10]:
        CaseExclusion.objects.create(case=one, mark=dice.choice(marks_of(bea)))
    Grant.objects.filter(section__box__in=[one.box_id for one in list(hidden)[10:]]).delete()
    steps = {one: [_drawn(one, dice, long_ago, lately) for _n in range(dice.randint(0, 3))]
             for one in files}  # fmt: skip
    for those in steps.values():
        Deadline.objects.bulk_create(row.deadline for row in those if row.deadline)
        Task.objects.bulk_create(those)
    open_ones = [one for one in files if one not in hidden and one.closed_at is None]
    waiting = {one: [row for row in steps[one] if row.done_at is None] for one in open_ones}
    stepless = {one for one in open_ones if not waiting[one]}
    undated = {
        one for one in open_ones
        if waiting[one] and not any(_due(row) for row in waiting[one])
    }  # fmt: skip
    since = now - institution_cases.UNTOUCHED
    written = dict(Section.objects.values_list("box_id", "updated_at"))
    untouched = {
        one for one in open_ones
        if one.opened_at < since and written[one.box_id] < since
        and not any(at and at >= since for row in steps[one] for at in (row.created_at, row.done_at))
    }  # fmt: skip
    assert min(map(len, (stepless, undated, untouched))) > 3, "the population says something"
    counts = institution_cases.counts(bea)
    assert (counts.open, counts.stepless, counts.undated, counts.untouched) == tuple(
        map(len, (open_ones, stepless, undated, untouched))
    )
    for shown, expected in (
        ("", open_ones), ("stepless", stepless), ("undated", undated), ("untouched", untouched)
    ):  # fmt: skip
        listed = institution_cases.listed(bea, shown=shown, size=200).rows
        assert {row.case for row in listed} == set(expected), shown


def _drawn(case, dice, long_ago, lately):
    """A step: open or done, with a day, a deadline with or without an end, or nothing of it."""
    at = dice.choice((long_ago, long_ago, lately))
    row = step(case, created_at=at, kind=dice.choice(("plan_step", "waiting")))
    row.done_at = dice.choice((None, None, at))
    match dice.randint(0, 3):
        case 0:
            row.due_at = lately
        case 1 | 2 as which:
            row.deadline = Deadline(
                kind=f"drawn_{uuid.uuid4().hex[:8]}", subject_kind="case", subject_id=case.pk,
                institution_id=case.owner_institution_id, network=case.network, started_at=at,
                due_at=lately if which == 1 else None,
            )  # fmt: skip
    return row


def _due(row):
    return row.deadline.due_at if row.deadline else row.due_at


def test_beyond_a_thousand_open_files_nobody_counts(world):
    raw_files(world, COUNTED + 5)
    assert institution_cases.counts(world.bea.actor).open == COUNTED + 1
    assert "1000+" in world.bea.sign_in().get(HOUSE).content.decode()


def test_a_colleague_leads_what_was_assigned_to_them_once_however_many_sections_it_has(world):
    account, files = world.vera.account.pk, raw_files(world, 4)
    given = {"to_kind": "member", "to_id": account, "member_of": world.csw.pk, "basis": ASSIGNED,
             "wrapped": b"", "mac": b""}  # fmt: skip
    for one in files[:2]:
        for section in (Section.objects.get(box=one.box_id),
                        Section.objects.create(box_id=one.box_id, name="plan", sealed=b"", mac=b"")):  # fmt: skip
            Grant.objects.create(section=section, **given)
    # Their own reminder in a file of others is no file that they lead.
    reminder = Section.objects.create(box_id=files[2].box_id, name="mine_x", sealed=b"", mac=b"")
    Grant.objects.create(section=reminder, **given | {"basis": OWN})
    led = assigned.files_led(institution_cases.open_files(world.bea.actor), world.bea.actor)
    assert Counter(led) == Counter({account: 2})
