"""Of the tests of one round those that together ask the database everything."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from spona.directory.models import Institution
from tests import pg_selection
from tests.pg_selection import Told, fewest, listening


def told(name: str, seconds: float, questions: str) -> Told:
    return Told(name, seconds, set(questions))


def test_together_they_ask_everything_and_one_that_asks_nothing_new_stays_out():
    rows = [told("a", 1, "xy"), told("b", 1, "yz"), told("c", 1, "y"), told("d", 1, "")]
    assert fewest(rows) == {"a", "b"}


def test_a_quick_one_is_taken_before_a_slow_one_that_asks_the_same():
    rows = [told("slow", 9, "xy"), told("quick", 0.1, "xy"), told("long", 30, "xyz")]
    assert fewest(rows) == {"quick", "long"}


@pytest.mark.django_db
def test_what_differs_in_its_values_only_is_one_question():
    def heard(sql: str, *values: int) -> set[str]:
        with listening("t") as one, connection.cursor() as cursor:
            cursor.execute(sql, values)
        return one.questions

    two = heard("SELECT 1 WHERE 1 IN (%s, %s)", 1, 2)
    assert two == heard("SELECT 1 WHERE 1 IN (%s, %s, %s)", 1, 2, 3)
    assert two != heard("SELECT 2 WHERE 1 IN (%s, %s)", 1, 2)


def test_what_was_written_down_is_read_again(tmp_path):
    pg_selection.write(tmp_path / "q", "one", told("b", 2, "x"))
    pg_selection.write(tmp_path / "q", "two", told("a", 1, "y"))
    assert pg_selection.read(tmp_path / "q") == [told("a", 1, "y"), told("b", 2, "x")]


@pytest.mark.django_db
def test_a_refused_statement_is_another_question_than_the_same_one_taken():
    def put(code: str) -> set[str]:
        with listening("t") as one:
            try:
                with transaction.atomic():
                    Institution.objects.bulk_create(
                        [Institution(code=code, sector="cso", words={}, certainty="high")]
                    )
            except IntegrityError:
                pass
        return one.questions

    first, again = put("I900"), put("I900")
    assert again - first
