"""Which rows one sees, told a second time and slowly: key by key, in a large random population.

The real question begins with the grants of whoever asks; this one looks at every row and every
grant of the institution, as the promise is worded. Both must name the same rows, whoever asks.
"""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from spona.access.actor import Actor
from spona.access.exclusion_marks import marks_of
from spona.cases.case.models import Case, CaseExclusion, LightNote
from spona.cases.referrals.models import Exclusion, Referral
from spona.cases.worklists import assigned
from spona.tipline.models import Tip, TipExclusion
from spona.vault.models import ASSIGNED, BESIDE, GLASS, HOLDER, Box, Code, Grant, Section
from spona.vault.slots import slot_of

BOXES = 240
SECTIONS = ("name", "plan", "count")


class Population:
    """Rows of every kind, each with its box, sections and grants, drawn from `dice`."""

    def __init__(self, world, dice):
        self.world, self.dice = world, dice
        self.now = timezone.now()
        self.institutions = [world.csw.pk, world.health.pk]
        self.accounts = [world.people[one].account.pk for one in ("vera", "bea", "hana")]
        self.networks = [world.vranje.pk, world.nis.pk]
        self.grants = defaultdict(list)
        self.sections = defaultdict(list)
        self.marks = defaultdict(set)
        self.cases, self.notes, self.referrals, self.tips = [], [], [], []

    def actors(self):
        """Roles, memberships, networks and accounts in all their combinations, and nobody at all."""
        people = [one.member.person_id for one in (self.world.vera, self.world.bea)]
        some = (
            [frozenset({"case_worker"}), frozenset({"intake_holder"}), frozenset({"director"}),
             frozenset({"case_worker", "intake_holder"}), frozenset()],
            [*self.institutions, None],
            [*self.accounts[:2], None],
            [frozenset(), frozenset({(self.networks[0], "analyst")}),
             frozenset({(self.networks[0], "coordinator")})],
        )  # fmt: skip
        for roles, institution, account, of_network in itertools.product(*some):
            person = people[self.accounts.index(account)] if account else None
            yield Actor(
                account_id=account, person_id=person, member_id=uuid4(), institution_id=institution,
                roles=roles, network_roles=of_network, networks=frozenset(self.networks[:1]),
            )  # fmt: skip

    def fill(self):
        boxes = [Box(kind="case", mac=b"") for _at in range(BOXES)]
        Box.objects.bulk_create(boxes)
        for box in boxes:
            for name in self.dice.sample(SECTIONS, self.dice.randint(0, 3)):
                section = Section(box=box, sealed=b"", mac=b"")
                section.name = name
                self.sections[box.pk].append(section)
        sections = [one for those in self.sections.values() for one in those]
        Section.objects.bulk_create(sections)
        for one in sections:
            self.grants[one.pk] = self._grants(one)
        Grant.objects.bulk_create([one for those in self.grants.values() for one in those])
        makers = itertools.cycle((self._case, self._case, self._note, self._referral, self._tip))
        for number, (box, make) in enumerate(zip(boxes, makers, strict=False)):
            make(box, number)
        self._lock_out()

    def _grants(self, section):
        """To a person in one of two memberships, to an institution, to a network; of every state and end."""
        found, seen = [], set()
        for _at in range(self.dice.randint(0, 4)):
            kind = self.dice.choice(("member", "member", "institution", "statistics"))
            to = self.dice.choice(
                {"member": self.accounts, "institution": self.institutions,
                 "statistics": self.networks}[kind]
            )  # fmt: skip
            basis = self.dice.choice(("", ASSIGNED, GLASS, HOLDER)) if kind == "member" else ""
            key = (kind, to, basis if basis in BESIDE else "")
            if key in seen:
                continue
            seen.add(key)
            until = self.dice.choice((None, None, timedelta(hours=1), timedelta(hours=-1)))
            found.append(
                Grant(
                    section=section, to_kind=kind, to_id=to, basis=basis, wrapped=b"", mac=b"",
                    member_of=self.dice.choice(self.institutions) if kind == "member" else None,
                    state=self.dice.choice(("open", "open", "open", "held", "wait", "name")),
                    until=self.now + until if until else None,
                )
            )  # fmt: skip
        return found

    def _case(self, box, number):
        self.cases.append(
            Case.objects.create(
                reference=f"F-{number}", owner_institution_id=self.dice.choice(self.institutions),
                network_id=self.networks[0], box=box, opened_by="report", opened_at=self.now,
            )
        )  # fmt: skip

    def _note(self, box, number):
        self.notes.append(
            LightNote.objects.create(
                institution_id=self.dice.choice(self.institutions), box=box, written_at=self.now,
                written_by=self.world.vera.member, review_on=self.now.date(),
            )
        )  # fmt: skip

    def _referral(self, box, number):
        outside = self.world.school.pk
        sender, recipient = self.dice.sample([*self.institutions, outside], 2)
        self.referrals.append(
            Referral.objects.create(
                reference=f"R-{number}", kind="report", network_id=self.networks[0], packet=box,
                sender_institution_id=sender, recipient_institution_id=recipient,
                sent_by=self.world.ana.member, rests_on="duty", sent_at=self.now,
                paper_institution_id=self.dice.choice((None, None, *self.institutions)),
                to_case=self.dice.choice((None, *self.cases)),
            )
        )  # fmt: skip

    def _tip(self, box, number):
        code = Code.objects.create(
            locator=f"{number:06d}", salt=b"", cost_memory_kib=1, cost_time=1,
            cost_parallelism=1, public_key=b"", private_sealed=b"", mac=b"",
        )  # fmt: skip
        self.tips.append(
            Tip.objects.create(
                reference=f"T-{number}", network_id=self.networks[0], box=box, code=code,
                sent_at=self.now, last_visit_on=self.now.date(),
                case=self.dice.choice((None, *self.cases)),
            )
        )  # fmt: skip

    def _lock_out(self):
        """One in four, by a mark of a person or of an institution."""
        memberships = [one for one in self.actors() if one.person_id and one.institution_id]
        for rows, made, name in (
            (self.cases, CaseExclusion, "case"),
            (self.referrals, Exclusion, "referral"),
            (self.tips, TipExclusion, "tip"),
        ):
            for row in rows:
                if self.dice.random() < 0.25:
                    mark = self.dice.choice(marks_of(self.dice.choice(memberships)))
                    made.objects.create(**{name: row, "mark": mark})
                    self.marks[row.pk].add(mark)

    # The promise, as it is worded; nothing below asks the database.

    def opens(self, grant, actor):
        if grant.state != "open" or actor.account_id is None or actor.institution_id is None:
            return False
        if grant.until is not None and grant.until <= self.now:
            return False
        if grant.to_kind == "member":
            mine = grant.to_id == actor.account_id
            return mine and grant.member_of == actor.institution_id
        if grant.to_kind == "institution":
            return grant.to_id == actor.institution_id and actor.may("key:hold")
        # What a network counts by opens a counted record and shows nobody the file.
        return False

    def leads(self, box, actor):
        return any(
            self.opens(grant, actor) for one in self.sections[box] for grant in self.grants[one.pk]
        )

    def is_excluded(self, row, actor):
        return bool(self.marks[row.pk] & set(marks_of(actor)))

    def of_file(self, case, actor):
        """Locked out of the file, or of what it was opened for."""
        came = [one for one in self.referrals if one.to_case_id == case.pk]
        return any(self.is_excluded(one, actor) for one in (case, *came))

    def seen_cases(self, actor):
        for one in self.cases:
            mine = one.owner_institution_id == actor.institution_id
            if mine and self.leads(one.box_id, actor) and not self.of_file(one, actor):
                yield one.pk

    def seen_notes(self, actor):
        for one in self.notes:
            if one.institution_id == actor.institution_id and self.leads(one.box_id, actor):
                yield one.pk

    def seen_referrals(self, actor):
        for one in self.referrals:
            sides = (
                one.sender_institution_id, one.recipient_institution_id, one.paper_institution_id
            )  # fmt: skip
            mine = actor.institution_id is not None and actor.institution_id in sides
            if mine and self.leads(one.packet_id, actor) and not self.is_excluded(one, actor):
                yield one.pk

    def seen_tips(self, actor):
        for one in self.tips:
            hidden = self.is_excluded(one, actor)
            hidden = hidden or (one.case is not None and self.of_file(one.case, actor))
            if self.leads(one.box_id, actor) and not hidden:
                yield one.pk

    def given_to(self, actor):
        """Files of which this person got a part for work, by name, in this membership."""
        for one in self.cases:
            for section in self.sections[one.box_id]:
                if any(
                    grant.to_kind == "member" and grant.basis == ASSIGNED and grant.state == "open"
                    and (grant.to_id, grant.member_of) == (actor.account_id, actor.institution_id)
                    for grant in self.grants[section.pk]
                ):  # fmt: skip
                    yield one.pk


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_everybody_sees_exactly_the_rows_to_which_a_key_leads_them(world, seed):
    rows = Population(world, random.Random(seed))
    rows.fill()
    shown = 0
    for actor in rows.actors():
        for model, expected in (
            (Case, rows.seen_cases), (LightNote, rows.seen_notes),
            (Referral, rows.seen_referrals), (Tip, rows.seen_tips),
        ):  # fmt: skip
            seen = list(model.objects.visible_to(actor).values_list("pk", flat=True))
            assert len(seen) == len(set(seen)), "a row that is shown twice"
            assert set(seen) == set(expected(actor)), (model, actor)
            shown += len(seen)
        if actor.account_id and actor.institution_id:
            mine = assigned.narrowed(Case.objects.all(), "me", actor, box="box")
            assert set(mine.values_list("pk", flat=True)) == set(rows.given_to(actor))
    assert shown > 200, "the population says something"


def test_a_case_worker_does_not_walk_through_the_files_of_the_institution(world):
    """Two files out of three thousand, found by the worker's own grants on either database."""
    institution, account, now = world.csw.pk, world.vera.account.pk, timezone.now()
    boxes = [Box(kind="case", owner_institution_id=institution, mac=b"") for _at in range(3000)]
    sections = [
        Section(box=one, slot=slot_of(one.pk, "name"), name_sealed=b"", sealed=b"", mac=b"")
        for one in boxes
    ]
    grants = [
        Grant(section=one, to_kind="institution", to_id=institution, wrapped=b"", mac=b"")
        for one in sections
    ]
    grants += [
        Grant(section=one, to_kind="member", to_id=account, member_of=institution, basis=ASSIGNED,
              wrapped=b"", mac=b"")
        for one in sections[:2]
    ]  # fmt: skip
    files = [
        Case(reference=f"F-{at}", owner_institution_id=institution, network=world.vranje, box=box,
             opened_by="report", opened_at=now)
        for at, box in enumerate(boxes)
    ]  # fmt: skip
    made = ((Box, boxes), (Section, sections), (Grant, grants), (Case, files))
    for model, rows in made:
        model.objects.bulk_create(rows)
    _analyze()
    seen = Case.objects.visible_to(world.vera.actor)
    assert {one.pk for one in seen} == {one.pk for one in files[:2]}
    plan = seen.explain()
    # On PostgreSQL the number of rows outlives the rollback, and the plans of all later tests
    # would be made for it.
    for model, rows in reversed(made):
        model.objects.filter(pk__in=[one.pk for one in rows])._raw_delete(connection.alias)
    _analyze()
    assert "case_of_owner" not in plan, plan
    assert "Seq Scan on cases_case " not in plan, plan


def _analyze():
    with connection.cursor() as cursor:
        for model in (Box, Section, Grant, Case):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
