"""Official returns as data: every fact has its place, zero and not known are two answers."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest

from spona.statistics.figures import base_tables, document, facts, shapes, words
from tests.statistics.figures.conftest import person

YEAR = 2025

pytestmark = pytest.mark.django_db


def counted(*records, reports=()):
    figures = base_tables.nothing()
    for one in records:
        base_tables.add_person(figures, one, year=YEAR)
    for sector, outcome in reports:
        base_tables.add_report(figures, {"sector": sector, "outcome": outcome})
    return figures


def one(**said):
    return person(**{"cohort_year": YEAR} | said)


def numbers(figures, shape, key, *, population="", whole=True):
    """Label → numbers of a row of one table."""
    table = next(t for t in shapes.shown_tables(figures, shape, whole=whole) if t.table.key == key)
    grid = table.grids[list(table.table.populations or [""]).index(population)]
    return {str(row.label): [place.number for place in row.places] for row in grid.rows}


def test_each_fact_of_the_collection_is_there_with_its_source_and_certainty():
    rows = json.loads((Path(facts.__file__).parents[1] / "data" / "returns.json").read_text())[
        "rows"
    ]
    found = {fact.id: fact for fact in facts.facts()}
    assert found.keys() == {row["id"] for row in rows}
    for row in rows:
        fact = found[row["id"]]
        assert (fact.source, fact.table, fact.note) == (row["source"], row["table"], row["note"])
        assert fact.is_sure == (row["certainty"] == "confirmed")
        assert bool(fact.tables) != bool(fact.why)
        assert not fact.why or fact.why in words.WHY_NOT
        assert fact.shape in words.SHAPES


def test_each_table_reads_dimensions_that_are_counted_and_groups_leave_nobody_out():
    for table in facts.shape_tables().values():
        dimensions = base_tables.TABLES[table.base]
        assert {table.down, *filter(None, [table.across])} <= set(dimensions)
        if table.groups:
            grouped = [code for some in table.groups.values() for code in some]
            assert len(grouped) == len(set(grouped))
            left = set(base_tables.DOMAIN[table.down]) - set(grouped)
            assert left <= {base_tables.NOT_KNOWN}


@pytest.mark.parametrize("shape", list(words.SHAPES))
def test_each_shape_can_be_shown_of_nobody_and_of_somebody(shape):
    for figures in (counted(), counted(one(), reports=[("police", "pending")])):
        for table in shapes.shown_tables(figures, shape, whole=True):
            assert table.title
            assert table.asked_by
            assert all(grid.rows for grid in table.grids)


def test_registered_and_identified_are_two_counts():
    figures = counted(
        one(status="identified"), one(status="presumed"), one(status="rejected"),
        one(status="not_assessed_as_victim"), one(status="discontinued"),
    )  # fmt: skip
    said = {
        population: numbers(figures, "eurostat", "sex_age", population=population)["All"][-1]
        for population in ("registered", "identified", "presumed")
    }
    assert said == {"registered": 2, "identified": 1, "presumed": 1}


def test_zero_is_said_only_where_nobody_could_be_one_of_them():
    sure = counted(one(status="identified", sex="female", age_band="adult"))
    found = numbers(sure, "eurostat", "sex_age", population="identified")
    assert found["Male"] == [0, 0, 0, 0]
    unsure = counted(
        one(status="identified", sex="female", age_band="adult"),
        one(status="identified", sex="unknown", age_band="adult"),
    )
    found = numbers(unsure, "eurostat", "sex_age", population="identified")
    # Child, adult, not known, all: the one whose sex is not known is surely an adult.
    assert found["Male"] == [0, None, 0, None]
    assert found["Female"] == [0, 1, 0, 1]
    assert found["All"][-1] == 2


def test_who_could_be_identified_makes_a_zero_unknown():
    figures = counted(one(status="unknown", sex="male"))
    assert numbers(figures, "eurostat", "sex_age", population="identified")["Male"][-1] is None


def test_without_a_town_no_zero_is_known():
    figures = counted(one(status="identified", sex="female"))
    found = numbers(figures, "eurostat", "sex_age", population="identified", whole=False)
    assert found["Male"][-1] is None
    assert found["Female"][-1] == 1


def test_the_funnel_of_2023_comes_out_by_source():
    """https://rtvm.info/2024/09/28/svako-moze-da-bude-zrtva/"""
    funnel = {"identified": 57, "rejected": 31, "discontinued": 10,
              "not_assessed_as_victim": 19, "pending": 51}  # fmt: skip
    reports = [("police", code) for code, number in funnel.items() for _ in range(number)]
    found = numbers(counted(reports=reports), "centre", "reports")
    assert sorted(found["All"][:-1]) == sorted(funnel.values())
    assert found["All"][-1] == 168


def test_carried_over_are_those_first_reported_before_and_not_yet_decided():
    figures = counted(
        one(), one(cohort_year=YEAR - 1), one(cohort_year=YEAR - 1, status="identified"),
        one(cohort_year=YEAR - 5),
    )  # fmt: skip
    found = numbers(figures, "centre", "carried")
    assert found["A year before"][:2] == [1, 1]
    assert found["Earlier"][:2] == [1, 0]
    # They are in no other table.
    assert figures["profile"].total() == 1


def test_several_kinds_of_help_are_told_each_and_never_added():
    figures = counted(one(status="identified", helped=["housing", "legal"]))
    found = numbers(figures, "greta", "helped", population="identified")
    assert "All" not in found
    assert sum(number for (number,) in found.values() if number) == 2
    assert numbers(figures, "greta", "helped_sex_age", population="identified")["All"][-1] == 1


def test_what_lies_sealed_comes_back_as_it_was():
    figures = counted(one(), one(sex="male"), reports=[("police", "pending")])
    said = document.Said(uuid.uuid4(), YEAR, 2, uuid.uuid4(), "Члан 5", {"a": "b"}, ("c",), figures)
    assert document.said_in(document.document_of(said)) == said
