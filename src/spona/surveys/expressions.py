"""The part of XPath that we evaluate. What is not in it is named, and never taken for true.

Comparison, and/or/not, arithmetic, `.`, `${name}`, texts and numbers, and the functions of
`FUNCTIONS`. An empty answer is the empty text; compared with a number it is no number, so every
comparison but `!=` is false, as XPath has it.
"""

from __future__ import annotations

import datetime as dt
import math
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from spona.surveys.patterns import fits

type Value = str | float | bool
FUNCTIONS: Final = frozenset({
    "selected", "count-selected", "string-length", "regex", "today", "if", "coalesce", "not",
    "number", "int", "true", "false",
})  # fmt: skip
_LONGEST: Final = 2000
_DEEPEST: Final = 40
# Signs in a row, each a step deeper when it is evaluated.
_CHAINED: Final = 100


class NotUnderstoodError(ValueError):
    """The expression holds something that we do not evaluate; `what` is that part of it."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Context:
    """`answer_to(name)`: what was answered to a question, or ""; `this`: to the one at hand."""

    answer_to: Callable[[str], str]
    today: dt.date
    this: str = ""


# The sign or kind first, then what it stands over: nodes, a text or a number.
type Node = tuple[Any, ...]


class _Token(NamedTuple):
    kind: str
    text: str


_TOKENS: Final = re.compile(
    r"\s*(?:(?P<ref>\$\{\s*[^\s{}]+\s*\})"
    r"|(?P<number>\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_:-]*)"
    r"|(?P<sign><=|>=|!=|[=<>()+*,.-]))"
)


@lru_cache(maxsize=2000)
def parsed(text: str) -> Node:
    """The expression as a tree; NotUnderstoodError names what is not in the subset."""
    if len(text) > _LONGEST:
        raise NotUnderstoodError(text[:60])
    return _Parser(list(_tokens(text))).whole()


def evaluate(text: str, context: Context) -> Value:
    return _value(parsed(text), context)


def holds(text: str, context: Context) -> bool:
    """Whether a condition is true; NotUnderstoodError where that cannot be said."""
    return _bool(evaluate(text, context))


def as_text(value: Value) -> str:
    """As XPath writes it down: whole numbers without a point, no number as nothing."""
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            if math.isnan(value) or math.isinf(value):
                return ""
            return str(int(value)) if value.is_integer() else str(value)
    return value


def names_in(text: str) -> frozenset[str]:
    """The questions that an expression names, also where it is not understood."""
    return frozenset(re.findall(r"\$\{\s*([^\s{}]+)\s*\}", text))


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while text[at:].strip():
        found = _TOKENS.match(text, at)
        if found is None:
            raise NotUnderstoodError(text[at:].strip()[:40])
        kind = str(found.lastgroup)
        yield _Token(kind, found.group(kind))
        at = found.end()


class _Parser:
    """Recursive descent; a tree as deep as `_DEEPEST` and no deeper."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    def whole(self) -> Node:
        made = self._or()
        if self._at < len(self._tokens):
            raise NotUnderstoodError(self._tokens[self._at].text)
        return made

    def _next(self) -> _Token:
        if self._at < len(self._tokens):
            return self._tokens[self._at]
        return _Token("end", "")

    def _take(self, *texts: str) -> str:
        token = self._next()
        if token.kind in ("word", "sign") and token.text in texts:
            self._at += 1
            return token.text
        return ""

    def _or(self) -> Node:
        return self._chain(self._and, "or")

    def _and(self) -> Node:
        return self._chain(self._equal, "and")

    def _equal(self) -> Node:
        return self._chain(self._compared, "=", "!=")

    def _compared(self) -> Node:
        return self._chain(self._sum, "<", "<=", ">", ">=")

    def _sum(self) -> Node:
        return self._chain(self._product, "+", "-")

    def _product(self) -> Node:
        return self._chain(self._signed, "*", "div", "mod")

    def _chain(self, below: Callable[[], Node], *signs: str) -> Node:
        made, links = below(), 0
        while sign := self._take(*signs):
            links += 1
            if links > _CHAINED:
                raise NotUnderstoodError(f"{sign} … {sign}")
            made = (sign, made, below())
        return made

    def _signed(self) -> Node:
        if self._take("-"):
            return ("-", ("number", 0.0), self._signed_deeper())
        return self._one()

    def _signed_deeper(self) -> Node:
        self._deeper()
        made = self._signed()
        self._depth -= 1
        return made

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotUnderstoodError("(((")

    def _one(self) -> Node:
        token = self._next()
        self._at += 1
        match token.kind:
            case "ref":
                return ("ref", token.text[2:-1].strip())
            case "number":
                return ("number", float(token.text))
            case "text":
                return ("text", token.text[1:-1])
            case "word":
                return self._call(token.text)
        if token.text == ".":
            return ("this",)
        if token.text == "(":
            return self._inside()
        raise NotUnderstoodError(token.text or "…")

    def _inside(self) -> Node:
        self._deeper()
        made = self._or()
        self._close()
        return made

    def _close(self) -> None:
        if not self._take(")"):
            raise NotUnderstoodError(self._next().text or "(")
        self._depth -= 1

    def _call(self, name: str) -> Node:
        if name not in FUNCTIONS or not self._take("("):
            raise NotUnderstoodError(name)
        self._deeper()
        given: list[Node] = []
        if not self._take(")"):
            given.append(self._or())
            while self._take(","):
                given.append(self._or())
            self._close()
        else:
            self._depth -= 1
        if len(given) not in _GIVEN[name]:
            raise NotUnderstoodError(name)
        if name == "regex" and not (
            given[1][0] == "text" and fits("", str(given[1][1])) is not None
        ):
            raise NotUnderstoodError("regex")
        return ("call", name, *given)


_GIVEN: Final = {
    "selected": (2,), "count-selected": (1,), "string-length": (0, 1), "regex": (2,),
    "today": (0,), "if": (3,), "coalesce": (2,), "not": (1,), "number": (1,), "int": (1,),
    "true": (0,), "false": (0,),
}  # fmt: skip


def _value(node: Node, context: Context) -> Value:
    match node:
        case ("number", float(number)):
            return number
        case ("text", str(text)):
            return text
        case ("this",):
            return context.this
        case ("ref", str(name)):
            return context.answer_to(name)
        case ("call", str(name), *given):
            return _called(name, given, context)
    sign, left, right = node
    return _combined(str(sign), left, right, context)


def _combined(sign: str, left: Node, right: Node, context: Context) -> Value:
    if sign == "or":
        return _bool(_value(left, context)) or _bool(_value(right, context))
    if sign == "and":
        return _bool(_value(left, context)) and _bool(_value(right, context))
    one, other = _value(left, context), _value(right, context)
    if sign in ("=", "!="):
        return _equal(one, other) == (sign == "=")
    return _of_numbers(sign, _ordinal(one), _ordinal(other))


_SIGNS: Final[dict[str, Callable[[float, float], Value]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip


def _of_numbers(sign: str, one: float, other: float) -> Value:
    if sign in _SIGNS:
        return _SIGNS[sign](one, other)
    if not other or math.isnan(one) or math.isnan(other) or math.isinf(one):
        return math.nan
    # `mod` takes the sign of the first, as XPath has it.
    return one / other if sign == "div" else math.fmod(one, other)


def _equal(one: Value, other: Value) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return _bool(one) == _bool(other)
    if isinstance(one, float) or isinstance(other, float):
        return _number(one) == _number(other)
    return one == other


def _called(name: str, given: Sequence[Node], context: Context) -> Value:
    if name == "if":
        return _value(given[1 if _bool(_value(given[0], context)) else 2], context)
    return _CALLS[name]([_value(one, context) for one in given], context)


def _whole(value: Value) -> float:
    number = _number(value)
    return number if math.isnan(number) or math.isinf(number) else float(int(number))


def _regex(text: Value, pattern: Value) -> bool:
    found = fits(as_text(text), as_text(pattern))
    if found is None:
        raise NotUnderstoodError("regex")
    return found


_CALLS: Final[dict[str, Callable[[list[Value], Context], Value]]] = {
    "today": lambda _given, context: context.today.isoformat(),
    "true": lambda _given, _context: True,
    "false": lambda _given, _context: False,
    "not": lambda given, _context: not _bool(given[0]),
    "number": lambda given, _context: _number(given[0]),
    "int": lambda given, _context: _whole(given[0]),
    "coalesce": lambda given, _context: as_text(given[0]) or as_text(given[1]),
    "selected": lambda given, _context: as_text(given[1]) in as_text(given[0]).split(),
    "count-selected": lambda given, _context: float(len(as_text(given[0]).split())),
    "string-length": lambda given, context: float(
        len(as_text(given[0]) if given else context.this)
    ),
    "regex": lambda given, _context: _regex(given[0], given[1]),
}


def _bool(value: Value) -> bool:
    match value:
        case bool():
            return value
        case float():
            return bool(value) and not math.isnan(value)
    return bool(value)


def _number(value: Value) -> float:
    match value:
        case bool():
            return float(value)
        case float():
            return value
    try:
        return float(value) if re.fullmatch(r"\s*-?\d{1,30}(\.\d{1,30})?\s*", value) else math.nan
    except ValueError:
        return math.nan


def _ordinal(value: Value) -> float:
    """Days are compared and counted by their number, as JavaRosa does."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            return float(dt.date.fromisoformat(value).toordinal())
        except ValueError:
            return math.nan
    return _number(value)
