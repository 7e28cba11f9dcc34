"""The counted record: what it may say, and who is counted once."""

import pytest

from spona.deadlines.time import today
from spona.statistics import codes, record
from spona.statistics.words import LABELS, record_words
from spona.vault import schemas
from tests.statistics.conftest import written

TYPED = {
    "schema": 2, "cohort_year": 2024, "town": "vranje", "sex": "female", "age_band": "child",
    "status": "identified", "exploitation": "forced_begging", "control": ["threats"],
    "recruiter": "family", "citizenship": "serbia", "reported_by": "school",
    "identified_by": "centre", "consent_stats": "yes",
    "complete": dict.fromkeys(codes.FACTS, "yes"), "answered": "running",
}  # fmt: skip


def test_only_a_file_opened_by_a_report_counts_its_person():
    assert record.carries_count("report")
    assert record.carries_count("self_report")
    assert not record.carries_count("referral")
    begun = {"year": 2025, "reported_by": "school"}
    assert record.counts(record.begin(opened_by="report", **begun))
    assert not record.counts(record.begin(opened_by="referral", **begun))


def test_an_empty_record_says_not_asked_and_never_no():
    empty = record.empty()
    asked = [name for name in record.ONE_OF if name not in ("status", "answered")]
    assert {empty[name] for name in asked} == {codes.NOT_ASKED}
    assert all(empty[name] == [codes.NOT_ASKED] for name in record.SETS)
    assert set(empty["complete"].values()) == {codes.UNKNOWN}
    record.check(empty)


def test_not_asked_not_known_and_no_are_three_answers():
    for each in (codes.NOT_ASKED, codes.UNKNOWN, "no"):
        record.check(written(legal_aid=each))
    assert len({str(codes.LEGAL_AID[each]) for each in (codes.NOT_ASKED, codes.UNKNOWN, "no")}) == 3


def test_the_record_has_no_place_for_a_date_a_place_or_a_word():
    kinds = {type(value) for key, value in record.empty().items() if key != "cohort_year"}
    assert kinds == {int, str, list, dict}
    for field in record.empty().keys() - {"schema", "cohort_year", "complete"}:
        with pytest.raises(ValueError, match="codes of its lists"):
            record.check(written(**{field: "Улица Краља Милана 7"}))


@pytest.mark.parametrize("year", ["2025", True, 1925, today().year + 1])
def test_nobody_is_counted_in_an_impossible_year(year):
    with pytest.raises(ValueError, match="in that year"):
        record.check(written(cohort_year=year))


def test_an_answer_that_excludes_others_stands_alone():
    for alone in codes.ALONE:
        with pytest.raises(ValueError, match="codes of its lists"):
            record.check(written(control=["threats", alone]))
        assert record.set_of({"threats", alone}) == ["threats"]
    with pytest.raises(ValueError, match="codes of its lists"):
        record.check(written(control=[]))
    assert record.set_of({codes.NONE, codes.NOT_SURE}) == [codes.NONE]
    record.check(written(control=["documents", "threats"]))


def test_at_most_eight_kinds_of_help_are_told_apart():
    assert len(codes.HELPED.keys() - codes.ALONE) == 8


def test_another_shape_is_no_record():
    for wrong in ({"schema": 1}, written() | {"schema": 9}, written() | {"name": "Мара"}):
        with pytest.raises(ValueError, match="schema"):
            record.check(wrong)


def test_what_was_sealed_in_the_first_shape_is_still_read():
    read = schemas.read("case", "count", {"schema": 1})
    record.check(read)
    assert not record.counts(read)
    assert read["sex"] == codes.UNKNOWN


def test_what_was_typed_is_still_read_and_what_was_not_asked_then_says_so():
    read = schemas.read("case", "count", TYPED)
    record.check(read)
    assert (read["exploitation"], read["sex"], read["status"]) == (
        ["forced_begging"], "female", "identified",
    )  # fmt: skip
    assert read["movement"] == read["guardian"] == read["return"] == codes.NOT_ASKED
    assert read["helped"] == [codes.NOT_ASKED]


def test_a_sector_that_came_later_is_somebody_else():
    begun = record.begin(opened_by="report", year=2025, reported_by="fire_brigade")
    assert begun["reported_by"] == codes.OTHER
    record.check(begun)
    for said in codes.REPORTED_BY:
        assert (
            record.begin(opened_by="self_report", year=2025, reported_by=said)["reported_by"]
            == said
        )


def test_the_report_says_what_it_had_and_whether_it_was_answered_in_time():
    begun = record.begin(
        opened_by="report", year=2025, reported_by="school", facts={"age": True}, in_time=False
    )
    assert (begun["complete"]["age"], begun["complete"]["danger"]) == ("yes", "no")
    assert begun["answered"] == "late"


@pytest.mark.django_db
def test_every_field_has_a_label_and_words():
    assert LABELS.keys() == record.empty().keys() - {"schema"}
    words = record_words(written(exploitation=["forced_begging", "sexual_exploitation"]))
    assert words["exploitation"] == "Forced begging, Sexual exploitation"
    assert words["town"] != ""
    assert "vranje" not in words["sex"]
