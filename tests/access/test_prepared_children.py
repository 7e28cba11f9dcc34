"""Rows beside their owners are those of `prefetch_related`, and cannot be taken for all there are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from spona.access.prepared_children import PreparedChildren
from spona.reference.models import Indicator, IndicatorList

pytestmark = pytest.mark.django_db
CHILDREN = PreparedChildren(IndicatorList, "indicators")


@pytest.fixture
def lists():
    """Three, with two signs, one and none."""
    made = []
    for n, signs in enumerate((2, 1, 0)):
        words = {"words": {"sr": "Знак"}, "source": "x", "certainty": "high"}
        one = IndicatorList.objects.create(sector=f"s{n}", version="1", **words)
        for at in range(signs):
            Indicator.objects.create(list=one, code=f"c{at}", group={}, order=9 - at, **words)
        made.append(one.pk)
    return IndicatorList.objects.filter(pk__in=made).order_by("sector")


def test_they_are_those_of_prefetch_related_by_one_query(lists):
    expected = [list(one.indicators.all()) for one in lists.prefetch_related("indicators")]
    assert [len(each) for each in expected] == [2, 1, 0]
    for _ in range(2):
        owners = [*lists, lists.first()]
        with CaptureQueriesContext(connection) as asked:
            rows = CHILDREN.give(owners)
            found = [list(one.indicators.all()) for one in owners]
            assert all(row.list in owners for row in rows)
        assert len(asked) == 1
        assert found == [*expected, expected[0]]


def test_without_owners_nothing_is_asked():
    with CaptureQueriesContext(connection) as asked:
        assert CHILDREN.give([]) == []
    assert len(asked) == 0


def test_what_was_read_beside_an_owner_is_not_narrowed(lists):
    [one, *_others] = owners = list(lists)
    CHILDREN.give(owners)
    with pytest.raises(TypeError, match="read with their owner"):
        one.indicators.filter(code="c0")
