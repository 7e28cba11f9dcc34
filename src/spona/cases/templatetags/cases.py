"""Words of the codes in a packet, and names of institutions, for templates."""

from __future__ import annotations

from collections.abc import Collection
from zlib import crc32

from django import template

from spona.cases.casefile.pages import file_pages
from spona.cases.fields import codes, facts
from spona.cases.fields.case_field import Part
from spona.cases.referrals.facts import sections_of
from spona.cases.referrals.parts import PARTS
from spona.directory.institution_names import full_name, short_name
from spona.reference.sources import version_words

register = template.Library()

register.filter("short_name", short_name)
register.filter("full_name", full_name)
register.filter("version_words", version_words)
register.filter("sections_of", sections_of)
register.simple_tag(file_pages)


@register.filter
def anchor(name: str) -> str:
    """Of a question by the name of its field: an address that leads to it says nothing of it."""
    return f"{crc32(name.encode()):08x}"


@register.filter
def word(code: str, list_name: str) -> str:
    """The label of a code; `list_name` is a key of `codes.LISTS`."""
    return codes.word(codes.LISTS[list_name], code)


@register.filter
def part_facts(texts: facts.Texts | None, part: Part) -> list[facts.Fact]:
    """What stands in a part of a packet; nothing where it was not sent."""
    return facts.part_facts(part, texts or {})


@register.filter
def parts(names: Collection[str]) -> str:
    """Parts of a file by their codes, as one line, in the order in which they always stand."""
    return ", ".join(str(label) for name, label in PARTS.items() if name in names)
