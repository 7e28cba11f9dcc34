"""The counted record: what it may say, and who is counted once."""

import pytest

from spona.deadlines.time import today
from spona.statistics import codes, record
from spona.vault import schemas
from tests.statistics.conftest import written


def test_only_a_file_opened_by_a_report_counts_its_person():
    assert record.carries_count("report")
    assert record.carries_count("self_report")
    assert not record.carries_count("referral")
    begun = {"year": 2025, "reported_by": "school"}
    assert record.counts(record.begin(opened_by="report", **begun))
    assert not record.counts(record.begin(opened_by="referral", **begun))


def test_an_empty_record_says_not_known_and_never_no():
    empty = record.empty()
    assert empty["sex"] == empty["age_band"] == empty["exploitation"] == codes.UNKNOWN
    assert set(empty["complete"].values()) == {codes.UNKNOWN}
    assert empty["consent_stats"] == "not_asked"


def test_not_known_and_not_sure_are_answers_to_every_question():
    for each in (codes.UNKNOWN, codes.NOT_SURE):
        said = dict.fromkeys(
            ("sex", "age_band", "exploitation", "recruiter", "citizenship", "status", "town",
             "reported_by", "identified_by", "answered"), each,
        )  # fmt: skip
        facts = dict.fromkeys(codes.FACTS, each)
        assert record.validate(written(**said, control=[each], complete=facts)) == {}


def test_the_record_has_no_place_for_a_date_a_place_or_a_word():
    kinds = {type(value) for key, value in record.empty().items() if key != "cohort_year"}
    assert kinds == {int, str, list, dict}
    for field in ("sex", "town", "status", "reported_by"):
        assert field in record.validate(written(**{field: "Улица Краља Милана 7"}))


@pytest.mark.parametrize(
    ("year", "sentence"),
    [
        (None, "first reported"),
        ("2025", "first reported"),
        (True, "first reported"),
        (1925, "from 2000 on"),
        (today().year + 1, "not come yet"),
    ],
)
def test_an_impossible_year_gets_its_sentence(year, sentence):
    assert sentence in record.validate(written(cohort_year=year))["cohort_year"]


def test_the_year_of_the_first_report_never_changes():
    moved = record.validate(written(cohort_year=2024), before=written())
    assert "stays as it is" in moved["cohort_year"]
    assert record.validate(written(cohort_year=2024), before=record.empty()) == {}


def test_an_answer_that_excludes_others_stands_alone():
    for alone in codes.ALONE:
        assert "alone" in record.validate(written(control=["threats", alone]))["control"]
    assert "at least one" in record.validate(written(control=[]))["control"]
    assert record.validate(written(control=["threats", "documents"])) == {}


def test_an_identified_person_was_identified_by_somebody():
    assert "identified_by" in record.validate(written(status="identified"))
    assert record.validate(written(status="identified", identified_by="centre")) == {}


def test_another_shape_is_no_record():
    for wrong in ({"schema": 1}, written() | {"schema": 9}, written() | {"name": "Мара"}):
        with pytest.raises(ValueError, match="schema"):
            record.validate(wrong)


def test_what_was_sealed_in_the_first_shape_is_still_read():
    assert schemas.read("case", "count", {"schema": 1}) == record.empty()


def test_a_sector_that_came_later_is_somebody_else():
    begun = record.begin(opened_by="report", year=2025, reported_by="fire_brigade")
    assert begun["reported_by"] == codes.OTHER
    assert record.validate(begun) == {}
    for said in codes.REPORTED_BY:
        assert (
            record.begin(opened_by="self_report", year=2025, reported_by=said)["reported_by"]
            == said
        )
