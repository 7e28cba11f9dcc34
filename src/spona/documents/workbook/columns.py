"""What stands in a workbook: its sheets and columns, and what people may call each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from spona.documents.cells import LONGEST, Form
from spona.ui.languages import codes

type Text = str | Promise
type Choices = Iterable[tuple[str, Text]]

LANGUAGES: Final = codes("staff")
# The columns that every sheet has: the id finds a row again, a mark takes it out.
IDENT, REMOVE = "id", "remove"
MARK: Final = pgettext_lazy("mark in a workbook", "remove")


@dataclass(frozen=True, slots=True)
class Column:
    """`choices`: (code, word) where only these may stand there; `lists`: code lists whose words
    may; `many`: several of them in one cell.
    """

    head: Text
    form: Form = Form.TEXT
    width: int = 14
    choices: tuple[tuple[str, Text], ...] = ()
    lists: tuple[str, ...] = ()
    many: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """`needs`: columns without which nothing of it is read. `frozen`: so many columns stay in
    sight. `one_page`: its columns are few enough to be read on one page.
    """

    title: Text
    columns: Mapping[str, Column]
    needs: frozenset[str] = frozenset()
    frozen: int = 1
    one_page: bool = False


@dataclass(frozen=True)
class Book:
    """The sheets by what they hold; the first has to be there, and a lone one may be called
    anything. `fold` makes one key of all spellings of a word. `no_heads`: what is said where the
    first row does not name the columns. `longest`: characters in a cell.
    """

    sheets: Mapping[str, Sheet]
    fold: Callable[[str], str]
    no_heads: Text
    longest: int = LONGEST

    @cached_property
    def titles(self) -> dict[str, str]:
        """Folded name of a sheet in any language → what it holds."""
        return self.spellings((kind, one.title) for kind, one in self.sheets.items())

    @cached_property
    def heads(self) -> dict[str, dict[str, str]]:
        """Sheet → folded head in any language → column."""
        return {
            kind: self.spellings((name, column.head) for name, column in one.columns.items())
            for kind, one in self.sheets.items()
        }

    @cached_property
    def words(self) -> dict[tuple[str, str], dict[str, str]]:
        """Sheet and column → folded word in any language, or the code itself → code."""
        return {
            (kind, name): self.spellings(column.choices)
            | {self.fold(code): code for code, _word in column.choices}
            for kind, one in self.sheets.items()
            for name, column in one.columns.items()
        }

    @cached_property
    def marks(self) -> frozenset[str]:
        """What marks a row that is to go."""
        return frozenset({"x", *self.spellings([("", MARK)])})

    def spellings(self, words: Choices) -> dict[str, str]:
        """Folded word in any language → its code."""
        found: dict[str, str] = {}
        every = list(words)
        for language in LANGUAGES if every else ():
            with translation.override(language):
                found |= {self.fold(str(word)): code for code, word in every}
        return found
