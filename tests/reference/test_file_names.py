"""A file is called in the reader's language, in letters that every machine keeps."""

import re

import pytest
from django.utils.translation import override, pgettext

from spona.reference.file_names import file_name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("покривеност",), "pokrivenost"),
        (("Извештај", 2026, 1), "izvestaj-2026-1"),
        (("Међуизвештај",), "medjuizvestaj"),
        (("plan", "", None, 0, 2026), "plan-2026"),
        (("Џакови љубави – њих", "a/../b", "č\nć"), "dzakovi-ljubavi-njih-a-b-c-c"),
    ],
)
def test_the_words_become_plain_letters(words, name):
    assert file_name(*words) == name


@pytest.mark.parametrize(
    ("language", "name"), [("sr", "spisak"), ("sr-latn", "spisak"), ("en", "list"), ("hu", "lista")]
)
def test_the_name_follows_the_reader(language, name):
    with override(language):
        assert file_name(pgettext("file name", "list")) == name


def test_every_view_that_names_a_file_by_words_translates_them():
    """No English word is left in a name that is handed out; `spona` and references say nothing."""
    from tests.architecture.code import ROOT, SOURCE

    handed = re.compile(r'filename="([^"]+)"')
    said = {
        (path.relative_to(ROOT).as_posix(), re.sub(r"{[^}]*}", "", name))
        for path in SOURCE.rglob("*.py")
        for name in handed.findall(path.read_text())
    }
    # `hsds` is what the tables of other directories are called everywhere.
    plain = re.compile(r"(spona|hsds|P|o)?[-.]*(m)?(\.(pdf|csv|xlsx|docx|ics|json))?")
    assert [one for one in said if not plain.fullmatch(one[1].replace("-.", "."))] == []
