"""One mapping, both ways: what goes out comes back, whatever it said."""

import itertools
import random

import pytest

from spona.cases.fields.maps_to import RECORD
from spona.cases.standards import countries
from spona.cases.standards.counted_rows import Asked, record_columns, row_of, taken_from
from spona.cases.standards.mapping import CHECKBOX, case_places, record_places
from spona.cases.standards.table import Row
from spona.cases.standards.values import own_codes, their_codes
from spona.reference.standards import htcds
from spona.statistics import codes, record

TOWNS = {"vranje": "Vranje", "nis": "Niš"}
ASKED = Asked({"vranje": "vranje", "nis": "nis"})


def back(cells):
    found = next(
        taken_from(iter([Row(2, {name: said for name, said in cells.items() if said})]), ASKED)
    )
    assert found.refusals == [], found.refusals
    return found.record


def counted(**said):
    facts = dict.fromkeys(codes.FACTS, "unknown") | {"age": "yes", "danger": "no"}
    begun = record.empty() | {"cohort_year": 2024, "town": "vranje", "complete": facts}
    return begun | said


ONE_BY_ONE = [
    (name, [code] if place.several else code)
    for name, place in record_places().items()
    for code in place.ours
]


@pytest.mark.parametrize(("name", "said"), ONE_BY_ONE)
def test_each_code_of_the_record_goes_out_and_comes_back(name, said):
    document = counted(**{name: said})
    record.check(document)
    assert back(row_of(document, TOWNS)) == document


def test_whole_records_of_any_codes_come_back():
    draw = random.Random(7)
    for _ in range(300):
        said = {
            name: record.set_of(set(draw.choices(place.ours, k=3)))
            if place.several
            else draw.choice(place.ours)
            for name, place in record_places().items()
        }
        document = counted(**said, town=draw.choice(["vranje", "nis", *codes.TOWN]))
        document["cohort_year"] = draw.randint(2005, 2025)
        record.check(document)
        assert back(row_of(document, TOWNS)) == document


def answers(place):
    """One and two of the codes at once, where several may hold."""
    yield from ([code] for code in place.ours)
    if place.several:
        yield from map(list, itertools.combinations(place.ours, 2))


@pytest.mark.parametrize("name", sorted(case_places()))
def test_each_code_of_a_case_field_comes_back(name):
    place = case_places()[name]
    for said in answers(place):
        theirs, ours = place.encode(said)
        assert set(theirs) <= set(place.theirs)
        read = own_codes(";".join(ours)) or [place.read(code) for code in theirs]
        assert sorted(read) == sorted(said), (said, theirs, ours)


def test_what_they_lack_is_their_other_and_stands_beside_it():
    place = record_places()["exploitation"]
    assert place.encode(["forced_criminality"]) == (["Other"], ["forced_criminality"])
    assert place.encode(["forced_begging"]) == (["ForcedBegging"], [])
    assert place.encode(["not_sure"]) == ([], ["not_sure"])
    # Ours merges three of theirs: none of them may be claimed.
    assert record_places()["control"].encode(["violence"]) == (["Other"], ["violence"])
    assert case_places()["exploiter_relation"].encode(["parent"]) == (["Familial"], ["parent"])


def test_no_row_claims_more_than_the_record_says():
    """Each code of theirs in a row is one that an answer has there, or their other."""
    for place in (*record_places().values(), *case_places().values()):
        for said in answers(place):
            for code in place.encode(said)[0]:
                assert code == place.other or code in {place.out.get(one) for one in said}
                assert code == place.other or place.back.get(code, said[0]) in said, (
                    place.name,
                    said,
                )


def test_the_lines_beside_the_field_list_name_fields_and_codes_of_the_standard():
    for name, target in RECORD.items():
        known = CHECKBOX if target.name == "con_Consent" else htcds().codes[target.name]
        assert {code for found in target.codes.values() for code in found} <= set(known), name
        assert target.codes.keys() in (set(), set(record_places()[name].ours)), name


def test_the_columns_are_few_enough_for_a_workbook_and_hold_no_identity():
    assert len(record_columns()) <= 60
    named = {one for one in record_columns() if not one.startswith("spona:")}
    assert named == {
        "vic_TraffickingStatus", "vic_TraffickingStatusDecisionMakingOrg", "prs_Gender",
        "vic_RelationshipToTrafficker", "con_Consent", "prs_Citizenship", "vic_TypeOfExploitation",
        "vic_MethodsOfControl", "prs_MailingCity",
    }  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["PhysicalThreats;DebtBondage", "PhysicalThreats DebtBondage ", "Physical threats, Debt bondage ",
     "Physical threats\xa0; debt bondage"],
)  # fmt: skip
def test_labels_blanks_and_the_ways_to_write_several_mean_the_same(said):
    found = their_codes(said, record_places()["control"])
    assert [code for _part, code in found] == ["PhysicalThreats", "DebtBondage"]


def test_countries_are_all_of_iso_3166_and_each_stands_in_one_group():
    assert len(countries.CODES) == 250  # with XK
    assert sum(len(some) for _group, some in countries.GROUPS) == 250
    assert countries.group_of(["DE", "RS"]) == "serbia"
    assert countries.country("croatia ") == "HR"
    assert countries.country("Mila") == ""
