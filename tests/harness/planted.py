"""Invented words that stand nowhere else: names, places, phones, accounts, in both scripts."""

from __future__ import annotations

import random

from tests.harness.encodings import cyrillic

_ONSET = ["š", "č", "ž", "đ", "ć", "br", "kr", "zv", "gl", "tr", "nj", "lj", "v", "m", "dž"]
_VOWEL = "aeiou"


def words(number: int, seed: int = 47) -> list[str]:
    """Distinct words of ten letters or more, every second one in Cyrillic, each with diacritics."""
    dice = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < number:
        parts = [dice.choice(_ONSET) + dice.choice(_VOWEL) for _ in range(5)]
        word = "".join(parts) + dice.choice("ktvž")
        if not any(letter in word for letter in "ščžđć"):
            continue
        found[word.capitalize()] = None
    return [cyrillic(word) if at % 2 else word for at, word in enumerate(found)]


class Plant:
    """Hands out planted words as what a person would type; remembers each."""

    def __init__(self, number: int = 1400) -> None:
        self._left = words(number)
        self.used: list[str] = []

    def word(self) -> str:
        self.used.append(self._left.pop())
        return self.used[-1]

    def name(self) -> str:
        return f"{self.word()} {self.word()}-{self.word()}"

    def address(self) -> str:
        return f"{self.word()} 47, {self.word()}"

    def phone(self) -> str:
        digits = f"+3816477{len(self.used):03d}{len(self._left):03d}9"
        self.used.append(digits)
        return digits

    def sentence(self) -> str:
        return f"{self.word()} je rekla da {self.word()} dolazi kod {self.word()}."

    def story(self, sentences: int = 3) -> str:
        return "\n".join(self.sentence() for _ in range(sentences))
