"""A snapshot opens every count sheet, keeps only what points to nobody, and only for analysts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from spona.access.denied import Denied, StepUpNeeded
from spona.audit.models import Entry
from spona.deadlines.time import moved, today
from spona.directory import actions as directory
from spona.statistics import counting, pages, stored
from spona.statistics.actions import make_snapshot
from spona.statistics.models import CountSheet, Snapshot
from spona.vault import actions as vault
from spona.vault.models import Section
from tests.statistics.conftest import written
from tests.vault import world

MONTH = timedelta(days=31)


def make(w, months=0, who="dora"):
    with moved(MONTH * months):
        return make_snapshot(w.net, **getattr(w, who).acts)


def cells(snapshot):
    tables = snapshot.source.tables["tables"]
    return {cell: number for table in tables for cell, number in stored.cells_of(table).items()}


def at(**codes):
    return frozenset(codes.items())


def test_large_numbers_are_shown_and_exact(w, files):
    files(12)
    files(11, sex="male")
    files(10, sex="not_sure")
    shown = cells(make(w))
    assert shown[frozenset()] == 33
    assert shown[at(sex="female")] == 12
    assert shown[at(sex="male")] == 11
    assert shown[at(sex="unknown")] == 10


def test_nobody_is_a_number_that_is_hidden_too(w, files):
    files(12)
    files(11, sex="male")
    # Both would say that there is nobody else.
    assert len({at(sex="female"), at(sex="male")} & cells(make(w)).keys()) == 1


def test_a_small_number_is_neither_shown_nor_left_over(w, files):
    files(15)
    files(12, sex="male")
    files(2, sex="not_sure")
    shown = cells(make(w))
    assert shown[frozenset()] == 29
    sexes = [cell for cell in shown if dict(cell).keys() == {"sex"}]
    # The two are hidden, and one more beside them, or 29 less the rest would say "two".
    assert len(sexes) == 1


def test_a_network_with_few_files_shows_nothing_at_all(w, files):
    files(9)
    assert cells(make(w)) == {}


def test_zero_is_normal(w):
    made = make(w)
    assert cells(made) == {}
    assert pages.total_of(made) is None


def test_zero_and_a_few_look_the_same(w, files):
    none = make(w).tables["tables"]
    Snapshot.objects.all().delete()
    files(9)
    assert make(w).tables["tables"] == none


def test_nothing_exact_lies_in_the_database(w, files):
    files(13)
    files(3, exploitation=["child_marriage"], town="unknown")
    made = make(w)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM statistics_snapshot")
        row = str(cursor.fetchall())
    assert "[3" not in row
    assert ", 3]" not in row
    sealed = Section.objects.get(box=made.exact)
    assert b"forced_marriage" not in bytes(sealed.sealed)
    with pytest.raises(Denied):
        vault.open_section(sealed, **w.kosta.acts)


def test_who_did_not_agree_is_not_counted(w, files):
    files(12)
    files(11, sex="male", consent_stats="no")
    assert cells(make(w))[frozenset()] == 12


def test_a_file_is_counted_by_the_sheets_and_by_nothing_else(w, file, files):
    files(12)
    for _ in range(12):
        file(written(sex="male"))
    assert cells(make(w))[frozenset()] == 12


def test_records_of_another_network_are_not_counted(w, files):
    directory.seat(w.csw, network=w.other, by=world.DEMO)
    files(12)
    files(11, network=w.other)
    assert cells(make(w))[frozenset()] == 12


def test_years_are_counted_together(w, files):
    files(12)
    files(11, cohort_year=2024)
    shown = cells(make(w))
    assert shown[frozenset()] == 23
    assert shown[at(year="2024")] == 11


def test_one_person_more_changes_nothing_that_anybody_sees(w, files):
    files(12)
    files(11, sex="male")
    first = make(w)
    files(1)
    second = make(w, 1)
    assert second.stands_on == first
    assert second.tables == {}
    assert second.exact is None
    assert cells(second) == cells(first)


def test_nor_does_one_record_that_was_corrected(w, files, seal):
    files(12)
    (one, *_rest) = files(11, sex="male")
    first = make(w)
    one["sex"] = "female"
    seal(files.kept[w.net])
    assert make(w, 1).stands_on == first


def test_a_sheet_that_was_only_shuffled_makes_no_new_one(w, files, seal):
    files(30)
    first = make(w)
    seal(files.kept[w.net])
    assert counting.written_since(w.net, first)
    assert make(w, 1).stands_on == first


def test_nor_does_one_correction_among_many(w, files, seal):
    some = files(12)
    others = files(11, sex="male")
    first = make(w)
    # Six and six change places, and one more.
    for one in some[:6]:
        one["sex"] = "male"
    for one in others[:7]:
        one["sex"] = "female"
    seal(files.kept[w.net])
    second = make(w, 1)
    assert second.stands_on == first
    before, after = cells(first), cells(second)
    assert before == after


def test_nobody_is_found_by_leaving(w, files, seal):
    """Who does not want to be counted any more is out of the next sheet, and others changed."""
    some = [*files(14), *files(13, sex="male"), *files(12, sex="other")]
    first = make(w)
    for one in some[1:12]:
        one["town"] = "other"
    seal(some[1:])
    before, after = cells(first), cells(make(w, 1))
    known = {"year", "reported_by"}
    changed = {
        cell for cell in before.keys() & after.keys()
        if before[cell] != after[cell] and not dict(cell).keys() <= known | {"town"}
    }  # fmt: skip
    assert changed == set()


def test_many_more_make_a_new_one(w, files):
    for sex in ("female", "male", "unknown"):
        files(12, sex=sex)
    first = make(w)
    for sex in ("female", "male", "unknown"):
        files(14, sex=sex)
    second = make(w, 1)
    assert second.stands_on is None
    assert cells(second)[at(sex="female")] == 26
    assert len(cells(second)) >= len(cells(first))


def test_a_month_has_one(w, files):
    files(12)
    first = make(w)
    files(12)
    assert make(w, who="darko") == first
    assert Snapshot.objects.count() == 1
    assert make(w, 1, "darko").period != first.period


def test_only_analysts_of_this_network_make_one(w):
    for who in ("bea", "kosta", "cora"):
        with pytest.raises(Denied, match="Only an analyst"):
            make(w, who=who)


def test_who_opens_files_or_coordinates_does_not_count_them(w):
    both = world.analyst(world.somebody("oba", w.csw, "intake_holder"), w.net)
    world.analyst(w.kosta, w.net)
    for who in (both, w.kosta):
        with pytest.raises(Denied, match="does not count"):
            make_snapshot(w.net, **who.acts)


def test_it_asks_for_the_second_factor_again(w):
    stale = replace(w.dora.actor, stepped_up_at=timezone.now() - timedelta(minutes=11))
    with pytest.raises(StepUpNeeded):
        make_snapshot(w.net, by=stale, keys=w.dora.keys)


def test_a_practice_network_has_no_numbers(w):
    w.net.practice = True
    w.net.save()
    with pytest.raises(Denied):
        make(w)


def test_a_sheet_that_does_not_open_is_not_passed_over(w, files):
    files(12)
    Section.objects.filter(box__in=CountSheet.objects.values("box")).update(sealed=b"x" * 200)
    with pytest.raises(Denied, match="do not open"):
        make(w)
    assert not Snapshot.objects.exists()


def test_an_analyst_without_the_key_counts_nothing(w, files):
    files(3)
    late = world.analyst(world.somebody("late", w.csw, "reporter"), w.net)
    with pytest.raises(Denied, match="do not open"):
        make_snapshot(w.net, **late.acts)
    assert not Snapshot.objects.exists()


def test_after_the_key_changed_old_and_new_records_are_counted(w, files):
    files(12)
    vault.remove_analyst(w.net, w.darko.account, by=world.DEMO)
    files(11, sex="male")
    assert cells(make(w))[frozenset()] == 23


def test_the_log_says_who_counted_and_each_opening_came_first(w, files):
    files(12)
    made = make(w)
    names = list(
        Entry.objects.filter(lane_id=w.dora.member.institution_id).order_by("seq")
        .values_list("name", flat=True)
    )  # fmt: skip
    assert names.index("section:read_many") < names.index("snapshot:made")
    entry = Entry.objects.get(name="snapshot:made")
    assert entry.subject_id == made.pk
    assert entry.detail == {"network": str(w.net.pk), "stands": False}


def test_sheets_are_opened_in_batches(w, files, monkeypatch):
    monkeypatch.setattr(counting, "SHEETS", 2)
    files(12, cohort_year=today().year - 4)
    assert cells(make(w))[frozenset()] == 12
    assert Entry.objects.filter(name="section:read_many").count() == 3


def test_who_reads_sees_the_snapshots_of_their_networks_only(w, files):
    files(12)
    made = make(w)
    assert list(Snapshot.objects.visible_to(w.darko.actor)) == [made]
    for stranger in (w.cora, w.bea):
        assert not Snapshot.objects.visible_to(stranger.actor).exists()
