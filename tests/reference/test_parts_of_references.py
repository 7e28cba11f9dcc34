"""A part of a reference, however it is typed, is found where it stands in one; a name is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spona.reference.reference_codes import new_reference, normalise, written_parts


@given(st.integers(3, 6), st.integers(0, 4), st.booleans(), st.sampled_from("RFTMA"))
def test_every_part_of_a_reference_is_found_in_it(length, start, dashed, kind):
    reference = new_reference(kind)
    bare = reference.replace("-", "")
    part = bare[start : start + length]
    if dashed and start == 0:
        part = reference[: length + 1]
    if len(part) < 3 or not (any(one.isdigit() for one in part) or "-" in part[:2]):
        return
    assert any(one in reference for one in written_parts(part.lower())), part


@pytest.mark.parametrize("word", ["Ana", "Milica", "Тома", "referat", "m", "", "7k", "----", "Ђ3Ђ"])
def test_a_word_is_no_part(word):
    assert written_parts(word) == []


def test_a_whole_one_is_no_part():
    whole = new_reference("R")
    assert written_parts(whole) == []
    assert normalise(whole) == whole
