"""Which languages there are, and for what: the one list (`languages.json`) from which addresses,
choices, attributes and papers are made. A new one is an entry there and its translations.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

# `staff`: people work in it. `public`: all public pages are in it. `phrases`: one page of a few
# words is. `print`: papers are made in it. `texts`: what people write may be kept in it.
type Use = Literal["staff", "public", "phrases", "print", "texts"]


@dataclass(frozen=True, slots=True)
class Language:
    """`code` as addresses and accounts have it, `html` for the attribute `lang`, `print` for word
    processors; `name` in its own letters, `english` as it is translated. `derived_from`: another
    script of that one, made letter by letter. `also`: codes of browsers that are served by it.
    """

    code: str
    english: str
    used: frozenset[Use]
    name: str = ""
    html: str = ""
    print: str = ""
    direction: str = "ltr"
    derived_from: str = ""
    also: tuple[str, ...] = ()


def _read() -> dict[str, Language]:
    rows = json.loads((Path(__file__).parent / "languages.json").read_text(encoding="utf-8"))
    return {
        row["code"]: Language(
            **row
            | {
                "html": row.get("html", row["code"]),
                "used": frozenset(row["used"]),
                "also": tuple(row.get("also", ())),
            }
        )
        for row in rows
    }


ALL: Final = _read()


def used(use: Use) -> list[Language]:
    """In the order in which they are offered."""
    return [one for one in ALL.values() if use in one.used]


def codes(use: Use) -> tuple[str, ...]:
    return tuple(one.code for one in used(use))


def checked(code: str, use: Use) -> str:
    """The code; ValueError where the language is not there for this use."""
    if code not in codes(use):
        raise ValueError(f"{code!r} is no language for {use}")
    return code


def pattern(languages: Iterable[str]) -> str:
    """For the address of a page: the longer code first, since one may begin another."""
    return "|".join(sorted(languages, key=len, reverse=True))


# Public pages are written in these; the others among them are derived.
WRITTEN: Final = tuple(one.code for one in used("public") if not one.derived_from)


def html_lang(code: str) -> str:
    """For the attribute `lang`; a code that is none of ours stays as it is."""
    return ALL[code].html if code in ALL else code


def direction(code: str) -> str:
    return ALL[code].direction if code in ALL else "ltr"


def own_name(code: str) -> str:
    """What a language calls itself; a code that has no name stays as it is."""
    return ALL[code].name or code if code in ALL else code
