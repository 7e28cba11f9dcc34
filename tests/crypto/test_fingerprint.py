import pytest

from spona.crypto.fingerprint import (
    CONSONANTS,
    VOWELS,
    fingerprint,
    in_cyrillic,
    proquint,
)
from spona.crypto.keypairs import new_private_key, public_key


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("7f000001", "lusab babad"),
        ("3f54dcc1", "gutih tugad"),
        ("3f760723", "gutuk bisog"),
        ("8c62c18d", "mudof sakat"),
        ("40ff06c8", "haguz biram"),
        ("801e342d", "mabiv gibot"),
    ],
)
def test_words_are_the_published_proquints(address: str, words: str) -> None:
    """arXiv:0901.4016: the examples, addresses written as words."""
    halves = (address[:4], address[4:])
    assert " ".join(proquint(int(half, 16)) for half in halves) == words


def test_every_number_has_its_own_word() -> None:
    assert len({proquint(number) for number in range(2**16)}) == 2**16


def test_a_fingerprint_is_eight_words_and_depends_on_key_and_label() -> None:
    key = public_key(new_private_key())
    words = fingerprint(key, label=b"member")
    assert len(words) == 8
    assert words == fingerprint(key, label=b"member")
    assert words != fingerprint(key, label=b"institution")
    assert words != fingerprint(public_key(new_private_key()), label=b"member")
    for word in words:
        assert len(word) == 5
        assert set(word[::2]) <= set(CONSONANTS)
        assert set(word[1::2]) <= set(VOWELS)


def test_both_scripts_show_the_same_words() -> None:
    """Letter for letter, by the order of the Serbian alphabet's two forms."""
    latin, cyrillic = "bdfghjklmnprstvzaiou", "бдфгхјклмнпрствзаиоу"
    assert sorted(latin) == sorted(CONSONANTS + VOWELS)
    assert in_cyrillic(latin) == tuple(cyrillic)
    assert in_cyrillic(["lusab", "gutih"]) == ("лусаб", "гутих")
