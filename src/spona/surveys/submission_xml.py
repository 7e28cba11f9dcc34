"""A filled form as XML, as OpenRosa has it: written from what was typed, read from a phone.

What comes from outside may not name entities, be large or be deep; what the form does not know is
listed, and the XML is kept whole.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from spona.access.denied import Denied
from spona.surveys.form_model import Form, Group, Item, Question

LARGEST: Final = 1_000_000
_DEEPEST: Final = 30
_NODES: Final = 20_000
_META: Final = "meta"


@dataclass(slots=True)
class Filled:
    """Answers of one group, or of the form: by the names of questions, and the groups inside."""

    values: dict[str, str] = field(default_factory=dict)
    groups: dict[str, list[Filled]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Received:
    """`unknown`: paths of what the form does not have, or has once and came twice."""

    filled: Filled
    instance: str
    deprecated: str
    form_id: str
    unknown: tuple[str, ...]


def new_instance() -> str:
    return f"uuid:{uuid.uuid4()}"


def heading(content: bytes) -> tuple[str, str]:
    """The id of the form and its version, as the filled form says them. Denied as in `read`."""
    root = _root(content)
    return root.get("id", ""), root.get("version", "")


def read(content: bytes, form: Form) -> Received:
    """Denied, with a sentence, for what is no filled form at all."""
    root = _root(content)
    _check_bounds(root)
    unknown: list[str] = []
    filled = _filled(root, form.items, "", unknown)
    return Received(
        filled=filled,
        instance=_meta(root, "instanceID"),
        deprecated=_meta(root, "deprecatedID"),
        form_id=root.get("id", ""),
        unknown=tuple(unknown),
    )


def written(form: Form, answers: Mapping[str, str], *, instance: str) -> bytes:
    """The XML of a form without repeats, from answers by path."""
    root = Element("data", {"id": form.form_id, "version": form.version})
    _write(root, form.items, answers)
    meta = SubElement(root, _META)
    SubElement(meta, "instanceID").text = instance
    xml: bytes = tostring(root, encoding="utf-8")
    return xml


def _write(node: Element, items: Iterable[Item], answers: Mapping[str, str]) -> None:
    for one in items:
        child = SubElement(node, one.name)
        if isinstance(one, Group):
            _write(child, one.items, answers)
        else:
            child.text = answers.get(one.path, "")


def _root(content: bytes) -> Element:
    if len(content) > LARGEST:
        raise Denied(_("This answer is larger than a form can be."))
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Denied(_("This is no filled form.")) from None
    return root


def _check_bounds(root: Element) -> None:
    level, count = [root], 0
    for _depth in range(_DEEPEST):
        count += len(level)
        level = [child for one in level for child in one]
        if not level:
            break
    if level or count > _NODES:
        raise Denied(_("This answer is larger than a form can be."))


def _filled(node: Element, items: tuple[Item, ...], path: str, unknown: list[str]) -> Filled:
    known = {one.name: one for one in items}
    made = Filled()
    for child in node:
        name = _local(child)
        here = f"{path}/{name}" if path else name
        item = known.get(name)
        if item is None:
            if not (name == _META and not path):
                unknown.append(here)
        elif isinstance(item, Question):
            if name in made.values or len(child):
                unknown.append(here)
            made.values.setdefault(name, (child.text or "").strip())
        elif made.groups.get(name) and item.kind != "repeat":
            unknown.append(here)
        else:
            made.groups.setdefault(name, []).append(_filled(child, item.items, here, unknown))
    return made


def _meta(root: Element, name: str) -> str:
    for child in root:
        if _local(child) == _META:
            for one in child:
                if _local(one) == name:
                    return (one.text or "").strip()[:200]
    return ""


def _local(node: Element) -> str:
    """Without the name space that some phones put before it."""
    return str(node.tag).rpartition("}")[2]
