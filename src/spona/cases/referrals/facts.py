"""Sections of a file as facts to read: label and value, for a preview and for its recipient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from spona.cases.case.notes import Entry, entries_of
from spona.cases.case.sections import NOT_KNOWN, OWN, SECTIONS
from spona.cases.fields.case_fields import FIELDS
from spona.cases.fields.facts import own_facts, part_facts, section_facts
from spona.cases.referrals.packet import Addition, Body
from spona.cases.referrals.parts import PARTS

# These stand in the packet's own parts already, or are numbers and not to be read.
_SHOWN_APART = frozenset({"name", "identity", "contact", "account", "count"})
_TITLES_APART = frozenset(SECTIONS[name] for name in _SHOWN_APART)


@dataclass(frozen=True, slots=True)
class Texts:
    """One section: its title and each text in it, in the order of the file. Of notes a page shows
    the `entries` in place of the texts.
    """

    title: Promise
    texts: list[str]
    entries: list[Entry] = field(default_factory=list)


def sections_of(body: Body | Addition) -> list[Texts]:
    """What of a file goes along; a section without a word says so by an empty list."""
    found = [
        _notes(document) if name == "notes" else Texts(SECTIONS[name], _read_out(name, document))
        for name, document in body.sections.items()
        if name in SECTIONS
    ]
    return [one for one in found if one.texts or one.title not in _TITLES_APART]


def addition_lines(added: Addition) -> list[str]:
    """The words, each sign that was answered, then the parts of a file: as another file, a paper
    or a log has it.
    """
    signs = [
        " ".join(filter(None, (f"{one.words}: {one.answer_word}.", one.seen)))
        for one in (added.signs.asked if added.signs else ())
    ]
    facts = [
        *part_facts("account", added.account or {}),
        *part_facts("who", added.who or {}),
        *part_facts("reach", added.reach or {}),
    ]
    told = [f"{one.label}: {one.value}" for one in facts]
    told += [f"{one.title}: {text}" for one in sections_of(added) for text in one.texts]
    stay = [f"{PARTS['stay']}: {added.stay}"] if added.stay else []
    return [*filter(None, (added.text,)), *signs, *told, *stay]


def _notes(document: Mapping[str, Any]) -> Texts:
    entries = entries_of(document)
    return Texts(SECTIONS["notes"], [line for one in entries for line in one.lines], entries)


def _read_out(name: str, document: Mapping[str, Any]) -> list[str]:
    """Of a section whose fields stand in the packet's own parts, what is no field of the list."""
    if name in _SHOWN_APART:
        return [f"{one.label}: {one.value}" for one in own_facts(document)]
    return list(_told(name, document))


def _told(section: str, document: Mapping[str, Any]) -> Iterator[str]:
    """The fields of the section as they are read in a file, then whatever else stands in it."""
    facts = section_facts(section, document)
    for one in facts:
        yield one.value if one.is_long else f"{one.label}: {one.value}"
    known = {NOT_KNOWN, OWN, *(one.name for one in FIELDS if one.section == section)}
    yield from _texts({key: each for key, each in document.items() if key not in known})


def _texts(value: Any) -> Iterator[str]:
    """Every sentence, however deep: sections have shapes of their own."""
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key != "schema":
                yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
