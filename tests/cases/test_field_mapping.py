"""Where fields stand in lists of others: whatever a mapping names is there, code by code, and what
another list does not have maps to nothing.
"""

import json

import pytest

from spona.cases.fields.case_field import Kind
from spona.cases.fields.case_fields import FIELDS
from spona.cases.fields.maps_to import NOTHING
from spona.reference.models import Certainty
from spona.reference.standards import htcds, returns
from spona.statistics import codes, record
from tests.reference.collected import STANDARDS, needs_collected_data

CHOSEN = (Kind.ONE, Kind.MANY)
COUNTED = {**record.ONE_OF, **record.SETS, "town": codes.TOWN}
MAPPED = [one for one in FIELDS if one.maps != NOTHING]


def theirs(target):
    return {code for found in target.codes.values() for code in found}


def test_each_target_is_a_field_of_the_list_and_each_code_is_one_of_its_codes():
    known = htcds().codes
    for one in MAPPED:
        for target in one.maps.htcds:
            assert target.name in known, (one.name, target.name)
            assert theirs(target) <= set(known[target.name]), one.name
            if target.within:
                field, _is, code = target.within.partition("=")
                assert code in known[field], one.name
        if one.maps.count:
            assert one.maps.count.name in record.empty(), one.name
            assert theirs(one.maps.count) <= COUNTED[one.maps.count.name].keys(), one.name
        assert set(one.maps.returns) <= returns().keys(), one.name


def test_of_a_choice_every_own_code_is_mapped_or_declared_to_have_nothing():
    for one in MAPPED:
        for target in (*one.maps.htcds, *filter(None, [one.maps.count])):
            assert bool(target.codes) == (one.kind in CHOSEN), (one.name, target.name)
            assert target.codes.keys() in (set(), one.codes.keys()), (one.name, target.name)
            assert all(target.codes), one.name


def test_into_the_count_each_code_leads_to_one_code():
    for one in MAPPED:
        for code, found in one.maps.count.codes.items() if one.maps.count else ():
            assert len(found) == 1, (one.name, code)


def test_what_a_code_of_theirs_means_here_is_never_said_twice_unless_we_are_finer():
    """Read back, a code of theirs is one answer of ours, but for a family that we tell apart."""
    for one in MAPPED:
        for target in one.maps.htcds:
            found = [code for codes_ in target.codes.values() for code in codes_]
            twice = {code for code in found if found.count(code) > 1}
            assert twice <= {"Familial"}, (one.name, twice)


def test_no_two_fields_claim_the_same_place_of_another_list():
    places = [(target.name, target.within) for one in MAPPED for target in one.maps.htcds]
    assert len(set(places)) == len(places)
    counted = [one.maps.count.name for one in MAPPED if one.maps.count]
    assert len(set(counted)) == len(counted)


@pytest.mark.parametrize("name", ["own_words", "concerns", "agrees_police", "people", "guardian"])
def test_what_no_list_asks_maps_to_nothing(name):
    assert [one.maps for one in FIELDS if one.name == name] == [NOTHING]


def test_the_lists_say_where_they_are_from_and_only_what_was_read():
    assert htcds().licence == "CC BY 4.0"
    assert "UNMigration/HTCDS" in htcds().source
    assert len(htcds().codes) == 84
    read = {Certainty.CONFIRMED, Certainty.PARTLY}
    assert {one.certainty for one in returns().values()} <= read
    assert all(one.source and one.table for one in returns().values())
    asked = {number for one in MAPPED for number in one.maps.returns}
    assert asked == returns().keys(), "a table that no field meets is no part of the list"


@needs_collected_data
def test_the_lists_are_the_standards_own():
    given = json.loads((STANDARDS / "htcds_2_0_fields.json").read_text(encoding="utf-8"))
    collected = {
        one["full_name"]: tuple(one["value_names"]) for one in given["fields"] if "full_name" in one
    }
    assert htcds().codes == collected
