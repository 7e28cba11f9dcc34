"""A few words in languages into which nobody has translated the pages yet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from spona.clocks.time import today
from spona.library import queries as library
from spona.reference.models import Certainty, Code

# As each language calls itself, in the order of the row of languages.
NAMES: Final = {"rom": "Romani", "sq": "Shqip", "ar": "العربية", "fa": "فارسی"}
RIGHT_TO_LEFT: Final = frozenset({"ar", "fa"})
_PAGES: Final = frozenset({"help", "help_in_town", "phrases", "phrases_in_town"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """`text` in the language itself; `code` is its row of the list `phrase`."""

    code: Code
    text: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def phrases_in(language: str) -> dict[str, Phrase]:
    """What is said in it, by what it says: `call`, `free`, `police`, `translator`."""
    found = {}
    for row in Code.objects.of("phrase", today()):
        text = row.words.get(language, "")
        if row.extra.get("language") == language and text and row.is_ours():
            found[row.extra["phrase"]] = Phrase(row, text)
    return found


def all_confirmed(language: str, said: dict[str, Phrase]) -> bool:
    """Whether somebody with a name stands for each of them."""
    return all(
        one.code.certainty == Certainty.CONFIRMED
        or library.translation_confirmed(f"phrase-{one.code.code}", language, one.digest)
        for one in said.values()
    )


def links_from(request: HttpRequest) -> list[dict[str, object]]:
    """These languages for the row of a page of help, as `languages_of` gives the others."""
    match = request.resolver_match
    if match is None or match.namespace != "site" or match.url_name not in _PAGES:
        return []
    town = match.kwargs.get("town")
    here = match.kwargs.get("language")
    return [
        {
            "code": code,
            "label": label,
            "url": reverse("site:phrases_in_town", args=[code, town])
            if town
            else reverse("site:phrases", args=[code]),
            "current": code == here,
        }
        for code, label in NAMES.items()
    ]
