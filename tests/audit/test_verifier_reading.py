"""What the file that people take home reads, how it is called, what it says and what it rests on."""

from __future__ import annotations

import ast
import copy
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spona.audit.verifier import spona_verify
from spona.crypto.encoding import canonical
from tests.audit.log_export import ENGLISH, FILE, WHOLE, World, run, said, write

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
    assert code in (1, 4) or nothing_depends_on(changed)


def nothing_depends_on(changed):
    """The same content; or the sealing half of a key that no words are given of."""
    found = json.loads(changed)
    free = json.loads(TEXT)
    for one, other in zip(found["institutions"], free["institutions"], strict=True):
        for key, its in zip(one["keys"], other["keys"], strict=True):
            its["intake_key"] = key["intake_key"]
        if other["id"] == str(POLICE.id):  # They never signed.
            other.update(one)
    return found == free


@settings(max_examples=100, deadline=None)
@given(place=st.integers(0, len(TEXT) - 1), byte=st.integers(0, 255))
def test_with_all_words_given_nothing_is_free(tmp_path_factory, place, byte):
    changed = TEXT[:place] + bytes([byte]) + TEXT[place + 1 :]
    path = tmp_path_factory.mktemp("byte") / "export.json"
    path.write_bytes(changed)
    words = [" ".join(one) for one in (CENTRE.words(1), CENTRE.words(2), SCHOOL.words())]
    code, _said = spona_verify.run(str(path), "", [WHOLE.line(5), *words])
    if code not in (1, 4):
        found, free = json.loads(changed), json.loads(TEXT)
        free["institutions"][2] = found["institutions"][2]
        assert found == free


# --- What is no export. ---


ALARM = "DOES NOT HOLD"
AGAIN = "NOT CHECKED. The right file? Download it again and repeat."


def test_a_file_that_was_cut_is_refused_wherever_it_ends(tmp_path):
    path = tmp_path / "export.json"
    for end in range(0, len(TEXT) - 1, 97):
        path.write_bytes(TEXT[:end])
        code, said = spona_verify.run(str(path), "", [WHOLE.line(3)])
        assert (code, [name for name, _facts in said]) == (4, ["CUT" if end else "EMPTY", "AGAIN"])
    code, text = run(path, *ENGLISH)
    assert (code, "The export is cut off or damaged: the download broke off." in text) == (4, True)
    assert AGAIN in text
    assert ALARM not in text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "The file is empty"),
        (b"\r\n\0", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "but another file: a document, a web page, a picture?"),
        (b"PK\x03\x04\x14\0", "but another file: a document, a web page, a picture?"),
        (b"<!doctype html><title>Spona", "but another file: a document, a web page, a picture?"),
        (b'{"format": "spona log 77"}', 'The export has the format "spona log 77"'),
        (b'{"format": "spona log 2"}', "This is no export of Spona's log: / is missing"),
        (b'{"format": ["x"]}', "This is no export of Spona's log: / is missing"),
    ],
)
def test_a_wrong_file_is_no_alarm_and_says_what_to_do(tmp_path, content, expected):
    path = tmp_path / "export.json"
    path.write_bytes(content)
    code, text = run(path, "--pin", WHOLE.line(3), *ENGLISH)
    assert code == 4
    assert expected in text
    assert AGAIN in text
    assert ALARM not in text


def test_the_export_of_another_town_is_asked_about_and_named(tmp_path, world):
    """Its own days, so that neither day nor characters are those of the paper."""
    other = World()
    for house, name in zip(other.houses, ("Дом здравља", "Суд", "Тужилаштво"), strict=True):
        house.name = name
    for root in other.export["roots"]:
        root["at"] = root["at"].replace("2026-11", "2027-02")
    other.export["institutions"] = [house.exported() for house in other.houses]
    other.sign()
    path = write(tmp_path, other.export)
    for pin in (WHOLE.line(3), " ".join(SCHOOL.words())):
        code, text = run(path, "--pin", pin, *ENGLISH)
        assert code == 4
        [named] = re.findall("NOTHING THAT YOU TYPED IS IN THIS FILE. It is of: (.+)[.]\n", text)
        assert set(named.split(", ")) == {"Дом здравља", "Суд", "Тужилаштво"}
        assert "Both are the right ones? Then IT DOES NOT HOLD" in text
        assert "the past was changed" not in text
    # Once anything shows that it is this log, what does not fit is a fault.
    assert run(path, "--pin", other.line(1), "--pin", WHOLE.line(3), *ENGLISH)[0] == 1


def test_a_past_that_was_written_anew_is_an_alarm_and_no_wrong_file(tmp_path, world):
    """Whoever has the server's keys keeps the days, or a line of each day would be missing."""
    world.export["roots"][2]["at"] = "2026-11-04T02:00:09.123456+00:00"
    world.sign(3, witnessed=False)
    code, text = said(tmp_path, world)
    assert (code, ALARM in text) == (1, True)


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
        assert code == 4, content[:20]
        assert "is cut off or damaged" in text or "This is no export of Spona's log" in text
        assert ALARM not in text


@pytest.mark.parametrize("name", ["format", "roots", "institutions"])
def test_it_says_what_is_missing_or_too_much(tmp_path, world, name):
    world.export["roots"][1]["more"] = 1
    assert "no export of Spona's log: /roots/1 is missing, too much" in said(tmp_path, world)[1]
    del world.export[name]
    assert "no export of Spona's log: / is missing, too much" in said(tmp_path, world)[1]


def test_no_checkpoint_is_no_export(tmp_path, world):
    world.export["roots"] = []
    assert said(tmp_path, world, lane=False)[0] == 4


def test_a_file_that_an_editor_marked_is_read(tmp_path, world):
    path = tmp_path / "export.json"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace(b", ", b",\r\n"))
    assert run(path, "--pin", WHOLE.line(3), *ENGLISH)[0] == 0


def test_a_name_commands_no_terminal_and_writes_no_line(tmp_path, world):
    world.houses = [copy.copy(house) for house in world.houses]
    for name in ("A\nIT HOLDS.", "A\x1b[2J", "A\u202eB", "A\ud800", "{n}", "x" * 5000):
        is_text = name != "A\ud800"
        world.houses[1].name = name if is_text else "A"
        world.sign()
        listed = json.dumps(world.export).replace('"name": "A"', '"name": "A\\ud800"')
        path = tmp_path / "export.json"
        path.write_text(json.dumps(world.export) if is_text else listed)
        code, text = run(path, "--pin", world.line(3), *ENGLISH)
        assert code == (0 if is_text else 1)
        assert text.count("HOLDS.\n") == is_text
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
    assert (code, "Type: python3 spona_verify.py" in text) == (2, True)


def test_a_file_that_is_not_there_is_named(tmp_path, world):
    code, text = run(tmp_path / "none.json", *ENGLISH)
    assert (code, "cannot be opened" in text, "none.json" in text) == (2, True, True)
    code, text = run(write(tmp_path, world.export), "--lane", tmp_path / "no.jsonl", *ENGLISH)
    assert (code, "no.jsonl" in text) == (2, True)


def test_help_tells_the_format():
    code, text = run("--help")
    assert code == 0
    assert "spona audit root 3" in text


@pytest.mark.parametrize(
    ("here", "expected"),
    [("sr_RS.UTF-8", "СВЕ СЕ СЛАЖЕ"), ("sr_RS@latin", "SVE SE SLAŽE"), ("sr", "СВЕ СЕ СЛАЖЕ"),
     ("sr-Latn-RS", "SVE SE SLAŽE"), ("Serbian (Latin)_Serbia.1250", "SVE SE SLAŽE"),
     ("Serbian (Cyrillic)_Serbia.1251", "СВЕ СЕ СЛАЖЕ"), ("hr_HR.UTF-8", "SVE SE SLAŽE"),
     ("en_GB.UTF-8", "IT HOLDS"), ("hu_HU.UTF-8", "IT HOLDS"), ("srn_SR", "IT HOLDS")],
)  # fmt: skip
def test_it_speaks_the_language_of_the_computer(tmp_path, world, here, expected):
    environment = {"LC_ALL": here, "PYTHONIOENCODING": "utf-8"}
    path = write(tmp_path, world.export)
    code, text = run(path, "--pin", WHOLE.line(3), environment=environment)
    assert (code, text.splitlines()[-1]) == (0, f"{expected}.")
    # Whoever cannot read that finds the others in letters that every console has.
    assert text.splitlines()[0] == "Language / jezik: --language en | sr-latn | sr"
    code, text = run(path, "--pin", WHOLE.line(3), *ENGLISH, environment=environment)
    assert (code, "Language" in text) == (0, False)


def test_it_speaks_serbian_in_latin_letters(tmp_path, world):
    path = write(tmp_path, world.export)
    code, text = run(path, "--pin", WHOLE.line(3), "--language", "sr-latn")
    assert (code, text.splitlines()[-1]) == (0, "SVE SE SLAŽE.")
    assert "potvrdilo je 2 od 3 ustanova: Škola, Centar." in text
    assert not re.search("[а-џ]", text, re.IGNORECASE)


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


# --- Whose file it is. ---


@pytest.mark.parametrize("language", ["en", "sr", "sr-latn"])
def test_it_tells_its_own_version_and_sum(language):
    done, text = run("--about", "--language", language)
    found = hashlib.sha256(Path(FILE).read_bytes()).hexdigest()
    assert done == 0
    assert f"spona_verify.py {spona_verify.VERSION}\n" in text
    assert f"SHA-256: {' '.join(re.findall('.{8}', found))}\n" in text
    assert "certutil -hashfile spona_verify.py SHA256" in text
    assert bool(re.search("[а-џ]", text)) == (language == "sr")


def test_one_changed_letter_of_it_has_another_sum(tmp_path):
    changed = tmp_path / "spona_verify.py"
    changed.write_text(Path(FILE).read_text().replace("IT HOLDS", "It holds", 1))
    done = subprocess.run(
        [sys.executable, "-I", changed, "--about"], capture_output=True, check=True, text=True
    )
    assert run("--about")[1].splitlines()[2] != done.stdout.splitlines()[2]


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
        one for one in texts if isinstance(one, str) and re.fullmatch("spona [a-z ]+( [123])?", one)
    }
    assert len(bound) > 6
    assert {one for one in bound if f'"{one}"' not in page} == set()
    forms = (
        spona_verify.EXPORT, spona_verify.ROOT, spona_verify.KEY, spona_verify.ENTRY,
        spona_verify.WITNESS, spona_verify.NAME, spona_verify.OPENED,
    )  # fmt: skip
    keys = {key for form in forms for key in form}
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
    assert len(shown) == 4
    for line in "".join(shown).splitlines():
        assert any(re.fullmatch(one, line) for one in known), line
