"""What was given under a step is written down, corrected and taken out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from uuid import uuid4

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.careplan.actions import Writing, write_plan
from spona.cases.careplan.plan import CarePlan, PlanStep
from spona.cases.careplan.service_given import Given, mistakes
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import Case
from spona.cases.case.sealed_entry import EntryChanged, mark_of
from spona.deadlines.late import day_in, today_in
from spona.deadlines.time import now as instant
from spona.identity.keyring import Keyring

MOST_GIVEN: Final = 200


def given_mark(one: Given) -> str:
    """What a form names that was made from it."""
    return mark_of(one.to_document())


def mistakes_in(case: Case, plan: CarePlan, one: Given) -> Iterator[tuple[str, str]]:
    """(field, sentence), against everything that the plan has; for the form and the action."""
    return mistakes(
        one,
        others=plan.given,
        opened_on=day_in(case.network.time_zone, case.opened_at),
        today=today_in(case.network),
    )


def add_given(case: Case, step_id: str, one: Given, *, by: Actor, keys: Keyring) -> str:
    """Write down what was given under a step; return its id. EntryChanged where that is gone."""
    who = acting_membership(by).person.name
    added = replace(one, id=str(uuid4()), at=instant().isoformat(), by=who)

    def act(now: Writing) -> CarePlan:
        step = next((each for each in now.plan.steps if each.id == step_id), None)
        if step is None:
            raise EntryChanged
        if len(step.given) >= MOST_GIVEN:
            raise Denied(_("Two hundred entries stand under this step. Write a step of its own."))
        _check(now, added)
        return _with(now.plan, replace(step, given=(*step.given, added)))

    write_plan(case, act, by=by, keys=keys)
    return added.id


def change_given(case: Case, one: Given, *, read: str, by: Actor, keys: Keyring) -> None:
    """Correct it; what stood there stays to be read under it. EntryChanged where a colleague has
    changed it since it was `read`.
    """
    who = acting_membership(by).person.name

    def act(now: Writing) -> CarePlan:
        step, before = _found(now.plan, one.id, read)
        _check(now, one)
        changed = before.corrected(one, at=instant(), by=who)
        return _with(now.plan, _replaced(step, changed))

    write_plan(case, act, by=by, keys=keys)


def remove_given(case: Case, ident: str, *, read: str, by: Actor, keys: Keyring) -> None:
    """Take out what was written by mistake; the earlier text of the plan keeps it."""

    def act(now: Writing) -> CarePlan:
        step, _before = _found(now.plan, ident, read)
        left = tuple(one for one in step.given if one.id != ident)
        return _with(now.plan, replace(step, given=left))

    write_plan(case, act, by=by, keys=keys)


def _check(now: Writing, one: Given) -> None:
    found = next(mistakes_in(now.case, now.plan, one), None)
    if found is not None:
        raise Denied(found[1])


def _found(plan: CarePlan, ident: str, read: str) -> tuple[PlanStep, Given]:
    step = plan.step_of_given(ident)
    one = next((each for each in plan.given if each.id == ident), None)
    if step is None or one is None or given_mark(one) != read:
        raise EntryChanged
    return step, one


def _replaced(step: PlanStep, changed: Given) -> PlanStep:
    given = tuple(changed if one.id == changed.id else one for one in step.given)
    return replace(step, given=given)


def _with(plan: CarePlan, step: PlanStep) -> CarePlan:
    need = plan.need_of(step.id)
    assert need is not None
    return plan.with_step(need, step)
