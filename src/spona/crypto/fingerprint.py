"""A public key as eight words that two people can read to each other by voice.

Words are proquints (Wilkerson, "A Proposal for Proquints", arXiv:0901.4016):
consonant, vowel, consonant, vowel, consonant, 16 bits each. All twenty letters
exist in Serbian Latin and Cyrillic one to one, and no two consonants meet, so no
"lj", "nj" or "dž" can arise: both scripts show and sound the same words.
"""

import hashlib
from collections.abc import Iterable

from spona.crypto.encoding import canonical

CONSONANTS = "bdfghjklmnprstvz"
VOWELS = "aiou"
WORDS = 8

TO_CYRILLIC = str.maketrans(CONSONANTS + VOWELS, "бдфгхјклмнпрствзаиоу")


def fingerprint(public_key: bytes, *, label: bytes) -> tuple[str, ...]:
    """Return eight words in Serbian Latin, 128 bits of a SHA-256 over label and key.

    `label` says whose key it is (kind, id, version), so that equal words never
    vouch for a key in another place.
    """
    content = canonical("spona fingerprint", 1, label, public_key)
    digest = hashlib.sha256(content).digest()
    pairs = (digest[2 * n : 2 * n + 2] for n in range(WORDS))
    return tuple(proquint(int.from_bytes(pair)) for pair in pairs)


def in_cyrillic(words: Iterable[str]) -> tuple[str, ...]:
    """Return the same words in Serbian Cyrillic."""
    return tuple(word.translate(TO_CYRILLIC) for word in words)


def proquint(number: int) -> str:
    """Return the word of a 16 bit number: 4, 2, 4, 2 and 4 bits, highest first."""
    return (
        CONSONANTS[number >> 12 & 15]
        + VOWELS[number >> 10 & 3]
        + CONSONANTS[number >> 6 & 15]
        + VOWELS[number >> 4 & 3]
        + CONSONANTS[number & 15]
    )
