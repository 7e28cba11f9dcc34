"""A question whose SQL is written once answers as the queryset would, whatever the values."""

from __future__ import annotations

from unittest.mock import ANY
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from spona.access.prepared_queries import Prepared
from spona.notifications.models import Notice

pytestmark = pytest.mark.django_db


def ids(found):
    return {(name, ident if isinstance(ident, UUID) else UUID(ident)) for name, ident in found}


@pytest.fixture
def notices():
    return [
        Notice.objects.create(
            account_id=uuid4(), kind="x", reference=f"R-{n}", created_at=timezone.now()
        )
        for n in range(3)
    ]


def asked(build):
    calls = []

    def noting(*groups):
        calls.append([len(group) for group in groups])
        return build(*groups)

    return Prepared(noting), calls


def test_ids_and_texts_go_in_and_each_row_says_of_which_query_it_is(notices):
    prepared, calls = asked(
        lambda accounts, references: {
            "account": Notice.objects.filter(account_id__in=accounts).values_list("pk"),
            "text": Notice.objects.filter(reference__in=references).values_list("pk"),
        }
    )
    first, second, third = notices
    for one, other in ((first, second), (second, third), (third, first)):
        with CaptureQueriesContext(connection) as captured:
            found = prepared.rows([one.account_id], [other.reference])
        assert ids(found) == {("account", one.pk), ("text", other.pk)}
        assert len(captured) == 1
    assert calls == [[1, 1]] * 2, "written once, and once more to compare"
    assert ids(prepared.rows([one.account_id for one in notices], [])) == {
        ("account", one.pk) for one in notices
    }
    assert prepared.rows([], []) == []
    assert calls == [[1, 1]] * 2 + [[3, 0]] * 2 + [[0, 0]] * 2, "so for each number of values"


def test_a_value_that_is_put_into_no_condition_is_an_error():
    """It would stand there as the stand-in for ever, and exclude nobody."""
    prepared = Prepared(
        lambda texts: {"text": Notice.objects.filter(reference=texts[0] + "!").values_list("pk")}
    )
    with pytest.raises(ValueError, match="no condition"):
        prepared.rows(["R-1"])


def test_what_is_no_value_stays_as_it_is(notices):
    prepared = Prepared(
        lambda accounts: {
            "one": Notice.objects.filter(account_id__in=accounts, reference="R-1").values_list("pk")
        }
    )
    assert prepared.rows([notices[0].account_id]) == []
    assert prepared.rows([notices[1].account_id]) == [("one", ANY)]
