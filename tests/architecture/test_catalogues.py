"""Every sentence is there in Serbian, by hand in Cyrillic; Latin is made from it."""

import re
import shutil

import polib
import pytest

from tests.architecture.code import ROOT, templates
from tools.messages import command as messages


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
    never = re.compile(r"дојав|одбија помоћ|супервизор", re.IGNORECASE)
    assert [e.msgid for e in cyrillic if never.search(e.msgstr)] == []


# What misled native readers: (pattern, what stands in its place).
MISLEADING = (
    (r"капиј", "јавни контакт-телефон: a gate with a number reads as an address"),
    (r"\b[Пп]ут\w{0,2} детета", "поступак за дете"),
    (r"\b[Рр]ок\w{0,2} (мирује|стоји|чека (пошиљ|њега))", "рок не тече"),
    (r"\bсат\w{0,2} (тече|стоји|је стајао|мирује)|(зауставља|покреће) сат", "рок"),
    (r"(ко|онај ко) води мрежу", "координатор мреже"),
    (r"(стиже|добијају|ни) поштом", "имејлом"),
    (r"\b[Чч]ланиц[аеу]\b(?!х)", "чланови мреже"),
    (r"[Пп]ријављивач", "подносилац пријаве"),
    (r"(држи|води) сервер", "обрађивач"),
    (r"свог човека|реч без имена|Опасност сада", "see design/terms.md"),
    # „Центар” alone is the national Centre; the centre for social work is never called so.
    (r"„[^“”]*“", "„…”: the closing mark is ”"),
    (r"центру?а?(?! за| за)\b(?=[.,\"])", "центар за социјални рад"),
)


def test_no_sentence_misleads_a_native_reader(cyrillic):
    """Catalogue, handbook and the data that people read: the same sentence is wrong everywhere."""
    texts = {entry.msgid: " ".join((entry.msgstr, *entry.msgstr_plural.values()))
             for entry in cyrillic}  # fmt: skip
    texts["docs/handbook/sr.md"] = (ROOT / "docs/handbook/sr.md").read_text()
    source = ROOT / "src" / "spona"
    texts |= {one.name: one.read_text() for one in source.rglob("data/**/*.json")}
    found = [
        (name[:80], match[0], instead)
        for name, text in texts.items()
        for pattern, instead in MISLEADING
        if (match := re.search(pattern, text))
    ]
    assert found == []


COUNTED = re.compile(r"%\((?:n|months)\)[sd] (?:month|day|hour|year)s\b")


def test_whatever_is_counted_has_three_forms(cyrillic):
    """12 meseci, 3 meseca, 21 mesec: a count without plural forms is wrong for most numbers."""
    assert [e.msgid for e in cyrillic if COUNTED.search(e.msgid) and not e.msgid_plural] == []


# The plain word, where no meeting of a network is meant: (msgid) → why.
OTHER_MEETINGS: dict[str, str] = {
    "Appointment": "a hearing in somebody's own calendar: the plainest word there is",
}


def test_a_meeting_of_a_network_has_one_word(cyrillic):
    """*седница* stands in the menu, so it stands everywhere: catalogue, handbook and templates."""
    other = re.compile(r"састан|sastan", re.IGNORECASE)
    found = [
        entry.msgid
        for entry in cyrillic
        if any(other.search(text) for text in (entry.msgstr, *entry.msgstr_plural.values()))
    ]
    assert sorted(found) == sorted(OTHER_MEETINGS)
    texts = {"docs/handbook/sr.md": (ROOT / "docs/handbook/sr.md").read_text(), **templates()}
    assert [name for name, text in texts.items() if other.search(text)] == []
