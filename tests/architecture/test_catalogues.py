"""Every sentence is there in Serbian, by hand in Cyrillic; Latin is made from it."""

import shutil

import polib
import pytest

from spona.operations import messages
from tests.architecture.code import ROOT, templates


@pytest.fixture(scope="module")
def cyrillic():
    return polib.pofile(str(messages.CYRILLIC))


def test_serbian_is_complete_and_nothing_is_guessed(cyrillic):
    missing = [e.msgid for e in cyrillic if not e.obsolete and not e.translated()]
    assert missing == []
    assert [e.msgid for e in cyrillic.fuzzy_entries()] == []


def test_every_plural_has_three_forms(cyrillic):
    wrong = [
        e.msgid for e in cyrillic
        if e.msgid_plural and (len(e.msgstr_plural) != 3 or not all(e.msgstr_plural.values()))
    ]  # fmt: skip
    assert wrong == []


def test_latin_is_what_is_made_from_cyrillic(cyrillic):
    made = messages.to_latin(cyrillic)
    there = polib.pofile(str(messages.LATIN))
    differ = [
        e.msgid for e in made
        if (other := there.find(e.msgid, msgctxt=e.msgctxt or False)) is None
        or (other.msgstr, other.msgstr_plural) != (e.msgstr, e.msgstr_plural)
    ]  # fmt: skip
    assert differ == []


def test_no_sentence_of_the_sources_is_missing_from_the_catalogue(cyrillic):
    if shutil.which("xgettext") is None:
        pytest.fail("gettext is missing: apt-get install gettext")
    there = {(e.msgctxt, e.msgid) for e in cyrillic if not e.obsolete}
    asked = {(e.msgctxt, e.msgid) for e in messages.extracted()}
    assert sorted(msgid for _context, msgid in asked - there) == []


def test_forbidden_words_of_the_field_do_not_come_up(cyrillic):
    """*пријава*, never *дојава*; nobody "refuses help"; the intake holder is no supervisor."""
    import re

    never = re.compile(r"дојав|одбија помоћ|супервизор", re.IGNORECASE)
    assert [e.msgid for e in cyrillic if never.search(e.msgstr)] == []


# The plain word, where no meeting of a network is meant: (msgid) → why.
OTHER_MEETINGS: dict[str, str] = {}


def test_a_meeting_of_a_network_has_one_word(cyrillic):
    """*седница* stands in the menu, so it stands everywhere: catalogue, handbook and templates."""
    import re

    other = re.compile(r"састан|sastan", re.IGNORECASE)
    found = [
        entry.msgid
        for entry in cyrillic
        if any(other.search(text) for text in (entry.msgstr, *entry.msgstr_plural.values()))
    ]
    assert sorted(found) == sorted(OTHER_MEETINGS)
    texts = {"docs/handbook/sr.md": (ROOT / "docs/handbook/sr.md").read_text(), **templates()}
    assert [name for name, text in texts.items() if other.search(text)] == []
