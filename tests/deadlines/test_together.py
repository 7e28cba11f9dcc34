"""The list of a first meeting: one person proposes all of it, another adopts it, in one step each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from spona.access.denied import Denied
from spona.deadlines.actions import adopt_rules, propose_as_they_are
from spona.deadlines.models import Rule, State
from spona.deadlines.time import today

pytestmark = pytest.mark.django_db
DECISION = "M-7K3M-Q2, 24. 11. 2026."


def open_rules() -> list[Rule]:
    return list(Rule.objects.filter(state=State.PROPOSED, network=None).order_by("key"))


def test_each_is_proposed_and_adopted_word_for_word(rules, network, bea, coordinator):
    rows = open_rules()
    asked = propose_as_they_are(rows, network=network, by=bea)
    adopt_rules(asked, network=network, decision=DECISION, on=today(), by=coordinator)
    own = {row.key: row for row in Rule.objects.filter(network=network)}
    assert set(own) == {row.key for row in rows}
    for row in rows:
        for name in ("amount", "unit", "words", "source", "counts_as_late", "certainty"):
            assert getattr(own[row.key], name) == getattr(row, name), (row.key, name)
    assert {row.state for row in own.values()} == {State.ADOPTED}


def test_one_that_is_refused_leaves_none(rules, network, bea, coordinator):
    first, *others = open_rules()
    asked = propose_as_they_are([first], network=network, by=coordinator)
    rest = propose_as_they_are(others, network=network, by=bea)
    with pytest.raises(Denied, match="Another person"):
        adopt_rules([*rest, *asked], network=network, decision=DECISION, on=today(), by=coordinator)
    with pytest.raises(Denied):
        adopt_rules(
            rest, network=network, decision=DECISION, on=today() - timedelta(days=1), by=coordinator
        )
    assert not Rule.objects.filter(network=network).exists()
