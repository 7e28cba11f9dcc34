"""Which deadlines something in Spona starts: the code is read, and the lists follow it."""

import re
from pathlib import Path

import pytest

import spona
from spona.cases.case.steps.kinds import STEP_EVENTS
from spona.deadlines.queries import known_events, rules_not_started, rules_of
from spona.deadlines.words import EVENTS, STARTED

ROOT = Path(spona.__file__).parent


def started_in_the_code():
    """The first argument of each `start(` of a deadline, as the constant that it names; the steps
    of a file name theirs in a table.
    """
    found = set(STEP_EVENTS)
    for path in ROOT.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "spona.deadlines.actions import" not in text or not re.search(r"\bstart\(", text):
            continue
        if path.is_relative_to(ROOT / "deadlines"):
            continue
        for call in re.findall(r"\bstart\(([^,]+),", text):
            for name in re.findall(r"\b[A-Z_]+\b", call):
                found |= _values(name)
    return found


def _values(name):
    """The events that a constant of this name stands for, in whatever module."""
    found = set()
    for path in ROOT.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(rf'^{name}(?:: Final)? = "(\w+)"$', text, re.MULTILINE))
    return found & set(EVENTS)


def test_the_list_of_what_is_started_says_what_the_code_starts():
    assert started_in_the_code() == STARTED


@pytest.mark.django_db
def test_a_rule_that_nothing_starts_is_in_no_list_of_what_a_network_promises(rules, network):
    assert {rule.event for rule in rules_of(network.pk)} == STARTED
    assert {rule.event for rule in rules_not_started(network.pk)} == set(EVENTS) - STARTED
    assert known_events() == STARTED
