"""A root names the one before it: whoever signed one has signed the whole past of a server."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.conf import settings

from spona import audit
from spona.access.actor import Actor
from spona.audit.actions import checkpoint
from spona.audit.models import Checkpoint
from spona.audit.queries import faults, heads_of
from spona.audit.signed_messages import root_of, signed_message
from spona.crypto.signing import sign
from tests.audit.tampering import without_triggers

pytestmark = pytest.mark.django_db
LANE, BY = UUID(int=81), Actor.system("demo")


def write():
    with audit.transaction() as log:
        log.record("chain:written", by=BY, subject=("log", None), lane=LANE)


@pytest.fixture
def points():
    without_triggers()
    made = []
    for _ in range(3):
        write()
        made.append(checkpoint(by=BY))
    return made


def found():
    return [one for one in faults() if one.startswith("checkpoint")]


def signed_anew(point):
    """With the key of the server, as whoever has database and key files does."""
    point.root = root_of(point, heads_of(point))
    point.signature = sign(settings.SECRETS["checkpoint"], signed_message(bytes(point.root)))
    point.save()


def test_each_root_follows_the_one_before(points):
    first, second, third = points
    assert [one.number for one in points] == [1, 2, 3]
    assert bytes(first.previous) == bytes(32)
    assert (second.previous, third.previous) == (first.root, second.root)
    assert len({one.instance for one in points}) == 1
    assert found() == []


def test_a_root_that_was_signed_anew_is_followed_by_none(points):
    """They rewrote what it says, and have the key: the next root names another one."""
    _first, second, _third = points
    second.heads = [[lane, 1, head] for lane, _seq, head in second.heads]
    signed_anew(second)
    assert "checkpoint 3: it does not follow number 2" in found()


def test_a_root_that_was_taken_out_is_missed(points):
    points[1].delete()
    assert found() == ["checkpoint 3: it does not follow number 1"]


def test_a_lane_that_goes_back_is_found_though_every_root_is_signed(points):
    first, second, third = points
    third.heads = first.heads
    third.previous = second.root
    signed_anew(third)
    assert found() == [f"checkpoint 3: lane {LANE} goes back"]


def test_a_signature_or_a_time_that_is_not_ours_is_found(points):
    points[1].signature = bytes(64)
    points[1].save()
    points[2].at = points[0].at
    points[2].save()
    assert found() == [
        "checkpoint 2: the signature is not ours",
        "checkpoint 3: it is of another server, or of a time before number 2",
        "checkpoint 3: the root does not fit its heads",
    ]


@pytest.mark.parametrize("heads", [{"x": 1}, [["nonsense"]], [[1, 2]]])
def test_nonsense_fits_no_root_and_hides_nothing(points, heads):
    Checkpoint.objects.filter(number=2).update(heads=heads or [])
    assert found() == ["checkpoint 2: the root does not fit its heads"]
