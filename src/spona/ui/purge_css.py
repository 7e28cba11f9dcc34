"""Leaves out of a library's style what no page of ours can use."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

import tinycss2

_VARIABLE: Final = re.compile(r"var\(\s*(--[\w-]+)")
# Within these stand rules; any other block of an at-rule is kept as it is.
_NESTED: Final = {"media", "supports", "container", "layer"}


@dataclass(slots=True)
class _Rule:
    """`head` is the selectors that are left, or the at-rule; `declarations` of a plain rule,
    `rules` of a nested one, and `text` of what is taken as it is.
    """

    head: str
    declarations: list[tuple[str, str]] = field(default_factory=list)
    rules: list[_Rule] = field(default_factory=list)
    text: str = ""


def purge(css: str, *, words: Collection[str], others: Iterable[str]) -> str:
    """`css` without the rules whose classes are not among `words`, without the animations and
    without the custom properties that neither what is left nor one of `others` (styles) names.

    A word that ends with a hyphen stands for all classes that begin with it: a template may put
    the rest behind it. Classes within `:not()` or `:is()` are never looked for.
    """
    beginnings = tuple(word for word in words if word.endswith("-") and len(word) > 2)

    def known(name: str) -> bool:
        return name in words or name.startswith(beginnings)

    ours = "".join(others)
    rules = list(_kept(tinycss2.parse_stylesheet(css, skip_comments=True), known))
    wanted = _wanted(rules, _VARIABLE.findall(ours))
    all_text = "".join(_written(rules, wanted)) + ours
    return "".join(_written([rule for rule in rules if _is_used(rule, all_text)], wanted))


def _kept(nodes: Iterable[Any], known: Callable[[str], bool]) -> Iterator[_Rule]:
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = [one for one in _selectors(node.prelude) if all(map(known, _classes(one)))]
            if selectors:
                head = ",".join(tinycss2.serialize(one).strip() for one in selectors)
                yield _Rule(head, list(_declarations(node.content)))
        elif node.type == "at-rule":
            head = f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}"
            if node.content is None:
                yield _Rule(head, text=";")
            elif node.lower_at_keyword in _NESTED:
                inner = tinycss2.parse_rule_list(node.content, skip_comments=True)
                if rules := list(_kept(inner, known)):
                    yield _Rule(head, rules=rules)
            else:
                yield _Rule(head, text=f"{{{tinycss2.serialize(node.content)}}}")


def _selectors(prelude: Iterable[Any]) -> list[list[Any]]:
    found: list[list[Any]] = [[]]
    for part in prelude:
        if part == ",":
            found.append([])
        else:
            found[-1].append(part)
    return found


def _classes(selector: list[Any]) -> list[str]:
    """Names behind a dot; what stands within brackets is a token of its own and not looked into."""
    return [name.value for dot, name in pairwise(selector) if dot == "." and name.type == "ident"]


def _declarations(content: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if one.type != "declaration":
            raise ValueError(f"No declaration: {tinycss2.serialize([one])}")
        yield one.name, one.serialize()


def _all_of(rules: Iterable[_Rule]) -> Iterator[_Rule]:
    for rule in rules:
        yield rule
        yield from _all_of(rule.rules)


def _wanted(rules: list[_Rule], named: Iterable[str]) -> set[str]:
    """Custom properties that something uses, also by way of another one."""
    wanted = set(named)
    means: dict[str, set[str]] = {}
    for rule in _all_of(rules):
        wanted |= set(_VARIABLE.findall(rule.text))
        for name, text in rule.declarations:
            used = set(_VARIABLE.findall(text))
            if name.startswith("--"):
                means.setdefault(name, set()).update(used)
            else:
                wanted |= used
    ahead = list(wanted)
    while ahead:
        new = means.get(ahead.pop(), set()) - wanted
        wanted |= new
        ahead += new
    return wanted


def _written(rules: Iterable[_Rule], wanted: Collection[str]) -> Iterator[str]:
    for rule in rules:
        if rule.text:
            yield rule.head + rule.text
        elif rule.rules:
            if inner := "".join(_written(rule.rules, wanted)):
                yield f"{rule.head}{{{inner}}}"
        elif left := [
            text for name, text in rule.declarations if not name.startswith("--") or name in wanted
        ]:
            yield f"{rule.head}{{{';'.join(left)}}}"


def _is_used(rule: _Rule, text: str) -> bool:
    """False for an animation that nothing names but itself."""
    found = re.fullmatch(r"@(?:-webkit-)?keyframes\s+([\w-]+)\s*", rule.head)
    return found is None or len(re.findall(rf"(?<![\w-]){re.escape(found[1])}(?![\w-])", text)) > 1
