"""What a form asks, as we understand it: questions in their groups, choices, conditions.

Made once from the sheets, kept as JSON with the form version. Texts are `Words`: one per language,
Serbian in Cyrillic with Latin made from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from spona.reference.words import Words
from spona.surveys.expressions import NotUnderstoodError, names_in, parsed

SELECT_ONE, SELECT_MULTIPLE, ACKNOWLEDGE = "select_one", "select_multiple", "acknowledge"
INTEGER, DECIMAL, TEXT, DATE = "integer", "decimal", "text", "date"
NOTE, CALCULATE, HIDDEN, METADATA, DEVICE = "note", "calculate", "hidden", "metadata", "device"
# What a page without a script can ask.
ON_PAGES: Final = frozenset({
    SELECT_ONE, SELECT_MULTIPLE, ACKNOWLEDGE, INTEGER, DECIMAL, TEXT, DATE, NOTE, CALCULATE, HIDDEN,
})  # fmt: skip
# Answered by a code out of a list: nothing else is ever kept in clear.
CODED: Final = frozenset({SELECT_ONE, SELECT_MULTIPLE, ACKNOWLEDGE})
SILENT: Final = frozenset({CALCULATE, HIDDEN, METADATA})
GROUP, REPEAT = "group", "repeat"


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    label: Words


@dataclass(frozen=True, slots=True)
class Question:
    """`path` from the root: `about/age`. `required` is a condition, "" for never."""

    kind: str
    name: str
    path: str
    label: Words = field(default_factory=Words)
    hint: Words = field(default_factory=Words)
    required: str = ""
    relevant: str = ""
    constraint: str = ""
    message: Words = field(default_factory=Words)
    calculation: str = ""
    filtered: str = ""
    choices: tuple[Choice, ...] = ()
    sensitive: bool = False

    @property
    def is_asked(self) -> bool:
        return self.kind not in SILENT and self.kind != NOTE

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(one.name for one in self.choices)


@dataclass(frozen=True, slots=True)
class Group:
    kind: str
    name: str
    path: str
    label: Words = field(default_factory=Words)
    relevant: str = ""
    items: tuple[Item, ...] = ()


type Item = Question | Group


@dataclass(frozen=True, slots=True)
class Unclear:
    """An expression that we do not evaluate: where it stands, and the part that we do not know."""

    path: str
    column: str
    what: str


@dataclass(frozen=True)
class Form:
    title: Words
    form_id: str
    version: str
    languages: tuple[str, ...]
    items: tuple[Item, ...]

    @cached_property
    def questions(self) -> dict[str, Question]:
        """By their path, in their order; also those inside repeats."""
        return {one.path: one for one in _questions(self.items)}

    @cached_property
    def by_name(self) -> dict[str, Question]:
        """By the name that conditions use; one that stands twice means neither."""
        found: dict[str, list[Question]] = {}
        for one in self.questions.values():
            found.setdefault(one.name, []).append(one)
        return {name: some[0] for name, some in found.items() if len(some) == 1}

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        return tuple(one for one in self.questions.values() if one.is_asked)

    @cached_property
    def counted(self) -> tuple[Question, ...]:
        """Those whose answers are kept as codes, outside repeats."""
        inside = self.repeated
        return tuple(
            one
            for one in self.asked
            if one.kind in CODED and not one.sensitive and one.path not in inside
        )

    @cached_property
    def decided_by(self) -> dict[str, tuple[Question, ...]]:
        """Path of a question → the counted questions whose answers decide whether it is asked, by
        its own condition or by that of a group around it.
        """
        counted = {one.name: one for one in self.counted if one.name in self.by_name}
        return {
            path: tuple(counted[name] for name in sorted(names) if name in counted)
            for path, names in _conditions(self.items, frozenset())
        }

    @cached_property
    def repeated(self) -> frozenset[str]:
        """Paths of questions that may be answered several times."""
        return frozenset(_repeated(self.items))

    @cached_property
    def unclear(self) -> tuple[Unclear, ...]:
        return tuple(_unclear(self.items))

    @cached_property
    def needs_script(self) -> tuple[str, ...]:
        """Paths of what a page without a script cannot ask (see `browser_form.way_of`)."""
        kinds = [one.path for one in self.questions.values() if one.kind not in ON_PAGES]
        return (*kinds, *_repeats(self.items), *(one.path for one in self.unclear))

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.title, "form_id": self.form_id, "version": self.version,
            "languages": list(self.languages), "items": [_to_json(one) for one in self.items],
        }  # fmt: skip

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Form:
        return cls(
            title=Words.of(said["title"]),
            form_id=said["form_id"],
            version=said["version"],
            languages=tuple(said["languages"]),
            items=tuple(_from_json(one) for one in said["items"]),
        )


def _questions(items: tuple[Item, ...]) -> Iterator[Question]:
    for one in items:
        if isinstance(one, Group):
            yield from _questions(one.items)
        else:
            yield one


def _conditions(
    items: tuple[Item, ...], around: frozenset[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    for one in items:
        names = around | names_in(one.relevant)
        if isinstance(one, Group):
            yield from _conditions(one.items, names)
        else:
            yield one.path, names


def _repeats(items: tuple[Item, ...]) -> Iterator[str]:
    for one in items:
        if isinstance(one, Group):
            if one.kind == REPEAT:
                yield one.path
            yield from _repeats(one.items)


def _repeated(items: tuple[Item, ...]) -> Iterator[str]:
    for one in items:
        if isinstance(one, Group):
            if one.kind == REPEAT:
                yield from (question.path for question in _questions(one.items))
            else:
                yield from _repeated(one.items)


def _unclear(items: tuple[Item, ...]) -> Iterator[Unclear]:
    for one in items:
        said = {"relevant": one.relevant}
        if isinstance(one, Question):
            said |= {
                "constraint": one.constraint, "required": one.required,
                "calculation": one.calculation, "choice_filter": one.filtered,
            }  # fmt: skip
        for column, text in said.items():
            if column == "choice_filter" and text:
                yield Unclear(one.path, column, text[:60])
            elif text:
                try:
                    parsed(text)
                except NotUnderstoodError as error:
                    yield Unclear(one.path, column, error.what)
        if isinstance(one, Group):
            yield from _unclear(one.items)


_TEXTS: Final = ("name", "path", "required", "relevant", "constraint", "calculation", "filtered")


def _to_json(one: Item) -> dict[str, Any]:
    if isinstance(one, Group):
        return {
            "kind": one.kind, "name": one.name, "path": one.path, "label": one.label,
            "relevant": one.relevant, "items": [_to_json(inner) for inner in one.items],
        }  # fmt: skip
    said: dict[str, Any] = {"kind": one.kind} | {name: getattr(one, name) for name in _TEXTS}
    return said | {
        "label": one.label, "hint": one.hint, "message": one.message, "sensitive": one.sensitive,
        "choices": [[choice.name, choice.label] for choice in one.choices],
    }  # fmt: skip


def _from_json(said: dict[str, Any]) -> Item:
    if "items" in said:
        return Group(
            **said
            | {
                "label": Words.of(said["label"]),
                "items": tuple(_from_json(one) for one in said["items"]),
            }
        )
    words = {name: Words.of(said[name]) for name in ("label", "hint", "message")}
    choices = tuple(Choice(name, Words.of(label)) for name, label in said["choices"])
    return Question(**said | words | {"choices": choices})
