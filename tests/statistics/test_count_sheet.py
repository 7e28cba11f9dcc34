"""The count sheet: whole, once a month, of one size, in no order, for analysts alone."""

from datetime import timedelta

import pytest

from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.deadlines.time import moved, today
from spona.directory import actions as directory
from spona.statistics import codes, counting, record, sheet
from spona.statistics.actions import write_sheets
from spona.statistics.models import CountSheet, SheetUpdate
from spona.statistics.rules import current_rule
from spona.vault.actions import open_many, open_section
from spona.vault.models import INSTITUTION, Box, Grant, Section
from tests.statistics.conftest import written
from tests.vault import world

MONTH = timedelta(days=31)


def press(w, records, *, months=0, who="bea", network=None):
    with moved(MONTH * months):
        return write_sheets(w.csw, {network or w.net: records}, by=getattr(w, who).actor)


def sections():
    return Section.objects.filter(box__in=CountSheet.objects.values("box")).select_related("box")


def counted(w, by=None):
    by = by or w.dora
    return counting.count(w.net, rule=current_rule(), by=by.actor, keys=by.keys)[0]


# What a sheet looks like.


def longest():
    """A record that says all that one can say."""
    said = {name: max(allowed, key=len) for name, allowed in record.ONE_OF.items()}
    sets = {name: sorted(allowed.keys() - codes.ALONE) for name, allowed in record.SETS.items()}
    sectors = dict.fromkeys(record.SECTOR_OR, max(codes.SECTORS, key=len))
    facts = dict.fromkeys(codes.FACTS, "not_sure")
    return written(**said | sets | sectors, town="x" * 60, complete=facts)


def test_a_sheet_has_32_places_or_twice_as_many_and_all_are_alike():
    for number, places in ((0, 32), (1, 32), (32, 32), (33, 64), (65, 128)):
        made = sheet.sheet_of(written() for _ in range(number))
        assert len(made["records"]) == places
        assert len(set(map(len, made["records"]))) == 1
        assert len(list(sheet.records_in(made))) == number


def test_the_longest_record_fits_and_is_as_long_as_none():
    made = sheet.sheet_of([longest()])
    assert len(set(map(len, made["records"]))) == 1
    assert list(sheet.records_in(made)) == [longest()]


def test_what_is_no_record_is_in_no_sheet():
    with pytest.raises(ValueError, match="schema"):
        sheet.sheet_of([written() | {"reference": "F-1234-56"}])


def test_the_order_is_another_one_each_time():
    records = [written(town=f"town-{number}") for number in range(30)]
    orders = {
        tuple(one["town"] for one in sheet.records_in(sheet.sheet_of(records))) for _ in range(5)
    }
    assert len(orders) == 5


def test_of_one_size_whatever_is_in_it(w):
    press(w, [])
    empty = {len(bytes(one.sealed)) for one in sections()}
    press(w, [longest() for _ in range(32)], months=1)
    assert {len(bytes(one.sealed)) for one in sections()} == empty


def test_an_older_shape_in_it_is_read():
    made = sheet.sheet_of([written()])
    old = {
        "schema": 2, "cohort_year": 2024, "town": "vranje", "sex": "male", "age_band": "adult",
        "status": "presumed", "exploitation": "other", "control": ["unknown"],
        "recruiter": "unknown", "citizenship": "serbia", "reported_by": "school",
        "identified_by": "none", "consent_stats": "yes",
        "complete": dict.fromkeys(codes.FACTS, "yes"), "answered": "running",
    }  # fmt: skip
    made["records"].append(sheet._slot(old))
    assert {"other"} in [set(one["exploitation"]) for one in sheet.records_in(made)]


# Who writes and who opens it.


def test_what_was_pressed_is_counted_and_opens_to_analysts_alone(w):
    press(w, [written(sex="male")])
    for analyst in (w.dora, w.darko):
        assert counted(w, analyst)[("town", "year")].total() == 1
    for stranger in (w.bea, w.kosta, w.cora):
        for one in sections():
            with pytest.raises(Denied):
                open_section(one, **stranger.acts)
        assert open_many(sections(), **stranger.acts, purpose="list") == {}
    assert not Grant.objects.filter(section__in=sections(), to_kind=INSTITUTION).exists()


def test_only_a_holder_of_the_institution_writes_it(w):
    for stranger in ("kosta", "dora", "cora"):
        with pytest.raises(Denied, match="intake officer"):
            press(w, [written()], who=stranger)
    assert not CountSheet.objects.exists()


def test_a_second_press_in_the_month_is_refused_with_the_day_on_which_it_opens(w):
    press(w, [written()])
    with pytest.raises(Denied, match=r"opens again on \d+ \w+"):
        press(w, [written(), written()])
    assert counted(w)[("town", "year")].total() == 1
    press(w, [written(), written()], months=1)
    assert counted(w)[("town", "year")].total() == 2


def test_without_a_statistics_key_it_says_so(w):
    young = world.network("leskovac", w.town)
    directory.seat(w.csw, network=young, by=world.DEMO)
    with pytest.raises(Denied, match="no statistics key yet"):
        press(w, [written()], network=young)
    assert not SheetUpdate.objects.exists()


def test_a_network_in_which_it_does_not_sit_gets_no_sheet_of_it(w):
    with pytest.raises(Denied, match="does not sit"):
        press(w, [written()], network=w.other)


def test_in_practice_there_is_none(w):
    w.net.practice = True
    w.net.save()
    with pytest.raises(Denied, match="training network"):
        press(w, [written()])


def test_it_is_written_whole_and_what_was_there_is_gone(w):
    press(w, [written() for _ in range(3)])
    old = set(CountSheet.objects.values_list("box", flat=True))
    press(w, [written()], months=1)
    assert counted(w)[("town", "year")].total() == 1
    assert all(box.erased_at for box in Box.objects.filter(pk__in=old))
    assert not Section.objects.filter(box__in=old).exists()


def test_every_year_since_the_first_has_a_sheet(w):
    this_year = today().year
    press(w, [written(cohort_year=this_year - 3)])
    years = sorted(CountSheet.objects.values_list("cohort_year", flat=True))
    assert years == list(range(this_year - 3, this_year + 1))
    press(w, [], months=1)
    assert sorted(CountSheet.objects.values_list("cohort_year", flat=True))[: len(years)] == years


def test_the_log_names_institution_month_and_year_only(w):
    press(w, [written(exploitation=["forced_begging"], cohort_year=today().year)])
    [line] = Entry.objects.filter(name="counts:updated")
    month = today().replace(day=1).isoformat()
    assert line.detail == {"year": today().year, "month": month}
    assert (line.subject_kind, line.subject_id) == ("institution", w.csw.pk)
    assert "begging" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_a_person_with_several_kinds_is_one_person(w):
    several = written(exploitation=["forced_begging", "sexual_exploitation"])
    press(w, [several, several, written(exploitation=["forced_begging"])])
    cells = counted(w)[("year", "exploitation")]
    assert cells == {("2025", "multiple_exploitation"): 2, ("2025", "forced_begging"): 1}


def test_a_planted_sheet_is_not_counted(w):
    press(w, [written()])
    CountSheet.objects.update(mac=b"x" * 32)
    assert counted(w)[("town", "year")].total() == 0
