"""The notes of our own data in Serbian: none is left in English, none says something else."""

import re

import pytest
from django.template import Context, Template
from django.utils.translation import override

from spona.reference.own_data import own_rows
from spona.reference.sources import source_words, version_words
from spona.reference.words import is_cyrillic

_FACTS = re.compile(r"https?://\S+|\d[\d./-]*\d")


def notes():
    for name in ("codes", "public", "legal", "holidays", "institutions"):
        yield from {row["source"] for row in own_rows(name)}
    for row in own_rows("indicators"):
        yield row["source"]
        yield from {sign["source"] for sign in row["indicators"]}
    yield from {row["evidence"] for row in own_rows("terms")}


@pytest.mark.parametrize("note", sorted(set(notes())))
def test_every_note_of_our_data_has_serbian_words_with_the_same_addresses_and_numbers(note):
    words = source_words(note)
    assert words["en"] == note
    assert is_cyrillic(words["sr"])
    said = words["sr"]
    for fact in _FACTS.findall(note):
        assert fact.rstrip(".;,)") in said, (fact, said)


def test_a_serbian_reader_gets_no_english_and_an_english_one_no_serbian():
    note = "general knowledge, unverified"
    assert source_words(note).in_language("sr") == "опште знање, непроверено"
    assert source_words(note).in_language("sr-latn") == "opšte znanje, neprovereno"
    assert source_words(note).in_language("en") == note


def test_what_people_wrote_stays_and_is_marked_where_it_may_be_another_language():
    page = Template("{% load scripts %}{{ note|source_note }}")
    with override("sr"):
        assert page.render(Context({"note": "<b>minutes</b> of the meeting"})) == (
            '<span lang="en">&lt;b&gt;minutes&lt;/b&gt; of the meeting</span>'
        )
        assert page.render(Context({"note": "seen: mup.gov.rs"})) == "прочитано: mup.gov.rs"
        assert page.render(Context({"note": ""})) == ""
    with override("en"):
        assert page.render(Context({"note": "seen: mup.gov.rs"})) == "seen: mup.gov.rs"


def test_parts_are_put_together_only_where_each_has_words():
    both = source_words("existence seen: http://a.rs/x ; seen: ns.vi.jt.rs")
    assert both["sr"] == "постојање прочитано: http://a.rs/x ; прочитано: ns.vi.jt.rs"
    assert "sr" not in source_words("seen: ns.vi.jt.rs ; and something in English")


def test_a_working_version_is_said_in_words():
    with override("en"):
        assert version_words("working-3") == "working version 3"
    assert version_words("2015") == "2015"
    page = Template("{% load scripts %}{{ version|version_words }}")
    with override("en"):
        assert page.render(Context({"version": "working-1"})) == "working version 1"
