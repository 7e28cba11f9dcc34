"""Reports are counted sealed: their quality, what became of them, the Centre's five outcomes."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection

from spona.access.denied import Conflict, Denied
from spona.audit.models import Entry
from spona.deadlines.time import moved
from spona.statistics import codes, loop, report_record, report_tables, stored
from spona.statistics.actions import (
    Mistaken,
    begin_report_count,
    end_report_count,
    make_snapshot,
    write_report_count,
)
from spona.statistics.masking import Earlier, shown_cells
from spona.statistics.models import ReportCount, Snapshot
from spona.statistics.rules import current_rule
from spona.vault import actions as vault
from spona.vault.models import Section
from tests.vault import world

# The Centre's statistics of 2023: https://rtvm.info/2024/09/28/svako-moze-da-bude-zrtva/
FUNNEL_2023 = {
    "identified": 57, "not_assessed_as_victim": 19, "rejected": 31, "discontinued": 10,
    "pending": 51,
}  # fmt: skip
ALL = dict.fromkeys(codes.FACTS, True)
MONTH = timedelta(days=31)


@pytest.fixture
def report(w):
    """`report(sector="police", outcome=…, lacks=(…))`: a counted report of Bea's institution."""

    def make(sector="police", outcome="pending", lacks=(), year=2023, network=None, asked=()):
        made = begin_report_count(
            uuid.uuid4(), network=network or w.net, readers=[vault.to_institution(w.csw)],
            sector=sector, facts=ALL | dict.fromkeys(lacks, False), year=year, by=w.bea.actor,
        )  # fmt: skip
        if outcome != "pending" or asked:
            document = vault.open_section(_section(made), **w.bea.acts)
            heard = "" if outcome == "pending" else "letter"
            write_report_count(
                made, document | {"outcome": outcome, "heard": heard, "asked": list(asked)},
                revision=1, **w.bea.acts,
            )  # fmt: skip
        return made

    return make


def _section(count):
    return Section.objects.select_related("box").get(box=count.box_id)


def make(w, months=0):
    with moved(MONTH * months):
        return make_snapshot(w.net, **w.dora.acts)


def numbers(outcomes):
    return {one.code: one.number for one in outcomes}


def test_the_published_funnel_of_2023_comes_out_of_seeded_records(w, report):
    assert sum(FUNNEL_2023.values()) == 168
    for outcome, number in FUNNEL_2023.items():
        for at in range(number):
            report(("police", "social_work", "cso")[at % 3], outcome)
    shown = make(w)
    assert loop.total(shown) == 168
    assert numbers(loop.funnel(shown)) == FUNNEL_2023
    said = list(loop.export_rows(shown, "source"))
    assert ["all", "Identified", 57, "source"] in said
    # Read back from the database: the page draws what is stored, and counts nothing.
    again = Snapshot.objects.get(pk=shown.pk)
    assert numbers(loop.funnel(again)) == FUNNEL_2023


def test_facts_that_a_sector_often_lacks_come_out_the_most_typical_first(w, report):
    for sector, both, language, age, whole in (
        ("police", 14, 12, 0, 20), ("school", 11, 11, 20, 20), ("social_work", 0, 0, 15, 30),
    ):  # fmt: skip
        for _ in range(both):
            report(sector, lacks=("language", "safe_contact"))
        for _ in range(language):
            report(sector, lacks=("language",))
        for _ in range(age):
            report(sector, asked=("age",))
        for _ in range(whole):
            report(sector)
    report("health")
    found = {line.sector: line for line in loop.lines(make(w))}
    school = found["school"]
    assert (school.reports, school.whole) == (62, 20)
    assert [(one.code, one.number) for one in school.lacks] == [
        ("language", 22), ("age", 20), ("safe_contact", 11),
    ]  # fmt: skip


def test_a_small_sector_is_neither_shown_nor_left_over(w, report):
    for _ in range(15):
        report("police")
    for _ in range(14):
        report("school")
    report("health", "identified")
    shown = make(w)
    assert loop.total(shown) == 30
    # One more is hidden beside the one, or 30 less the rest would say it.
    assert len(loop.lines(shown)) <= 1
    assert "health" in " ".join(loop.unseen(shown)).lower()
    assert numbers(loop.funnel(shown))["identified"] is None


def test_few_reports_and_none_look_the_same(w, report):
    none = make(w).tables["reports"]["tables"]
    Snapshot.objects.all().delete()
    for _ in range(9):
        report()
    made = make(w)
    assert made.tables["reports"]["tables"] == none
    assert loop.total(made) is None
    assert loop.lines(made) == []


def test_nothing_of_a_report_lies_in_clear(w, report):
    made = report("health", "identified", lacks=("age",))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM statistics_reportcount")
        row = str(cursor.fetchall())
    sealed = bytes(_section(made).sealed)
    for word in ("health", "identified", "age", "2023"):
        assert word not in row
        assert word.encode() not in sealed
    told = " ".join(f"{one.name} {one.detail}" for one in Entry.objects.all())
    assert "identified" not in told
    assert "health" not in told


def test_only_who_was_let_in_reads_it_and_an_analyst_only_counts(w, report):
    made = report()
    for who in (w.kosta, w.cora):
        with pytest.raises(Denied):
            vault.open_section(_section(made), **who.acts)


def test_a_report_that_went_on_or_was_taken_back_counts_once_or_not_at_all(w, report):
    first, other = report(), report()
    begin_report_count(
        uuid.uuid4(), network=w.net, readers=[vault.to_institution(w.csw)], sector="police",
        facts=ALL, instead_of=first.report, by=w.bea.actor,
    )  # fmt: skip
    end_report_count(other.report, by=w.bea.actor)
    end_report_count(other.report, by=w.bea.actor)
    assert ReportCount.objects.standing().count() == 1
    first.refresh_from_db()
    with pytest.raises(Conflict, match="went on"):
        write_report_count(first, {}, revision=1, **w.bea.acts)


@pytest.mark.parametrize(
    "said",
    [
        {"outcome": "freed"},
        {"outcome": "identified", "heard": ""},
        {"heard": "rumour"},
        {"asked": ["name"]},
        {"year": 1999},
        {"year": 2999},
    ],
)
def test_a_record_that_says_something_impossible_is_not_kept(w, report, said):
    made = report()
    document = vault.open_section(_section(made), **w.bea.acts)
    with pytest.raises(Mistaken):
        write_report_count(made, document | said, revision=1, **w.bea.acts)
    assert _section(made).revision == 1


def test_a_record_of_another_shape_is_refused():
    document = report_record.begin(sector="police", year=2023, facts=ALL)
    for wrong in (document | {"name": "x"}, document | {"complete": {"age": "yes"}}):
        with pytest.raises(ValueError, match="report"):
            report_record.validate(wrong)


def test_practice_and_a_network_without_its_key_count_nothing(w):
    said = {"readers": [vault.to_institution(w.csw)], "sector": "police", "facts": ALL}
    bare = world.network("subotica", w.town)
    assert begin_report_count(uuid.uuid4(), network=bare, by=w.bea.actor, **said) is None
    w.net.practice = True
    assert begin_report_count(uuid.uuid4(), network=w.net, by=w.bea.actor, **said) is None
    assert not ReportCount.objects.exists()


def test_a_row_that_somebody_planted_is_not_counted(w, report, file):
    for _ in range(12):
        report()
    ReportCount.objects.bulk_create(
        [ReportCount(report=uuid.uuid4(), network=w.net, box=file().box, mac=b"x" * 32)]
    )
    assert loop.total(make(w)) == 12


def test_reports_of_another_network_are_not_counted(w, report):
    for _ in range(12):
        report()
    report(network=w.other)
    assert loop.total(make(w)) == 12


def test_one_report_more_changes_nothing_and_many_make_a_new_snapshot(w, report):
    for sector in ("police", "school", "cso"):
        for at in range(40):
            report(sector, lacks=("age",) if at % 2 else ())
    report("health")
    first = make(w)
    report("police")
    second = make(w, 1)
    assert second.stands_on == first
    assert loop.total(second) == 121
    for sector in ("police", "school", "cso"):
        for at in range(40):
            report(sector, lacks=("age",) if at % 4 == 0 else ())
    third = make(w, 2)
    assert third.stands_on is None
    assert loop.total(third) == 242


def counted_of(lacking_each, many):
    """Counts of `many` reports from five sectors, one in `lacking_each` without the age."""
    counts = report_tables.nothing()
    for sector in ("police", "school", "cso", "social_work", "red_cross"):
        for at in range(many):
            facts = ALL | {"age": at % lacking_each != 0}
            report_tables.add(counts, report_record.begin(sector=sector, year=2025, facts=facts))
    return counts


def test_what_changed_is_told_only_where_both_snapshots_show_it(db):
    rule = current_rule()
    frame = report_tables.frame(rule)
    old = counted_of(2, 40)
    before = Earlier(old, shown_cells(frame, old))
    new = {table: old[table] + cells for table, cells in counted_of(4, 60).items()}
    first, then = (
        Snapshot(tables={"reports": stored.to_json(frame, counts, shown)})
        for counts, shown in ((old, before.shown), (new, shown_cells(frame, new, [before])))
    )
    found = loop.changes(first, then)
    assert 1 <= len(found) < 5
    for one in found:
        assert (one.whole_before, one.before, one.whole_since, one.since) == (20, 40, 45, 60)
        assert (one.percent_before, one.percent_since) == (50, 75)
    assert loop.changes(then, first) == []


def test_people_stand_while_reports_are_counted_anew_and_the_other_way_round(w, report, files):
    for sex in ("female", "male", "unknown"):
        files(12, sex=sex)
    first = make(w)
    for _ in range(15):
        report()
    second = make(w, 1)
    assert second.stands_on is None
    assert second.tables["tables"] == first.tables["tables"]
    assert loop.total(second) == 15
    for sex in ("female", "male", "unknown"):
        files(14, sex=sex)
    third = make(w, 2)
    assert third.stands_on is None
    assert third.tables["reports"] == second.tables["reports"]
    assert third.tables["tables"] != second.tables["tables"]


def test_a_snapshot_of_before_is_read_as_it_is(w, files):
    files(12)
    first = make(w)
    del first.tables["reports"]
    first.save()
    assert not loop.has_reports(first)
    assert loop.total(first) is None
    assert loop.lines(first) == []
    assert set(numbers(loop.funnel(first)).values()) == {None}
    assert stored.exact_reports({"schema": 1, "tables": []}) is None
