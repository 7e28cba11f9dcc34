"""What the report for council and donor tells of few people, and amounts that no sheet can hold."""

from __future__ import annotations

import pytest

from spona.deadlines.time import today
from spona.documents import cells
from spona.plans import actions
from spona.plans.actions.activities import Held
from spona.plans.numbers import CELLS
from spona.plans.periods import period_of
from spona.plans.reports.facts import facts_of
from spona.plans.reports.numbers import reached


def test_a_small_number_by_sex_and_age_is_covered_in_the_report(world, plan):
    actions.record(
        world.vranje,
        Held(kind="workshop", title="Razgovor", held_on=today(), audience="",
             numbers={CELLS[0]: 1, CELLS[1]: 20, CELLS[2]: 7}, total=28),
        institution=world.school, by=world.ana.actor,
    )  # fmt: skip
    [part] = reached(facts_of(plan, period_of(today().year, 0), "donor"))
    told = dict(part.table.rows)
    assert not {"1", "20"} & set(told.values()), "nor by what is left of a sum"
    assert "at least 7" in told.values()


@pytest.mark.parametrize("amount", [1e308, 1e40, 1.5e30])
def test_an_amount_that_is_none_is_a_sentence(amount):
    with pytest.raises(cells.UnreadableError):
        cells._number(amount, whole=False)
