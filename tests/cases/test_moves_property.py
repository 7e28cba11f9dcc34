"""Random moves by random people: never two owners, never lost, no key and no deadline astray."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.cases.consent.actions import read_agreements
from spona.cases.jobs import end_and_pass_on
from spona.cases.models import Move, Referral
from spona.cases.referral_pages.actions import withdraw_from_all
from spona.cases.referrals import actions
from spona.cases.referrals.additions import addition_boxes
from spona.cases.referrals.moves import CLOSED, MOVES, SENDER, TAKEN, WAITING, State
from spona.cases.referrals.packet import Addition
from spona.cases.referrals.parties import packet_section
from spona.deadlines.models import Deadline
from spona.reference.words import Words
from spona.tasks.models import Task
from spona.vault.actions import open_section
from spona.vault.models import Grant
from spona.vault.slots import slot_of
from tests.cases import world as worlds
from tests.cases.moving import by_agreement, by_law, connect, file_of, referred, shelter
from tests.cases.packets import packet

GONE = {State.WITHDRAWN, State.EXPIRED}
STANDING = {State.SENT, State.OPENED, State.NEEDS_INFORMATION, State.AWAITING_COMPETENT}
ENDING = {"withdraw", "withdraw_agreement", "refuse_approval", "finish"}
PEOPLE = ("ana", "bea", "boris", "hana", "nina", "sara", "sofija", "pera", "vera", "cora")
ADDITION = Addition(Words({"sr": "Школа"}), "Ana", text="dopuna")
seeds = st.integers(0, 2**32)


class Moves(RuleBasedStateMachine):
    """One world; every step is somebody's try, allowed or not. Refusals change nothing."""

    def __init__(self):
        super().__init__()
        self.point = transaction.atomic()
        self.point.__enter__()
        self.later, self.steps = timedelta(), 0

    def teardown(self):
        REACHED.update(Move.objects.values_list("verb", flat=True))
        transaction.set_rollback(True)
        self.point.__exit__(None, None, None)

    @initialize()
    def sending(self):
        w = WORLD["w"]
        self.keys = {name: w.people[name].keys for name in PEOPLE}
        with deadlines.moved(-timedelta(hours=1)):
            self.send_all(w)

    def send_all(self, w):
        case = file_of(w)
        actions.send(packet(), network=w.vranje, recipient=w.csw, by=w.ana.actor)
        actions.send(
            packet(), network=w.vranje, recipient=w.csw, by=w.ana.actor,
            excluded_people=[w.boris.member.person_id],
            excluded_institutions=[w.health.pk],
        )  # fmt: skip
        referred(
            w, case, by_agreement(w, case, w.more["home"], days=20),
            second=by_agreement(w, case, w.more["other"], days=40),
        )  # fmt: skip
        referred(w, case, by_agreement(w, case, w.health, days=5))
        referred(w, case, by_law(w, case, w.police), reason="x")

    def tried(self, act):
        """Whatever is refused leaves nothing behind."""
        try:
            with transaction.atomic(), deadlines.moved(self.later):
                act()
        except (Denied, Conflict):
            pass

    def rows(self):
        return list(Referral.objects.order_by("sent_at", "reference"))

    def can(self, name):
        return {"by": WORLD["w"].people[name].actor, "keys": self.keys[name]}

    def dice(self, seed):
        """Four numbers, other ones at each step also where the same seed comes again."""
        self.steps += 1
        chance = Random(f"{seed} {self.steps}")
        return [chance.randrange(10_000) for _ in range(4)]

    @rule(seed=seeds)
    def somebody_does_what_can_be_done(self, seed):
        """A move that the state allows, by somebody of the side that makes it."""
        a, b, c, d = self.dice(seed)
        rows = [row for row in self.rows() if row.state not in CLOSED]
        if not rows:
            return
        # The one with a second behind it has the most ways to go wrong.
        rows += [row for row in rows if row.forwarded_to.filter(state=State.STANDBY).exists()] * 4
        row = rows[a % len(rows)]
        verbs = [verb for verb in ACTS if row.state in MOVES[verb].sources]
        if not verbs:
            return
        # What ends a way is possible almost everywhere, and would end it at its start.
        onward = [verb for verb in verbs if verb not in ENDING]
        verbs = onward if onward and d % 7 else verbs
        verb = verbs[b % len(verbs)]
        w = WORLD["w"]
        ours = MOVES[verb].side == SENDER
        side = row.sender_institution_id if ours else row.recipient_institution_id
        able = [name for name in PEOPLE if w.people[name].member.institution_id == side]
        if able:
            self.tried(lambda: ACTS[verb](self, row, able[c % len(able)], d))

    @rule(seed=seeds)
    def somebody_goes_on_with_it(self, seed):
        """Several at once, so that long ways are gone too."""
        for _ in range(4):
            self.somebody_does_what_can_be_done(seed)

    @rule(seed=seeds)
    def anybody_tries_anything(self, seed):
        a, b, c, d = self.dice(seed)
        rows, verbs = self.rows(), list(ACTS)
        row, verb = rows[a % len(rows)], verbs[b % len(verbs)]
        self.tried(lambda: ACTS[verb](self, row, PEOPLE[c % len(PEOPLE)], d))

    def to(self, number):
        """Somewhere to pass it on to, with the network in which that is."""
        w = WORLD["w"]
        to = [w.health, w.csw_nis, w.csw, w.police, w.school, w.city][number % 6]
        return {"to": to, "network": w.nis if to == w.csw_nis else w.vranje, "reason": "matter"}

    def adds(self, row, who):
        """Of a referral with the agreement on which it rests, opened by who adds."""
        agreement = None
        if row.agreement_id is not None:
            found = read_agreements(row.from_case, **self.can(who))
            agreement = next(one for one, _said in found if one.pk == row.agreement_id)
        actions.add_to_referral(
            row, ADDITION, agreed=True, agreement=agreement, by=by_of(self, who)
        )

    def confirms(self, row, name):
        """The sender has asked the person again before they confirm."""
        move = row.moves.filter(verb="propose_forward").last()
        given = None
        if move is not None and row.from_case is not None:
            given = by_agreement(WORLD["w"], row.from_case, move.to_institution, days=60).agreement
        actions.confirm_forward(row, agreement=given, agreed=True, **self.can(name))

    @rule(seed=seeds)
    def the_person_does_not_agree_any_more(self, seed):
        a = self.dice(seed)[0]
        rows = self.rows()
        row = rows[a % len(rows)]
        if row.agreement is not None and a % 5 == 0:
            by = WORLD["w"].bea.actor
            self.tried(lambda: withdraw_from_all(row.agreement, by=by))

    @rule(days=st.sampled_from((0, 0, 0, 1, 4)))
    def time_passes(self, days):
        self.later += timedelta(days=days)
        with deadlines.moved(self.later):
            end_and_pass_on()

    # What must hold, whatever happened ----------------------------------------------------

    @invariant()
    def a_matter_has_one_owner_and_is_never_lost(self):
        rows = list(Referral.objects.all())
        after = {}
        for row in rows:
            if row.forwarded_from_id and row.state not in GONE:
                assert row.forwarded_from_id not in after, "one goes on to one"
                after[row.forwarded_from_id] = row
        tasks = set(Task.objects.filter(done_at=None).values_list("subject_id", flat=True))
        for row in rows:
            nxt = after.get(row.pk)
            if row.state in TAKEN or row.state == State.DONE:
                assert nxt is None, "taken over, and yet somebody else has it"
            if row.state in STANDING:
                assert nxt is None or nxt.state == State.STANDBY
            if row.state not in CLOSED and row.state != State.STANDBY:
                assert row.pk in tasks, f"{row.state}: nobody has it on their list"
            if row.state == State.FORWARDED:
                # What was taken back afterwards is on record; nothing vanishes.
                assert row.forwarded_to.exists()
            if row.state == State.NO_PLACE:
                assert row.pk in tasks
            assert row.state in CLOSED or row.closed_at is None
            assert row.state not in CLOSED or row.closed_at is not None

    @invariant()
    def no_grant_is_open_without_a_basis(self):
        for row in Referral.objects.all():
            cover, body = self.theirs(row, "cover"), self.theirs(row, "body")
            before = row.state in (State.STANDBY, State.AWAITING_APPROVAL)
            assert not before or "open" not in cover | body
            peeked = row.moves.filter(verb="open_to_forward").exists() and row.state in WAITING
            if "open" in body:
                assert row.state in TAKEN or row.state == State.DONE or peeked, row.state
            if row.state in (State.FORWARDED, State.NO_PLACE):
                assert not body
            ended = row.moves.filter(
                verb__in=("withdraw_agreement", "end_agreement", "expire", "fall_away",
                          "refuse_approval"),
            ).exists()  # fmt: skip
            assert not ended or not cover | body

    @invariant()
    def what_was_added_opens_for_nobody_who_has_no_body(self):
        for row in Referral.objects.filter(moves__verb="add").distinct():
            body = self.holders(row.packet, "body")
            for box in addition_boxes(row):
                assert self.holders(box, "addition") <= body, row.state

    def holders(self, box, name):
        grants = Grant.objects.filter(section__slot=slot_of(box.pk, name))
        return {(grant.to_kind, grant.to_id, grant.state) for grant in grants}

    def theirs(self, row, section):
        grants = Grant.objects.filter(section__slot=slot_of(row.packet_id, section))
        to = row.recipient_institution_id
        return {g.state for g in grants if to in (g.to_id, g.member_of)}

    @invariant()
    def no_clock_runs_without_an_owner(self):
        rows = {row.pk: row for row in Referral.objects.all()}
        running = list(Deadline.objects.filter(stopped_at=None, subject_id__in=rows))
        for deadline in running:
            row = rows[deadline.subject_id]
            assert row.state in STANDING, row.state
            task = Task.objects.get(
                subject_id=row.pk, kind="answer_referral", done_at=None, deadline=deadline
            )
            assert task.institution_id == row.recipient_institution_id
            assert deadline.institution_id or task.owner_id
            waits = row.state in (State.NEEDS_INFORMATION, State.AWAITING_COMPETENT)
            # A question pauses only in part: never what is immediate, nothing that is late already.
            assert waits or deadline.paused_at is None
            if deadline.rule is not None and deadline.rule.urgency == "immediate":
                assert deadline.paused_at is None
        with_deadline = {deadline.subject_id for deadline in running}
        for row in rows.values():
            if row.on_paper and row.state in STANDING:
                # Nobody there has it before it was handed over, which nobody does here.
                assert row.pk not in with_deadline
                assert Task.objects.get(subject_id=row.pk, kind="hand_over", done_at=None)
            else:
                assert (row.state in STANDING) == (row.pk in with_deadline), row.state

    @invariant()
    def who_was_locked_out_has_no_key(self):
        w = WORLD["w"]
        for row in Referral.objects.filter(exclusions__isnull=False).distinct():
            grants = Grant.objects.filter(section__box=row.packet)
            assert not grants.filter(to_id=w.boris.account.pk).exists()
            assert not grants.filter(to_id__in=(w.csw.pk, w.health.pk)).exists()

    @invariant()
    def no_key_opens_without_a_grant(self):
        """One section and every person at a time: with all keys they have, and no grant."""
        row = Referral.objects.order_by("pk").first()
        if row is None or next(TURN) % 10:
            return
        w = WORLD["w"]
        for name, section in itertools.product(PEOPLE, ("cover", "body")):
            one = packet_section(row, section)
            able = any(
                grant.state == "open"
                and (
                    (grant.to_kind == "member" and grant.to_id == w.people[name].account.pk)
                    or (
                        grant.to_kind == "institution"
                        and grant.to_id == w.people[name].member.institution_id
                        and w.people[name].actor.may("key:hold")
                    )
                )
                for grant in one.grants.all()
            )
            try:
                open_section(one, **self.can(name), reason="other")
                opened = True
            except Denied:
                opened = False
            assert opened == able, (name, section, row.state)


def by_of(one, name):
    return one.can(name)["by"]


# Verb → what somebody does; the last argument is a number to choose with.
ACTS = {
    "open_packet": lambda one, row, who, n: actions.open_packet(row, **one.can(who)),
    "accept": lambda one, row, who, n: actions.accept(row, **one.can(who)),
    "ask_more": lambda one, row, who, n: actions.give_feedback(
        row, message="?", **one.can(who)
    ),
    "supply_more": lambda one, row, who, n: actions.answer_question(
        row, message="!", by=by_of(one, who)
    ),
    "add": lambda one, row, who, n: one.adds(row, who),
    "read_addition": lambda one, row, who, n: actions.read_addition(row, **one.can(who)),
    "finish": lambda one, row, who, n: actions.finish(
        row, outcome="done", message="x", by=by_of(one, who)
    ),
    "open_to_forward": lambda one, row, who, n: actions.open_to_forward(
        row, reason="matter", **one.can(who)
    ),
    "forward": lambda one, row, who, n: actions.forward(row, **one.to(n), **one.can(who)),
    "propose_forward": lambda one, row, who, n: actions.propose_forward(
        row, **one.to(n), **one.can(who)
    ),
    "confirm_forward": lambda one, row, who, n: one.confirms(row, who),
    "refuse_forward": lambda one, row, who, n: actions.refuse_forward(row, by=by_of(one, who)),
    "hand_to_second": lambda one, row, who, n: actions.hand_to_second(
        row, reason="matter", by=by_of(one, who)
    ),
    "have_no_place": lambda one, row, who, n: actions.have_no_place(
        row, reason="full", message="x", by=by_of(one, who)
    ),
    "approve": lambda one, row, who, n: actions.approve(row, **one.can(who)),
    "refuse_approval": lambda one, row, who, n: actions.refuse_approval(
        row, message="x", by=by_of(one, who)
    ),
    "withdraw": lambda one, row, who, n: actions.withdraw(row, by=by_of(one, who)),
    "withdraw_agreement": lambda one, row, who, n: actions.withdraw_agreement(
        row, by=by_of(one, who)
    ),
}  # fmt: skip

REACHED: Counter = Counter()
WORLD: dict = {}
TURN = itertools.count()
Moves.TestCase.settings = settings(
    max_examples=7,
    # A failure is told as it was found: making it smaller takes minutes here.
    phases=[Phase.generate],
    stateful_step_count=30,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


class TestMoves(TestCase):
    """The machine in one transaction, so that what it does is rolled back."""

    @pytest.mark.slow("walks many random ways")
    def test_random_moves_by_random_people(self):
        with translation.override("en"):
            w = worlds.build()
            home, other = shelter(w), shelter(w, "sofija")
            connect(w, w.police, "pera")
            w.__dict__["more"] = {"home": home, "other": other}
            WORLD["w"] = w
            run_state_machine_as_test(Moves, settings=Moves.TestCase.settings)
        # A machine whose every try is refused would prove nothing.
        assert len(REACHED) >= 12, REACHED
