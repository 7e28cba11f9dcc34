"""Nothing that leaves the case file names the matter."""

import re

import pytest

from tests.architecture.code import ROOT, SOURCE, templates
from tools.docs.command import routes

TELLING = re.compile(
    r"victim|traffick|exploit|žrtv|zrtv|trgovin|ljudima|жртв|трговин|људима|"
    r"\báldozat|emberkeresk",
    re.IGNORECASE,
)


def test_the_pattern_finds_what_it_is_meant_to_find():
    for word in ("Victims", "ŽRTVA", "жртве", "Трговина", "human trafficking", "zrtva"):
        assert TELLING.search(word)


def test_addresses_and_their_names_are_neutral():
    assert [(p, n) for p, n, _v in routes() if TELLING.search(p) or TELLING.search(n)] == []


def test_titles_of_pages_are_neutral():
    found = []
    for name, text in templates().items():
        # The public pages are about the matter; no staff page may say so in its title.
        for title in re.findall(
            r"<title>(.*?)</title>|{% block title %}(.*?){% endblock", text, re.S
        ):
            found += [(name, part) for part in title if TELLING.search(part)]
    assert found == []


def test_no_staff_page_writes_the_full_name_of_a_network():
    # It may say what the network is about; `short_name` does not.
    written = [
        name
        for name, text in templates().items()
        if re.search(r"\bnetwork\.words", text) and not name.startswith("public/")
    ]
    assert written == []


@pytest.mark.parametrize("language", ["en", "sr", "sr-latn"])
def test_kinds_of_notices_tasks_and_moves_are_neutral(language):
    from django.utils.translation import override

    from spona.cases.referrals.moves import MOVES
    from spona.deadlines.actions.rules import load_rules  # noqa: F401 — the rules are part of it
    from spona.notifications.kinds import KINDS as NOTICES
    from spona.tasks.kinds import KINDS as TASKS

    with override(language):
        said = [*NOTICES, *(str(text) for text in NOTICES.values()), *TASKS, *MOVES]
        said += [str(part) for kind in TASKS.values() for part in (kind.title, kind.button)]
    assert [text for text in said if TELLING.search(text)] == []


@pytest.mark.parametrize("language", ["en", "sr", "sr-latn"])
def test_a_mail_is_neutral_in_each_language(language):
    mail = SOURCE / "notifications" / "mail.py"
    assert not TELLING.search(mail.read_text())
    assert not any(
        TELLING.search(text)
        for name, text in templates().items()
        if name.startswith("notifications/")
    )
    from django.utils.translation import gettext, override

    msgids = re.findall(r'_\(\s*"([^"]+)"', mail.read_text())
    with override(language):
        assert [m for m in msgids if TELLING.search(gettext(m))] == []


def test_names_of_log_entries_and_jobs_are_neutral():
    from spona.deadlines.jobs import TIMETABLE

    names = re.compile(r'"([a-z_]+:[a-z_]+)"')
    said = {
        name for path in SOURCE.rglob("*.py") for name in names.findall(path.read_text())
    } | set(TIMETABLE.all())
    assert [name for name in said if TELLING.search(name)] == []


def test_names_of_files_that_are_handed_out_are_neutral():
    handed = re.compile(r'filename="?([^";\n]+)')
    said = [
        (path.relative_to(ROOT).as_posix(), name)
        for path in SOURCE.rglob("*.py")
        for name in handed.findall(path.read_text())
    ]
    assert said
    assert [one for one in said if TELLING.search(one[1])] == []
