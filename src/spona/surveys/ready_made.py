"""Forms that are there already: our own sentences in `data/`, made into XLSForms like any other."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from spona.documents.tables import new_book
from spona.reference.words import Words

# In the order in which they are offered.
NAMES: Final = ("young", "members", "services")
_LANGUAGES: Final = {"sr": "Srpski (sr)", "en": "English (en)", "hu": "Magyar (hu)"}


@dataclass(frozen=True)
class ReadyMade:
    """`questions` and `minutes` as the choice says them; `said` is the file as it is."""

    name: str
    title: Words
    asked: Words
    consent: Words
    minutes: int
    questions: int
    said: dict[str, Any]

    def xlsx(self) -> bytes:
        """The XLSForm: one may fetch it, change it in Excel and bring it back."""
        out = io.BytesIO()
        with new_book(out) as book:
            for name, rows in self._sheets():
                sheet = book.add_worksheet(name)
                for at, row in enumerate(rows):
                    for column, text in enumerate(row):
                        sheet.write_string(at, column, text)
        return out.getvalue()

    def _sheets(self) -> Iterator[tuple[str, list[list[str]]]]:
        yield "survey", [_HEAD, *(_row(one) for one in self.said["survey"])]
        labels = [f"label::{one}" for one in _LANGUAGES.values()]
        yield (
            "choices",
            [
                ["list_name", "name", *labels],
                *(
                    [name, code, *(words.get(language, "") for language in _LANGUAGES)]
                    for name, choices in self.said["lists"].items()
                    for code, words in choices
                ),
            ],
        )
        yield (
            "settings",
            [
                ["form_title", "form_id", "version", "default_language"],
                [self.title["sr"], f"spona_{self.name}", "1", _LANGUAGES["sr"]],
            ],
        )


@cache
def ready_made(name: str) -> ReadyMade:
    """KeyError for a name that is none."""
    if name not in NAMES:
        raise KeyError(name)
    path = Path(__file__).parent / "data" / f"{name}.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    return ReadyMade(
        name=name,
        title=Words.of(said["title"]),
        asked=Words.of(said["asked"]),
        consent=Words.of(said["consent"]),
        minutes=said["minutes"],
        questions=sum(not one["type"].endswith("_group") for one in said["survey"]),
        said=said,
    )


_PLAIN: Final = ("relevant", "constraint")
_HEAD: Final = [
    "type", "name",
    *(f"label::{one}" for one in _LANGUAGES.values()),
    *(f"hint::{one}" for one in _LANGUAGES.values()),
    *_PLAIN,
    *(f"constraint_message::{one}" for one in _LANGUAGES.values()),
    "required", "spona::sensitive",
]  # fmt: skip


def _row(said: dict[str, Any]) -> list[str]:
    def words(name: str) -> list[str]:
        return [said.get(name, {}).get(language, "") for language in _LANGUAGES]

    return [
        said["type"], said.get("name", ""), *words("label"), *words("hint"),
        *(said.get(name, "") for name in _PLAIN), *words("message"),
        "yes" if said.get("required") else "", "yes" if said.get("sensitive") else "",
    ]  # fmt: skip
