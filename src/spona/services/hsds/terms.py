"""The code lists that say what a service is, as taxonomies of HSDS.

A term is the same everywhere: its id follows from list and code, not from the row that holds its
words, of which a new version may come.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.utils import translation

from spona.reference.models import Code
from spona.reference.titles import title_of
from spona.reference.words import Words
from spona.services.models import KINDS

# Any fixed one will do; names of terms hang on it for ever.
_SPACE: Final = uuid.UUID("6b8d2b0e-0f3c-5f0a-9d53-3a4f6f1f7c11")
EXCLUSIONS: Final = "service_exclusion"
ACCESSIBILITY: Final = "accessibility"
LANGUAGES: Final = "language"
SECTORS: Final = "sector"
# Lists whose codes stand as terms; languages and accessibility have tables of their own.
TAXONOMIES: Final = (KINDS, EXCLUSIONS)
_ABOUT: Final = Words(
    sr="Шифарник Споне; сваки појам има свој извор.",
    en="A code list of Spona; each term has its source.",
    hu="A Spona kódlistája; minden fogalomnak megvan a forrása.",
)


def made_id(*names: object) -> str:
    """A stable id for what has no row, or none that stays: the same names, the same id."""
    return str(uuid.uuid5(_SPACE, "/".join(str(name) for name in names)))


def taxonomy_id(name: str) -> str:
    return made_id("taxonomy", name)


def term_id(name: str, code: str) -> str:
    return made_id("term", name, code)


@dataclass(frozen=True)
class Terms:
    """Words of every code of the lists, in one language."""

    language: str
    rows: Mapping[tuple[str, str], Code]

    def word(self, name: str, code: str) -> str:
        row = self.rows.get((name, code))
        return row.words.in_language(self.language) if row else code

    def has(self, name: str, code: str) -> bool:
        return (name, code) in self.rows

    def all_of(self, name: str) -> list[Code]:
        return [row for (listed, _code), row in self.rows.items() if listed == name]

    @cached_property
    def by_id(self) -> dict[str, tuple[str, str]]:
        """Id of a term → (list, code)."""
        return {term_id(*key): key for key in self.rows if key[0] in TAXONOMIES}

    @cached_property
    def mark(self) -> str:
        """Of all their words: what is made of them has changed where it has."""
        said = [(key, sorted(row.words.items())) for key, row in self.rows.items()]
        return made_id("words", repr(said))


def terms_in(language: str) -> Terms:
    """The newest version of each code; what has ended too, for a service may still have it."""
    lists = (*TAXONOMIES, ACCESSIBILITY, LANGUAGES, SECTORS)
    rows = Code.objects.filter(list__in=lists).order_by("list", "order", "code", "version")
    return Terms(language, {(row.list, row.code): row for row in rows})


def taxonomy(name: str, terms: Terms) -> dict[str, Any]:
    with translation.override(terms.language):
        title = title_of(name)
    about = _ABOUT.in_language(terms.language)
    return {"id": taxonomy_id(name), "name": title, "description": about, "version": "1"}


def term(name: str, code: str, terms: Terms) -> dict[str, Any]:
    """`taxonomy_term.json`; the language is the one that its name really has."""
    row = terms.rows.get((name, code))
    shown = row.words.shown_in(terms.language) if row else terms.language
    return {
        "id": term_id(name, code),
        "code": code,
        "name": terms.word(name, code),
        "description": terms.word(name, code),
        "taxonomy": name,
        "taxonomy_id": taxonomy_id(name),
        "language": shown,
    }
