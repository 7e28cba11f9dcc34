"""The last lines of a run say how many tests are red, which, why, and how to ask for them again.

Each is asked of a small checkout with red tests of its own, in a process of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import junit, postgres

ROOT = Path(__file__).parents[2]
RED = """
import pytest

@pytest.fixture
def broken():
    raise RuntimeError("no page for this")

def test_right():
    pass

@pytest.mark.parametrize("sign", ["a b", "[c]"])
def test_wrong(sign):
    assert sign == "right", "not the sign"

def test_not_laid_out(broken):
    pass

class TestInside:
    def test_deeper(self):
        raise ValueError("deep\\nand more")
"""


TWICE = """
from pathlib import Path
import pytest

@pytest.mark.journey
def test_unsteady():
    walked = Path(__file__).with_name("walked")
    walked.open("a").write("once ")
    assert walked.read_text() == "once once "

@pytest.mark.journey
@pytest.mark.flaky(reruns=0)
def test_of_secrecy():
    raise AssertionError("seen by somebody else")
"""


@pytest.fixture
def checkout(tmp_path) -> Path:
    (tmp_path / "tests" / "one").mkdir(parents=True)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = journey: in a browser\n")
    (tmp_path / "here").mkdir()
    return tmp_path


def asked(checkout: Path, *args: str, before: str = "", code: int = 1) -> list[str]:
    """The last lines of `./spona test ARGS` typed in this checkout, from the counts on."""
    script = f"""
import sys
from pathlib import Path
from tools import testing
from tools.testing import Round
testing.ROOT = Path({str(checkout)!r})
testing._missing = list
{before}
sys.exit(testing.run({list(args)!r}))
"""
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "SPONA_POSTGRES": "/nowhere",
                   "TMPDIR": str(checkout / "here"), "DJANGO_SETTINGS_MODULE": "spona.settings"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=checkout, text=True, capture_output=True, check=False,
        env=os.environ | environment,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stdout.splitlines()
    return lines[max(n for n, line in enumerate(lines) if " failed" in line) :]


def test_each_red_test_stands_at_the_end_with_its_error_and_the_command(checkout):
    (checkout / "tests" / "one" / "test_red.py").write_text(RED)
    lines = asked(checkout, "-p", "no:django", "tests")
    file = "tests/one/test_red.py"
    assert lines[0] == "1 passed, 4 failed"
    assert lines[1:9:2] == [
        f"  {file}::test_wrong[a b]",
        f"  {file}::test_wrong[[c]]",
        f"  {file}::test_not_laid_out",
        f"  {file}::TestInside::test_deeper",
    ]
    assert "AssertionError: not the sign" in lines[2]
    assert "RuntimeError: no page for this" in lines[6]
    assert lines[8].strip() == "ValueError: deep"
    assert lines[9] == "These alone:"
    assert f"'{file}::test_wrong[a b]'" in lines[10]


def test_the_command_that_is_printed_asks_just_these(checkout):
    (checkout / "tests" / "one" / "test_red.py").write_text(RED)
    command = asked(checkout, "-p", "no:django", "tests")[-1]
    red = [part for part in command.split("'") if "::" in part]
    assert asked(checkout, "-p", "no:django", red[0])[0] == "0 passed, 1 failed"


def test_a_red_import_is_named_with_what_could_not_be_imported(checkout):
    (checkout / "tests" / "one" / "test_red.py").write_text("from django import no_such_thing\n")
    lines = asked(checkout, "-p", "no:django", "tests")
    assert lines[0] == "0 passed, 1 failed"
    assert lines[1].strip() == "tests/one/test_red.py"
    assert "cannot import name 'no_such_thing'" in lines[2]


TWO_ROUNDS = """
testing.GATE = (
    Round("sqlite", ("-p", "no:django", "tests/one")),
    Round("journeys", ("-p", "no:django", "tests/two")),
)
"""


def test_a_red_round_ends_the_run_and_what_was_red_is_asked_again_alone(checkout):
    red = checkout / "tests" / "one" / "test_red.py"
    red.write_text(RED)
    (checkout / "tests" / "two").mkdir()
    (checkout / "tests" / "two" / "test_green.py").write_text("def test_green():\n    pass\n")
    lines = asked(checkout, before=TWO_ROUNDS)
    assert lines[0] == "1 passed, 5 failed"
    assert "Not asked, for what is red comes first: journeys" in "\n".join(lines)
    red.write_text(RED.replace('raise ValueError("deep\\nand more")', "pass"))
    assert asked(checkout, "--failed", before=TWO_ROUNDS)[0] == "1 passed, 3 failed"
    # What was mended meanwhile is asked no more.
    assert asked(checkout, "--failed", before=TWO_ROUNDS)[0] == "0 passed, 3 failed"
    red.write_text("def test_right():\n    pass\n")
    assert asked(checkout, before=TWO_ROUNDS, code=0)[0] == "2 passed, 0 failed"


def test_a_journey_that_stumbled_once_is_named_and_one_of_secrecy_is_red(checkout):
    (checkout / "tests" / "one" / "conftest.py").write_text("from tests.conftest import *\n")
    (checkout / "tests" / "one" / "test_walked.py").write_text(TWICE)
    lines = asked(checkout, "--reruns", "1", "tests/one")
    file = "tests/one/test_walked.py"
    assert lines[0] == "1 passed, 1 failed"
    assert lines[1:3] == [
        f"  {file}::test_of_secrecy",
        "      AssertionError: seen by somebody else",
    ]
    assert lines[3] == f"  walked twice: {file}::test_unsteady"
    assert "AssertionError: assert 'once '" in lines[4]


def test_a_round_that_begins_with_no_test_says_so(checkout):
    assert "ended with 4" in "\n".join(asked(checkout, "-p", "no:django", "tests/none"))


def test_a_full_temporary_folder_is_named_before_anything_runs(checkout):
    lines = asked(checkout, before="testing.LEAST_ROOM = 10**15")
    assert lines[0] == "0 passed, 1 failed"
    assert f"The temporary folder {checkout / 'here'} is full" in lines[1]


@pytest.mark.skipif(not postgres.binaries(), reason="PostgreSQL is not installed")
def test_a_postgresql_that_does_not_start_is_named_with_its_own_words(checkout, monkeypatch):
    monkeypatch.setitem(postgres._SETTINGS, "shared_buffers", "no number")
    said = pytest.raises(postgres.NotStarted, match=r"did not start: .*shared_buffers")
    with said, postgres.running():
        pass


def test_a_report_that_broke_off_or_is_not_there_is_red(tmp_path):
    (tmp_path / "half.xml").write_text("<testsuites><testsuite>")
    for name in ("half.xml", "none.xml"):
        assert junit.read(tmp_path / name, "SQLite", tmp_path).is_red


def test_a_test_whose_name_is_longer_than_any_path_is_counted(checkout):
    (checkout / "tests" / "one" / "test_long.py").write_text(
        "import pytest\n\n@pytest.mark.parametrize('sign', ['\\u017e' * 60])\n"
        "def test_long(sign):\n    assert sign == 'short', 'too long'\n"
    )
    lines = asked(checkout, "-p", "no:django", "tests")
    assert lines[0] == "0 passed, 1 failed"
    assert "AssertionError: too long" in lines[2]
