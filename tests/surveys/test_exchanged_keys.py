"""Answers after an exchange of the key files: each counts once, and is nobody's that was not."""

from __future__ import annotations

import pytest

from spona.surveys.models import Round, Submission
from tests.cli.key_exchange import exchange


@pytest.fixture(autouse=True)
def _own(settings, tmp_path):
    """Key files of its own for each test, and a folder of its own for the copies of endings."""
    settings.SPONA_DATA = tmp_path
    settings.SECRETS = dict(settings.SECRETS)


def test_an_answer_that_is_sent_again_counts_once(world, opened, fill):
    first = fill(opened(), instance="uuid:1")
    for _time in range(2):
        change = exchange(world)
        found = Round.objects.get()
        assert fill(found, instance="uuid:1") == first
    assert Submission.objects.get().has_valid_mac()
    # Whoever has a phone and the key file of before does not find its answer by them.
    kept = Submission.objects.get().instance
    with change.under_old():
        assert found.instance_mark("uuid:1") != kept
    assert found.instance_mark("uuid:1") == kept


def test_an_answer_of_afterwards_is_known_again_too(world, opened, fill):
    opened()
    exchange(world)
    one = fill(Round.objects.get(), instance="uuid:2")
    exchange(world)
    assert fill(Round.objects.get(), instance="uuid:2") == one
    assert Submission.objects.count() == 1
