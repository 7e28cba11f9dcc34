"""A few words in languages into which nobody has translated the pages yet, and who stands for
them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from spona.deadlines.time import today
from spona.library.models import TranslationConfirmed
from spona.reference.models import Code


@dataclass(frozen=True, slots=True)
class Phrase:
    """`text` in the language itself; `code` is its row of the list `phrase`.

    `stands` is the confirmation of exactly these words, where there is one.
    """

    code: Code
    text: str
    stands: TranslationConfirmed | None

    @property
    def key(self) -> str:
        """By which a confirmation names it."""
        return key_of(self.code)

    @property
    def digest(self) -> str:
        return digest_of(self.text)

    @property
    def confirmed(self) -> bool:
        """By somebody who is named: two people who changed the list need not know the language."""
        return self.stands is not None


def key_of(code: Code) -> str:
    return f"phrase-{code.code}"


def digest_of(text: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def phrases_of_all() -> dict[str, list[Phrase]]:
    """Language → its phrases, both in the order of the list; no row that Spona did not write."""
    found: dict[str, list[Phrase]] = {}
    rows = TranslationConfirmed.objects.filter(withdrawn_at=None)
    stands = {(row.key, row.language, row.digest): row for row in rows}
    for code in Code.objects.of("phrase", today()):
        language, text = code.own_language, code.own_text
        if text and code.has_valid_mac():
            stand = stands.get((key_of(code), language, digest_of(text)))
            found.setdefault(language, []).append(Phrase(code, text, stand))
    return found


def digest_of_all(phrases: Iterable[Phrase]) -> str:
    """Changes with each word of them: what somebody read is what they stand for."""
    return digest_of(" ".join(one.digest for one in phrases))
