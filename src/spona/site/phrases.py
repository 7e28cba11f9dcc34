"""A few words in languages into which nobody has translated the pages yet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from spona.clocks.time import today
from spona.identity.languages import HTML, own_name
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


def languages_of_help(request: HttpRequest) -> list[dict[str, object]]:
    """The row of languages of a page of help: all of them, as `languages_of` gives others."""
    match = request.resolver_match
    if match is None or match.namespace != "site" or match.url_name not in _PAGES:
        return []
    town, here = match.kwargs.get("town"), match.kwargs.get("language")
    spoken = [(code, own_name(code), "help") for code, _name in settings.PUBLIC_LANGUAGES]
    few = [(code, label, "phrases") for code, label in NAMES.items()]
    return [
        {
            "code": HTML.get(code, code),
            "label": label,
            "url": address(view, code, town),
            "current": code == here,
        }
        for code, label, view in (*spoken, *few)
    ]


def address(view: str, language: str, town: str | None) -> str:
    """Of the page `help` or `phrases`, of the town where there is one."""
    if town is None:
        return reverse(f"site:{view}", args=[language])
    return reverse(f"site:{view}_in_town", args=[language, town])
