"""The answers to a list of signs: no total, no score, no weight anywhere.

In a draft they are plain fields by the code of the sign. In a packet the statement goes
along in its own words, so an old answer is read with the list it was given to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from spona.cases.indicators.groups import signs_of
from spona.reference.models import IndicatorList
from spona.reference.words import Words

type Document = dict[str, Any]

YES, NO, NOT_SURE, NOT_ASKED = "yes", "no", "not_sure", "not_asked"
# "Yes" stands first: the page shows its further questions while the first answer is chosen.
ANSWERS: Final[tuple[tuple[str, Promise], ...]] = (
    (YES, pgettext_lazy("answer", "Yes")),
    (NO, pgettext_lazy("answer", "No")),
    (NOT_SURE, pgettext_lazy("answer", "Not sure")),
    (NOT_ASKED, pgettext_lazy("answer", "Not asked")),
)
HOW: Final[tuple[tuple[str, Promise], ...]] = (
    ("self", pgettext_lazy("how one knows", "Saw or heard it myself")),
    ("somebody", pgettext_lazy("how one knows", "From somebody else")),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One sign and what was answered; `seen` and `how` only where it was noticed."""

    code: str
    words: Words
    answer: str
    seen: str = ""
    how: str = ""

    def to_document(self) -> Document:
        return {
            "code": self.code, "words": dict(self.words), "answer": self.answer,
            "seen": self.seen, "how": self.how,
        }  # fmt: skip

    @classmethod
    def from_document(cls, document: Document) -> Answer:
        return cls(
            document["code"], Words(document["words"]), document["answer"],
            document["seen"], document["how"],
        )  # fmt: skip

    @property
    def answer_word(self) -> str:
        return str(dict(ANSWERS).get(self.answer, ""))

    @property
    def how_word(self) -> str:
        return str(dict(HOW).get(self.how, ""))


def answered(chosen: IndicatorList, typed: dict[str, dict[str, str]]) -> list[Answer]:
    """The answers of a draft in the order of its list; what was skipped is "not asked".

    `typed` is {code: {"answer", "seen", "how"}}.
    """
    answers = []
    for sign in signs_of(chosen):
        given = typed.get(sign.code, {})
        answer = given.get("answer") or NOT_ASKED
        noticed = answer == YES
        answers.append(
            Answer(
                sign.code,
                sign.words,
                answer,
                given.get("seen", "").strip() if noticed else "",
                given.get("how", "") if noticed else "",
            )
        )
    return answers
