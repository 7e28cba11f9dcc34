"""The pages that say what shows each point and each journey cannot name what is gone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import polib
import pytest

from spona.cli.command import VERBS
from tests.journeys.gate import GATE
from tools.__main__ import VERBS as TOOLS
from tools.docs import features as docs_features

ROOT = Path(__file__).resolve().parents[2]
HANDBOOK = ROOT / "docs" / "handbook"
SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
SMALL = 80_000


@pytest.fixture
def written(tmp_path, monkeypatch):
    """`written(text)` is the page of journeys made from that text."""

    def written(text: str) -> str:
        (tmp_path / "journeys.toml").write_text(text)
        monkeypatch.setattr(docs_features, "FEATURES", tmp_path)
        return docs_features.journeys()

    return written


GOOD = """[[journey]]
name = "J1"
shown = "`journeys/test_whole_way.py::test_a_report_goes_the_whole_way_and_comes_back`"
apps = ["cases"]
pictures = ["preview"]
"""


def test_every_journey_has_its_tests_and_its_pictures():
    page = docs_features.journeys()
    for name in ("J1", "J2", "J3", "J4", "J6", "J13"):
        assert re.search(rf"\| {name}\b.*test_.*`.*\.png\)", page), name


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        (("the_whole_way", "no_way_at_all"), "no_way_at_all"),
        (("test_whole_way.py", "test_gone.py"), "test_gone.py"),
        (('["cases"]', '["nowhere"]'), "nowhere"),
        (("preview", "never-taken"), "never-taken"),
    ],
)
def test_a_page_that_names_a_test_that_is_gone_is_not_made(written, gone, told):
    assert "J1" in written(GOOD)
    with pytest.raises(docs_features.NotThere, match=told):
        written(GOOD.replace(*gone))


def test_every_main_journey_is_walked_by_the_gate_and_shows_one_of_the_mission():
    rows = tomllib.loads((ROOT / "docs" / "features" / "journeys.toml").read_text())["journey"]
    main = [one["shown"] for one in rows if one["name"].startswith("J")]
    for name in {f"journeys/{each.partition('::')[0]}" for each in GATE}:
        assert (ROOT / "tests" / name).exists(), name
        assert any(name in shown for shown in main), name


def test_a_long_run_that_nobody_kept_is_said(tmp_path, monkeypatch):
    shown = {"name": "Figure", "shown": "`harness/test_chain.py::test_a_long_log_is_verified_whole` (long)"}  # fmt: skip
    monkeypatch.setattr(docs_features, "REFERENCE", tmp_path)
    assert "part: the long run" in docs_features._row(shown)
    row = "| a long log is verified whole | 11 | holds | 4 s | SQLite |"
    (tmp_path / "proofs.md").write_text("| proof | figure |\n" + row + "\n")
    assert "| yes |" in docs_features._row(shown)
    (tmp_path / "proofs.md").write_text("| proof | figure |\n" + row.replace("holds", "fails") + "\n")  # fmt: skip
    assert "part: the long run" in docs_features._row(shown)


def test_both_handbooks_have_the_same_chapters_and_links_that_lead_somewhere():
    english, serbian, latin = (
        (HANDBOOK / f"{name}.md").read_text() for name in ("en", "sr", "sr-latn")
    )
    depth = [re.findall(r"^(#+) ", text, re.MULTILINE) for text in (english, serbian, latin)]
    assert depth[0] == depth[1] == depth[2], "a chapter is missing in one language"
    for text in (english, serbian, latin):
        anchors = {_anchor(head) for head in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
        for target in LINK.findall(text):
            if target.startswith("#"):
                assert target[1:] in anchors, target
            else:
                assert (HANDBOOK / target).exists(), target


def test_the_links_of_the_front_documents_lead_somewhere():
    capabilities = set(re.findall(r'<a id="([\w-]+)">', docs_features.features()))
    for page in ("README.md", "README.sr.md", "CONTRIBUTING.md", "DEVELOPERS.md"):
        text = (ROOT / page).read_text()
        for target in LINK.findall(text) + [target for _words, target in SHOWN.findall(text)]:
            path, _, anchor = target.partition("#")
            assert "://" in path or (ROOT / path).exists(), f"{page}: {target}"
            if path.endswith("features.md") and anchor:
                assert anchor in capabilities, f"{page}: {target}"


def test_every_picture_that_is_shown_is_there_and_small():
    shown: set[str] = set()
    for page in HANDBOOK.glob("*.md"):
        for words, target in SHOWN.findall(page.read_text()):
            assert words, f"{page.name}: {target} has no words for who does not see it"
            path = HANDBOOK / target
            assert path.exists(), target
            assert path.stat().st_size < SMALL, target
            shown.add(target)
    there = {str(one.relative_to(HANDBOOK)) for one in HANDBOOK.rglob("*.png")}
    assert there == shown, "a picture lies there that no page shows"


def test_the_documents_name_only_commands_that_exist():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *HANDBOOK.glob("*.md"),
             ROOT / "src/spona/cli/deploy/README.md"]  # fmt: skip
    named = {
        (page.name, verb)
        for page in pages
        for verb in re.findall(r"\./spona ([a-z]+)", page.read_text())
    }
    assert len(named) > 20
    assert sorted(one for one in named if one[1] not in {*VERBS, *TOOLS, "help"}) == []


def test_security_names_only_tests_that_exist():
    text = (ROOT / "SECURITY.md").read_text()
    files = set(re.findall(r"`tests/([\w/]+\.py)`", text))
    assert files, "the figures name their tests"
    assert [name for name in sorted(files) if not (ROOT / "tests" / name).exists()] == []
    functions = "\n".join((ROOT / "tests" / name).read_text() for name in files)
    named = set(re.findall(r"`(test_\w+)`", text))
    assert [one for one in sorted(named) if f"def {one}(" not in functions] == []


@pytest.mark.parametrize("language", ["en", "sr"])
def test_words_in_bold_are_the_words_on_the_screen(language):
    catalogue = polib.pofile(str(ROOT / "src/spona/locale/sr/LC_MESSAGES/django.po"))
    screen: set[str] = set()
    for entry in catalogue:
        if language == "en":
            screen |= {_plain(entry.msgid), _plain(entry.msgid_plural)}
        else:
            screen |= {_plain(one) for one in (entry.msgstr, *entry.msgstr_plural.values())}
    bold = re.findall(r"\*\*([^*]+)\*\*", (HANDBOOK / f"{language}.md").read_text())
    assert len(bold) > 200
    assert [one for one in bold if _plain(one) not in screen and "192" not in one] == []


def _plain(words: str) -> str:
    return re.sub(r"%\(\w+\)s", "…", words).strip().lower().rstrip(".:?")


def _anchor(head: str) -> str:
    """As the pages of a forge make it."""
    return re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-")
