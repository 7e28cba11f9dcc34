"""What the file that people take home reads, how it is called, what it says and what it rests on."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spona.audit.verifier import spona_verify
from spona.crypto.encoding import canonical
from tests.audit.log_export import ENGLISH, FILE, WHOLE, run, said, write

CENTRE, SCHOOL, POLICE = WHOLE.houses


@pytest.fixture
def world():
    return WHOLE.copy()


TEXT = json.dumps(WHOLE.export, ensure_ascii=False).encode()


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, len(TEXT) - 1), byte=st.integers(0, 255))
def test_any_changed_byte_is_found_or_nothing_depends_on_it(tmp_path_factory, place, byte):
    changed = TEXT[:place] + bytes([byte]) + TEXT[place + 1 :]
    path = tmp_path_factory.mktemp("byte") / "export.json"
    path.write_bytes(changed)
    code, _said = spona_verify.run(str(path), "", [WHOLE.line(5)])
    assert code == 1 or nothing_depends_on(changed)


def nothing_depends_on(changed):
    """The same content; or another name; or the sealing half of a key that no words are given of."""
    found = json.loads(changed)
    free = json.loads(TEXT)
    for one, other in zip(found["institutions"], free["institutions"], strict=True):
        other["name"] = one["name"]
        for key, its in zip(one["keys"], other["keys"], strict=True):
            its["intake_key"] = key["intake_key"]
        if other["id"] == str(POLICE.id):  # They never signed.
            other.update(one)
    return found == free


@settings(max_examples=100, deadline=None)
@given(place=st.integers(0, len(TEXT) - 1), byte=st.integers(0, 255))
def test_with_all_words_given_only_names_are_free(tmp_path_factory, place, byte):
    changed = TEXT[:place] + bytes([byte]) + TEXT[place + 1 :]
    path = tmp_path_factory.mktemp("byte") / "export.json"
    path.write_bytes(changed)
    words = [" ".join(one) for one in (CENTRE.words(1), CENTRE.words(2), SCHOOL.words())]
    code, _said = spona_verify.run(str(path), "", [WHOLE.line(5), *words])
    if code != 1:
        found, free = json.loads(changed), json.loads(TEXT)
        for one, other in zip(found["institutions"], free["institutions"], strict=True):
            other["name"] = one["name"]
        free["institutions"][2] = found["institutions"][2]
        assert found == free


# --- What is no export. ---


def test_a_file_that_was_cut_is_refused_wherever_it_ends(tmp_path):
    path = tmp_path / "export.json"
    for end in range(0, len(TEXT) - 1, 97):
        path.write_bytes(TEXT[:end])
        assert spona_verify.run(str(path), "", [WHOLE.line(3)])[0] == 1
    code, text = run(path, *ENGLISH)
    assert (code, "The export is cut off, or is no JSON." in text) == (1, True)


def test_what_is_something_else_is_refused(tmp_path, world):
    again = TEXT.decode().replace('"roots": [', '"roots": [], "roots": [', 1)
    for content in ("null", "[]", "{}", "3", '"spona log 1"', "[" * 100_000, again,
                    TEXT.decode().replace('"key": 0', '"key": NaN'),
                    TEXT.decode().replace('"key": 0', '"key": false'),
                    TEXT.decode().replace('"key": 0', '"key": 0.0'),
                    TEXT.decode().replace('"key": 0', '"key": -1'),
                    TEXT.decode().replace('"key": 0', '"key": 9223372036854775808'),
                    TEXT.decode().replace('"key": 0', f'"key": {"9" * 5000}')):  # fmt: skip
        path = tmp_path / "export.json"
        path.write_text(content)
        code, text = run(path, "--pin", WHOLE.line(3), *ENGLISH)
        assert code == 1, content[:20]
        assert "is cut off, or is no JSON" in text or "This is no export of Spona's log" in text


@pytest.mark.parametrize("name", ["format", "roots", "institutions"])
def test_it_says_what_is_missing_or_too_much(tmp_path, world, name):
    world.export["roots"][1]["more"] = 1
    assert "no export of Spona's log: /roots/1 is missing, too much" in said(tmp_path, world)[1]
    del world.export[name]
    assert "no export of Spona's log: / is missing, too much" in said(tmp_path, world)[1]


def test_no_checkpoint_is_no_export(tmp_path, world):
    world.export["roots"] = []
    assert said(tmp_path, world, lane=False)[0] == 1


def test_a_file_that_an_editor_marked_is_read(tmp_path, world):
    path = tmp_path / "export.json"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace(b", ", b",\r\n"))
    assert run(path, "--pin", WHOLE.line(3), *ENGLISH)[0] == 0


def test_a_name_commands_no_terminal_and_writes_no_line(tmp_path, world):
    for name in ("A\nIT HOLDS.", "A\x1b[2J", "A\u202eB", "A\ud800", "{n}", "x" * 5000):
        world.export["institutions"][1]["name"] = name
        path = tmp_path / "export.json"
        path.write_text(json.dumps(world.export))
        code, text = run(path, "--pin", WHOLE.line(3), *ENGLISH)
        assert code == 0
        assert text.count("HOLDS.\n") == 1
        assert text.replace("\n", "").isprintable()
        assert max(map(len, text.splitlines())) < 200


# --- How it is called. ---


@pytest.mark.parametrize(
    "arguments",
    [[], ["--pin"], ["export.json", "more.json"], ["export.json", "--what"],
     ["export.json", "--language", "de"]],
)  # fmt: skip
def test_wrong_usage_says_what_to_type(arguments):
    code, text = run(*arguments)
    assert (code, text.startswith("Type: python3 spona_verify.py")) == (2, True)


def test_a_file_that_is_not_there_is_named(tmp_path, world):
    code, text = run(tmp_path / "none.json", *ENGLISH)
    assert (code, "cannot be opened" in text, "none.json" in text) == (2, True, True)
    code, text = run(write(tmp_path, world.export), "--lane", tmp_path / "no.jsonl", *ENGLISH)
    assert (code, "no.jsonl" in text) == (2, True)


def test_help_tells_the_format():
    code, text = run("--help")
    assert code == 0
    assert "spona audit root 2" in text


@pytest.mark.parametrize(
    ("here", "expected"),
    [("sr_RS.UTF-8", "СВЕ СЕ СЛАЖЕ"), ("sr_RS@latin", "СВЕ СЕ СЛАЖЕ"), ("sr", "СВЕ СЕ СЛАЖЕ"),
     ("en_GB.UTF-8", "IT HOLDS"), ("hu_HU.UTF-8", "IT HOLDS"), ("srn_SR", "IT HOLDS")],
)  # fmt: skip
def test_it_speaks_the_language_of_the_computer(tmp_path, world, here, expected):
    environment = {"LC_ALL": here, "PYTHONIOENCODING": "utf-8"}
    path = write(tmp_path, world.export)
    code, text = run(path, "--pin", WHOLE.line(3), environment=environment)
    assert (code, text.splitlines()[-1]) == (0, f"{expected}.")


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("cp1251", "Нађена је одштампана контролна тачка 3."),
        ("cp1250", "Nađena je odštampana kontrolna tačka 3."),
        ("ascii", "Nadena je odstampana kontrolna tacka 3."),
    ],
)
def test_a_console_without_cyrillic_shows_latin_letters(tmp_path, world, encoding, expected):
    path = write(tmp_path, world.export)
    environment = {"PYTHONIOENCODING": encoding}
    asked = (path, "--pin", WHOLE.line(3), "--language", "sr")
    code, text = run(*asked, environment=environment)
    assert code == 0
    assert expected in text
    assert "?" not in text


def test_each_sentence_has_both_languages_and_the_same_facts():
    lines = spona_verify.SENTENCES.strip().splitlines()
    assert len(lines) % 2 == 0
    for english, serbian in zip(lines[::2], lines[1::2], strict=True):
        name, _, sentence = english.partition(": ")
        assert name.isupper()
        facts = re.compile(r"\{(\w+)\}")
        assert set(facts.findall(serbian)) == set(facts.findall(sentence)), name
        assert re.search("[а-џ]", serbian, re.IGNORECASE)
    names = {line.partition(": ")[0] for line in lines[::2]}
    assert len(names) == len(lines) // 2
    used = {
        node.value
        for node in ast.walk(ast.parse(Path(FILE).read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert names <= used


# --- What it rests on. ---

PARTS = st.lists(
    st.none() | st.integers() | st.binary() | st.uuids() | st.text(st.characters(codec="utf-8"))
)


@given(PARTS)
def test_parts_are_encoded_as_the_application_does(parts):
    assert spona_verify.canonical(*parts) == canonical(*parts)


@pytest.mark.parametrize("part", [True, 1.5, ["a"], bytearray(b"a")])
def test_what_the_application_encodes_not_is_encoded_here_neither(part):
    for one in (canonical, spona_verify.canonical):
        with pytest.raises(TypeError):
            one(part)


def test_words_are_those_of_the_application():
    for house in WHOLE.houses:
        for version, key in enumerate(house.exported()["keys"], 1):
            assert spona_verify.words(str(house.id), key) == "".join(house.words(version))


def test_it_needs_python_3_8_and_nothing_else():
    tree = ast.parse(Path(FILE).read_text(), feature_version=(3, 8))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert imported <= sys.stdlib_module_names
    # Of the network and of other programs it knows nothing.
    assert not imported & {"socket", "urllib", "http", "ssl", "subprocess", "ctypes", "importlib"}


# --- What is written about it. ---

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_about_the_format_names_every_key_and_every_text_that_is_hashed():
    page = (DOCS / "reference" / "log-export.md").read_text()
    tree = ast.parse(Path(FILE).read_text())
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    bound = {
        one for one in texts if isinstance(one, str) and re.fullmatch("spona [a-z ]+( [12])?", one)
    }
    assert len(bound) > 6
    assert {one for one in bound if f'"{one}"' not in page} == set()
    forms = (spona_verify.EXPORT, spona_verify.ROOT, spona_verify.KEY, spona_verify.ENTRY)
    keys = {key for form in forms for key in form} | spona_verify.WITNESS.keys()
    assert {key for key in keys if f"`{key}`" not in page and f'"{key}"' not in page} == set()
    shown = "".join(re.findall("`([0-9a-f]{18,})`", page))
    assert shown == canonical("spona", 1, None, b"\0").hex()


@pytest.mark.parametrize(("name", "language"), [("en", 0), ("sr", 1)])
def test_the_handbook_shows_what_the_program_says(name, language):
    """What people compare their screen with: three ways to end, each line a sentence of it."""
    sentences = spona_verify.SENTENCES.strip().splitlines()[language::2]
    texts = [one if language else one.partition(": ")[2] for one in sentences]
    known = [re.sub(r"\\{\w+\\}", ".+", re.escape(one)) for one in texts]
    page = (DOCS / "handbook" / f"{name}.md").read_text()
    shown = [one for one in re.findall("```\n(.*?)```", page, re.DOTALL) if "(UTC)" in one]
    assert len(shown) == 3
    for line in "".join(shown).splitlines():
        assert any(re.fullmatch(one, line) for one in known), line
