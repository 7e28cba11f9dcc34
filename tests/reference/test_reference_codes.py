import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spona.reference.reference_codes import KINDS, SYMBOLS, new_reference, normalise

drawn = st.builds(new_reference, st.sampled_from(sorted(KINDS)))


@given(drawn)
def test_a_reference_has_its_form_and_reads_back(reference):
    assert re.fullmatch(r"[RFTMA]-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}", reference)
    assert normalise(reference) == reference


@given(drawn)
def test_case_dashes_and_spaces_do_not_matter(reference):
    for typed in (
        reference.lower(),
        reference.replace("-", ""),
        reference.replace("-", " "),
        f"  {reference.replace('-', '–')}\n",
    ):
        assert normalise(typed) == reference


def test_letters_that_look_like_digits_are_read_as_digits():
    reference = next(r for r in iter(lambda: new_reference("R"), "") if "0" in r and "1" in r)
    typed = reference.replace("0", "o").replace("1", "l")
    assert normalise(typed) == reference
    assert normalise(reference.replace("0", "O").replace("1", "I")) == reference


def test_a_reference_typed_on_a_cyrillic_keyboard_is_understood():
    reference = next(r for r in iter(lambda: new_reference("F"), "") if "K" in r and "Q" in r)
    typed = reference.replace("F", "Ф").replace("K", "к").replace("Q", "љ")
    assert normalise(typed) == reference


@given(drawn, st.integers(1, 6), st.sampled_from(SYMBOLS))
def test_every_single_wrong_symbol_is_noticed(reference, at, wrong):
    symbols = list(reference.replace("-", ""))
    if symbols[at] != wrong:
        symbols[at] = wrong
        with pytest.raises(ValueError, match="typing error"):
            normalise(f"{symbols[0]}-{''.join(symbols[1:5])}-{''.join(symbols[5:])}")


@given(drawn, st.integers(1, 6), st.integers(1, 6))
def test_every_swap_of_two_symbols_is_noticed(reference, one, two):
    symbols = list(reference.replace("-", ""))
    if symbols[one] != symbols[two]:
        symbols[one], symbols[two] = symbols[two], symbols[one]
        with pytest.raises(ValueError, match="typing error"):
            normalise("-".join(symbols))


def test_another_kind_with_the_same_symbols_is_noticed():
    reference = new_reference("R")
    with pytest.raises(ValueError, match="typing error"):
        normalise("F" + reference[1:])


@pytest.mark.parametrize(
    "text", ["", "Ниш", "referat", "X-7K3M-Q2", "R-7K3M-Q", "R-7K3M-Q22", "R-7U3M-Q2"]
)
def test_other_words_are_no_references(text):
    assert normalise(text) is None


def test_references_differ():
    assert len({new_reference("T") for _ in range(2000)}) > 1990
