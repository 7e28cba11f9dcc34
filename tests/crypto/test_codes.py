import collections
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spona.crypto import codes
from spona.crypto.codes import (
    CHECK_SYMBOLS,
    SYMBOLS,
    check_symbol,
    decode,
    encode,
    format_receipt,
    new_card_codes,
    new_receipt,
    new_recovery_code,
    parse_receipt,
    recovery_key,
)


def test_the_alphabet_is_crockfords() -> None:
    """https://www.crockford.com/base32.html: the two tables."""
    assert SYMBOLS == "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    assert CHECK_SYMBOLS[32:] == "*~$=U"
    assert encode(1234, length=3) == "16J"
    assert check_symbol(1234) == "D"
    assert encode(0, length=4) == "0000"


@given(st.integers(0, 2**160 - 1))
def test_what_was_encoded_is_read_again(number: int) -> None:
    assert decode(encode(number, length=32)) == number


@pytest.mark.parametrize("number", [-1, 32])
def test_a_number_that_does_not_fit_is_refused(number: int) -> None:
    assert encode(31, length=1) == "Z"
    with pytest.raises(OverflowError):
        encode(number, length=1)


def test_reading_is_tolerant() -> None:
    exact = decode("01AZ")
    for typed in ("o1az", "OIAZ", "olaz", " 0-1 a\u2014z\n", "\uff10\uff11AZ\u200b"):
        assert decode(typed) == exact


def test_what_is_no_code_is_refused() -> None:
    for typed in ("0U", "0*", "č", "А", "٣", "½"):
        with pytest.raises(ValueError, match=codes.WRONG_SYMBOL):
            decode(typed)
    for typed in ("", " - "):
        with pytest.raises(ValueError, match=codes.WRONG_LENGTH):
            decode(typed)


def test_a_recovery_code_looks_as_documented_and_opens() -> None:
    drawn = [new_recovery_code() for _ in range(300)]
    assert len(set(drawn)) == 300
    for code in drawn:
        groups = code.split("-")
        assert [len(group) for group in groups] == [4] * 8 + [1]
        assert set("".join(groups)) <= set(SYMBOLS)
    for place in zip(*(code.replace("-", "") for code in drawn), strict=True):
        assert len(set(place)) > 24
    keys = {recovery_key(code, info=b"") for code in drawn}
    assert len(keys) == 300
    assert {len(key) for key in keys} == {32}


def test_a_recovery_code_is_read_however_it_is_typed() -> None:
    code = new_recovery_code()
    key = recovery_key(code, info=b"purpose")
    for typed in (
        code.lower(),
        code.replace("-", ""),
        code.replace("-", " "),
        code.replace("0", "O").replace("1", "l"),
        f"  {code}\n",
    ):
        assert recovery_key(typed, info=b"purpose") == key
    assert recovery_key(code, info=b"another") != key


def test_every_mistyped_symbol_and_swap_is_noticed() -> None:
    code = new_recovery_code().replace("-", "")
    for at, right in enumerate(code):
        for wrong in set(SYMBOLS) - {right}:
            with pytest.raises(ValueError, match=codes.WRONG_CHECK):
                recovery_key(code[:at] + wrong + code[at + 1 :], info=b"")
    for at in range(len(code) - 2):
        one, other = code[at], code[at + 1]
        if one != other:
            swapped = code[:at] + other + one + code[at + 2 :]
            with pytest.raises(ValueError, match=codes.WRONG_CHECK):
                recovery_key(swapped, info=b"")


def test_a_cut_or_foreign_recovery_code_says_why() -> None:
    code = new_recovery_code()
    for typed in ("", code[:-1], code + "0"):
        with pytest.raises(ValueError, match=codes.WRONG_LENGTH):
            recovery_key(typed, info=b"")
    with pytest.raises(ValueError, match=codes.WRONG_SYMBOL):
        recovery_key("Ш" + code[1:], info=b"")


def test_the_reason_never_repeats_the_code() -> None:
    code = new_recovery_code().replace("-", "")
    wrong = "1" if code[0] == "0" else "0"
    with pytest.raises(ValueError, match=codes.WRONG_CHECK) as caught:
        recovery_key(wrong + code[1:], info=b"")
    assert str(caught.value) == codes.WRONG_CHECK


def test_a_code_with_any_check_symbol_is_accepted() -> None:
    seen: set[str] = set()
    while len(seen) < 37:
        number = secrets.randbits(160)
        check = check_symbol(number)
        recovery_key(encode(number, length=32) + check, info=b"")
        seen.add(check)
    assert seen == set(CHECK_SYMBOLS)


def test_a_receipt_comes_back_however_it_is_typed() -> None:
    for _ in range(50):
        locator, digits = new_receipt()
        assert len(locator) == 6
        assert set(locator) <= set(SYMBOLS)
        assert len(digits) == 16
        assert set(digits) <= set("0123456789")
        shown = format_receipt(locator, digits)
        assert [len(group) for group in shown.split("-")] == [6, 4, 4, 4, 4]
        for typed in (
            shown,
            shown.lower(),
            shown.replace("-", " "),
            shown.replace("-", ""),
            shown.replace("0", "o").replace("1", "I"),
        ):
            assert parse_receipt(typed) == (locator, digits)


def test_a_malformed_receipt_says_why() -> None:
    locator, digits = new_receipt()
    for typed in ("", locator, digits, locator + digits + "0"):
        with pytest.raises(ValueError, match=codes.WRONG_LENGTH):
            parse_receipt(typed)
    for typed in ("U" + locator[1:] + digits, locator + digits[:-1] + "A"):
        with pytest.raises(ValueError, match=codes.WRONG_SYMBOL):
            parse_receipt(typed)


def test_a_card_has_ten_different_codes_of_eight_digits() -> None:
    card = new_card_codes()
    assert len(set(card)) == len(card) == 10
    assert all(len(code) == 8 and code.isascii() and code.isdigit() for code in card)
    assert len(new_card_codes(3)) == 3


def test_symbols_and_digits_are_drawn_evenly() -> None:
    """Bounds lie six standard deviations out: chance alone trips them never."""
    symbols, digits = collections.Counter[str](), collections.Counter[str]()
    for _ in range(4000):
        locator, sixteen = new_receipt()
        symbols.update(locator)
        digits.update(sixteen)
    for code in new_card_codes(4000):
        digits.update(code)
    for counter, kinds in ((symbols, 32), (digits, 10)):
        expected = counter.total() / kinds
        spread = 6 * (expected * (1 - 1 / kinds)) ** 0.5
        assert len(counter) == kinds
        assert all(abs(seen - expected) < spread for seen in counter.values())
