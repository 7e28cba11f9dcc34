"""What a report rests on. Duty and agreement are two things, and the page says which is which."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, Final

from spona.cases.consent.rests_on import RestsOn
from spona.cases.fields.possible import ADULT
from spona.reference.models import LegalBasis
from spona.reference.queries import legal_bases_for
from spona.reference.words import Words

CHILD, NOT_SURE = "child", "not_sure"
# To these a service is asked, and for a service the person is asked first.
BY_AGREEMENT: Final = frozenset({"cso", "red_cross"})
# Longer than any that the reference gives today (1.9 KB); a longer one takes twice as much.
_LENGTH: Final = 3072


@dataclass(frozen=True, slots=True)
class Ground:
    """`confirmed` only when a lawyer has read every sentence; `sentences` may be empty.

    `refused`: the person said no to something of it, and it goes on this basis all the same.
    """

    rests_on: RestsOn
    sentences: tuple[Words, ...]
    articles: tuple[str, ...]
    confirmed: bool
    refused: bool = False

    @property
    def known(self) -> bool:
        return bool(self.sentences)

    def to_document(self) -> dict[str, Any]:
        document = {
            "rests_on": str(self.rests_on),
            "sentences": [dict(words) for words in self.sentences],
            "articles": list(self.articles),
            "confirmed": self.confirmed,
            "refused": self.refused,
        }
        return document | {"fill": _fill(document)}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Ground:
        return cls(
            RestsOn(document["rests_on"]),
            tuple(Words(words) for words in document["sentences"]),
            tuple(document["articles"]),
            document["confirmed"],
            # Sealed before a no could be written down: nothing went in spite of one.
            document.get("refused", False),
        )


def _fill(document: dict[str, Any]) -> str:
    """Blanks that give every ground the same length.

    More acts speak of a child than of an adult, and the size of a sealed section is no secret.
    """
    length = len(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode())
    return " " * (-length % _LENGTH)


def child_path(age: str) -> bool:
    """A child, and everybody whose age nobody has settled yet."""
    return age != ADULT


def ground_for(*, sender: str, recipient: str, age: str, on: dt.date) -> Ground:
    """What holds for a report from one sector to another about a person of this age.

    Sectors are codes of the list `sector`; `age` child, adult or not_sure. Where the
    reference knows nothing, the ground is agreement for those who give services and duty
    for public bodies, without a sentence: the page then says that none was entered.
    """
    rows = list(
        legal_bases_for(sender=sender, recipient=recipient, child_path=child_path(age), on=on)
    )
    duty = [row for row in rows if row.section in ("", "report") and row.purpose != "service"]
    agreed = [row for row in rows if row.purpose == "service"]
    by_agreement = recipient in BY_AGREEMENT and not any(row.section == "report" for row in duty)
    chosen = agreed if by_agreement else sorted(duty, key=_report_first)
    return Ground(
        RestsOn.AGREEMENT if by_agreement else RestsOn.DUTY,
        tuple(row.sentence for row in chosen),
        tuple(row.article for row in chosen if row.article),
        bool(chosen) and all(row.lawyer_confirmed for row in chosen),
    )


def bases_for(*, sender: str, recipient: str, age: str, on: dt.date) -> list[LegalBasis]:
    """The rows of the legal basis on which something may go without agreement, reports apart."""
    rows = legal_bases_for(sender=sender, recipient=recipient, child_path=child_path(age), on=on)
    return [row for row in rows if row.purpose != "service"]


def ground_of(basis: LegalBasis) -> Ground:
    """One row of the table, chosen by the sender."""
    articles = (basis.article,) if basis.article else ()
    return Ground(RestsOn.DUTY, (basis.sentence,), articles, basis.lawyer_confirmed)


def ground_agreed(*, sender: str, recipient: str, age: str, on: dt.date) -> Ground:
    """The person's agreement, with what the table says of it for these two."""
    rows = legal_bases_for(sender=sender, recipient=recipient, child_path=child_path(age), on=on)
    agreed = [row for row in rows if row.purpose == "service"]
    return Ground(
        RestsOn.AGREEMENT,
        tuple(row.sentence for row in agreed),
        tuple(row.article for row in agreed if row.article),
        bool(agreed) and all(row.lawyer_confirmed for row in agreed),
    )


def ground_unnamed() -> Ground:
    """A question without identity rests on nothing, because it tells of nobody."""
    return Ground(RestsOn.NO_IDENTITY, (), (), confirmed=True)


def _report_first(row: LegalBasis) -> tuple[bool, str]:
    return (row.section != "report", row.key)
