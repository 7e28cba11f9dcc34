"""An analyst's key and two backups around a decision tell of no record whose it is.

The same attack on a row for each case, which the test writes itself, finds every one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest

from spona import audit
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import NextStep
from spona.cases.count.sheets_update import preview_sheets, update_sheets
from spona.cases.identification.actions import read_before, write_decision
from spona.cases.identification.decisions import HINTS, Decision
from spona.deadlines import moved
from spona.deadlines.late import today_in
from spona.directory import actions as directory
from spona.statistics.models import CountSheet
from spona.statistics.sheet import records_in
from spona.vault.actions import (
    create_box,
    create_statistics_key,
    open_section,
    save_section,
    to_institution,
    to_statistics,
)
from spona.vault.models import Section
from tests.cases.conftest import _built, world  # noqa: F401
from tests.cases.moving import file_of, text_of
from tests.cases.world import DEMO

PROVES = (
    "src/spona/statistics/sheet.py", "src/spona/statistics/actions", "src/spona/cases/count",
    "src/spona/cases/identification",
)  # fmt: skip

TRIALS = 200
MONTH = dt.timedelta(days=31)
# One is found by luck on average, whatever the number of trials; ten or more once in 10 million.
BY_LUCK = 9
FORMS = (
    "sexual_exploitation", "labour_exploitation", "forced_begging", "forced_criminality",
    "forced_marriage", "child_marriage", "illegal_adoption",
)  # fmt: skip
CONTROL = ("debt_or_earnings", "documents", "threats", "violence", "psychological", "movement")
SEX, BORDER = ("female", "male", "other"), ("yes", "no")


def said(number):
    """A person like no other: what makes a right guess a right one."""
    number, form = divmod(number, len(FORMS))
    number, control = divmod(number, len(CONTROL))
    number, sex = divmod(number, len(SEX))
    account = {"exploitation_forms": [FORMS[form]], "control": [CONTROL[control]]}
    account["border"] = BORDER[number]
    return {"account": account, "identity": {"sex": SEX[sex]}}


def person_of(record):
    """What of a record does not change by the decision."""
    return (*record["exploitation"], *record["control"], record["sex"], record["movement"])


@dataclass
class Attacker:
    """Has the key of an analyst and copies of the database; sees every clear column."""

    analyst: object
    ours: set = field(default_factory=set)

    def backup(self):
        """Section → (box, revision, time, ciphertext) of all that the key leads to, and of the
        rest the clear columns; and as if somebody had told them which part each row is.
        """
        mine = Section.objects.visible_to(self.analyst.actor).exclude(box__in=self.ours)
        clear = Section.objects.exclude(box__in=self.ours)
        return (
            {row.pk: row for row in mine.select_related("box")},
            {
                one.pk: (one.box_id, one.name, one.revision, one.updated_at)
                for one in clear.defer("sealed")
            },
        )

    def case_of(self, before, after):
        """Whose file the decision was written in: that is no secret of the rows."""
        changed = [row for pk, row in after[1].items() if before[1].get(pk) != row]
        boxes = {box for box, name, *_rest in changed if name == "decisions"}
        return Case.objects.get(box__in=boxes)

    def record_of(self, before, after):
        """What the key opens and was written between the two backups; None where nothing was."""
        changed = [
            row for pk, row in after[0].items()
            if pk not in before[0] or bytes(before[0][pk].sealed) != bytes(row.sealed)
        ]  # fmt: skip
        opened = [
            open_section(row, by=self.analyst.actor, keys=self.analyst.keys) for row in changed
        ]
        records = [
            one for each in opened for one in (records_in(each) if "records" in each else [each])
        ]
        return records[0] if len(records) == 1 else None

    def sheet(self):
        """All records in the order in which they lie there."""
        rows = Section.objects.filter(box__in=CountSheet.objects.order_by("pk").values("box"))
        return [
            one
            for row in rows.select_related("box").order_by("pk")
            for one in records_in(open_section(row, by=self.analyst.actor, keys=self.analyst.keys))
        ]


def press(person):
    shown = preview_sheets(colleagues=True, **person.can)
    return update_sheets(colleagues=True, seen=shown.mark, **person.can)


def row_for(case, person):
    """What the sheets are there to prevent: a record of each case that an analyst opens."""
    return create_box(
        "counted", owner=case.owner_institution_id,
        sections={"count": text_of(case, "count", person)},
        grants={
            "count": [to_institution(case.owner_institution_id), to_statistics(case.network_id)]
        },
        by=person.actor, keys=person.keys,
    )  # fmt: skip


def decide(case, number, box, person):
    """The real action; and the row for each case, saved with it."""
    today = today_in(case.network)
    decision = Decision(
        list(HINTS)[number % len(HINTS)], today, "paper", "not_yet",
        asked_on=today - dt.timedelta(days=90), asked_source="Допис",
    )  # fmt: skip
    before = read_before(case, **person.can)
    section = box.sections.select_related("box").get()
    with audit.transaction():
        write_decision(
            case, decision, before=before, revision=before.revision,
            following=[NextStep("plan_step", person.member, None, "План")], **person.can,
        )  # fmt: skip
        document = before.counted.document | {"status": decision.outcome}
        save_section(section, document, revision=section.revision, **person.can)


@pytest.mark.prove
def test_two_backups_around_a_decision_link_no_record_to_a_case(world):  # noqa: F811
    analyst = world.direktor
    directory.give_network_role(analyst.member, network=world.vranje, role="analyst", by=DEMO)
    create_statistics_key(world.vranje, analysts=[analyst.account], by=DEMO)
    cases = [file_of(world, **said(number)) for number in range(TRIALS)]
    people = {case.pk: person_of(text_of(case, "count", world.bea)) for case in cases}
    assert len(set(people.values())) == TRIALS
    press(world.bea)
    rows = {case.pk: row_for(case, world.bea) for case in cases}
    boxes = {box.pk for box in rows.values()}
    attacker = Attacker(analyst, boxes)
    sheets = set(CountSheet.objects.values_list("box", flat=True))
    contrast = Attacker(analyst, {*sheets})

    order, linked, found = [], 0, 0
    with moved(MONTH):
        for number, case in enumerate(cases):
            before = attacker.backup(), contrast.backup()
            decide(case, number, rows[case.pk], world.bea)
            after = attacker.backup(), contrast.backup()
            whose = attacker.case_of(before[0], after[0])
            order.append(whose.pk)
            record = attacker.record_of(before[0], after[0])
            linked += record is not None and person_of(record) == people[whose.pk]
            record = contrast.record_of(before[1], after[1])
            found += record is not None and person_of(record) == people[whose.pk]
        before = attacker.sheet()
        press(world.bea)
        after = attacker.sheet()

    assert found == TRIALS
    # Between the press and the next one no sheet changes.
    assert linked == 0
    # What the next one holds lies in no order that anything outside has.
    by_rows = [
        list(Case.objects.order_by(column).values_list("pk", flat=True))
        for column in ("opened_at", "pk", "box", "reference")
    ]
    # In this order they were opened for the sheet.
    by_box = dict(Case.objects.values_list("box", "pk"))
    counted = Section.objects.named(by_box, "count").order_by("pk")
    by_rows.append([by_box[box] for box in counted.values_list("box", flat=True)])
    for sheet in (before, after):
        assert {person_of(one) for one in sheet} == set(people.values())
        for way in (order, order[::-1], *by_rows):
            by_place = sum(
                people[whose] == person_of(one) for whose, one in zip(way, sheet, strict=True)
            )
            assert by_place <= BY_LUCK
