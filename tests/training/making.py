"""Modules, sessions and people for tests, made by the app's own actions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from spona import deadlines
from spona.access.actor import VISITOR
from spona.reference.words import Words
from spona.training import actions
from spona.training.actions.modules import Outline
from spona.training.actions.sessions import Plan
from spona.training.links import token_of
from spona.training.models import Module, Moment, Participant, Session
from spona.training.questions import asked_in

NAMES = ("Милица Прва", "Јован Други", "Ђурђа Трећа", "Њега Четврта", "Љуба Пета", "Џена Шеста")
MONTH = dt.timedelta(days=31)


def outline(**more) -> Outline:
    return Outline(**{
        "title": Words(sr="Знаци у школи", en="Signs at school"), "hours": Decimal(6),
        "audience": ("school", "social_work"), "covers": ("no_age", "no_what_seen"),
        "topics": ("indicators",),
    } | more)  # fmt: skip


def written_module(world, *, tested: bool = True, **more) -> Module:
    by = world.tara.actor
    made = actions.write_module(outline(**more), network=world.vranje, by=by)
    if tested:
        actions.add_question(made, "Кога зовете?", [("192", True), ("Никог", False)], by=by)
        actions.add_question(
            made, "Шта пише у пријави?",
            [("Шта је виђено", True), ("Одакле знате", True), ("Чије је то дете", False)], by=by,
        )  # fmt: skip
        actions.add_question(made, "Ко одлучује?", [("Центар", True), ("Ја", False)], by=by)
    return made


def plan(*, days: int = 7, length: int = 1, **more) -> Plan:
    first = timezone.localdate(deadlines.now()) + dt.timedelta(days=days)
    return Plan(**{
        "days": tuple(first + dt.timedelta(days=n) for n in range(length)),
        "starts": dt.time(10), "ends": dt.time(16), "place": "Сала 2", "capacity": 20,
        "register_until": first,
    } | more)  # fmt: skip


def planned(world, module, **more) -> Session:
    return actions.plan_session(module, plan(**more), network=world.vranje, by=world.tara.actor)


def by_link(session: Session, name: str, institution, **more) -> Participant:
    return actions.register_by_link(session, name=name, institution=institution, by=VISITOR, **more)


def answers(participant: Participant, moment: str, *, right: int):
    """The first `right` questions answered rightly, the rest not."""
    found = {}
    for n, one in enumerate(asked_in(participant.session.module, moment)):
        wrong = set(range(len(one.options))) - one.right
        found[one.pk] = one.right if n < right else wrong
    return found


def takes(participant: Participant, moment: str, *, right: int):
    return actions.take_test(
        participant, Moment(moment), answers(participant, moment, right=right), by=VISITOR,
        token=token_of(participant),
    )  # fmt: skip


@dataclass
class Held:
    session: Session
    people: list[Participant]

    def __iter__(self):
        return iter((self.session, self.people))


def held_session(world, module, *, days_ago: int = 1, right: int = 3) -> Held:
    """Registered before, there on the day, tested before and after, closed the day after."""
    today = timezone.localdate()
    moved = dt.timedelta(days=days_ago)
    with deadlines.moved(-moved - dt.timedelta(days=3)):
        session = planned(world, module, days=3)
        people = [
            by_link(session, name, world.school if n % 2 else world.csw, position="психолог")
            for n, name in enumerate(NAMES)
        ]
        if module.questions.exists():
            for one in people:
                takes(one, "pre", right=1)
    with deadlines.moved(-moved):
        day = session.days.get()
        assert day.day == today - moved
        actions.record_attendance(day, [one.pk for one in people], by=world.tara.actor)
        if module.questions.exists():
            for one in people:
                takes(one, "post", right=right)
        session = actions.close_session(session, by=world.tara.actor)
    return Held(session, [Participant.objects.get(pk=one.pk) for one in people])
