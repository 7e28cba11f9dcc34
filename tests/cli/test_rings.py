"""Nothing is lost between the gate of a push and the proofs, and the gate stays what it says."""

from __future__ import annotations

import ast
import re
from itertools import product
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

from tests.journeys.languages import in_turn
from tools.bench.figures import ROOT
from tools.testing import FORM, GATE, ROUNDS

MARKS = ("journey", "slow", "prove", "postgresql")
# The words of the proofs in `tests/cli/test_whole.py`, and of those with a row of their own.
PROOFS = ("slow and not journey and not prove", "slow and journey and not prove", "prove")
UNSTEADY = ROOT / "docs" / "reference" / "tests.md"


def takes(expression: str, marks: set[str]) -> bool:
    return Expression.compile(expression).evaluate(lambda name, /, **_: name in marks)


def words(round_name: str) -> str:
    chosen = next(one for one in ROUNDS if one.name == round_name).chosen
    return chosen[chosen.index("-m") + 1]


def test_whatever_its_marks_a_test_is_in_one_of_gate_and_proofs():
    for given in product((False, True), repeat=len(MARKS)):
        marks = {name for name, has in zip(MARKS, given, strict=True) if has}
        gate = [takes(words(name), marks) for name in ("sqlite", "journeys")]
        proofs = [takes(one, marks) for one in PROOFS]
        assert sum(gate) + sum(proofs) == 1, marks
        # On the second database the gate asks some of its own once more.
        assert not takes(words("postgresql"), marks) or any(gate), marks


def test_the_rounds_read_every_folder_of_tests():
    """A journey outside of its folder would be walked by no push; the form is held by `check`."""
    walked = [path for path in sorted((ROOT / "tests").rglob("test_*.py")) if _has_journey(path)]
    outside = [path for path in walked if path.parent != ROOT / "tests" / "journeys"]
    assert outside == [ROOT / "tests" / "harness" / "test_bytes.py"]
    assert "mark.slow" in outside[0].read_text()
    assert FORM == "--ignore=tests/architecture"
    assert 'tests/architecture"' in (ROOT / "tools" / "checks.py").read_text()


def _has_journey(path: Path) -> bool:
    tree = ast.parse(path.read_text())
    return any(isinstance(one, ast.Attribute) and one.attr == "journey" for one in ast.walk(tree))


def test_a_push_asks_the_form_and_then_the_gate_as_the_readme_says():
    typed = (ROOT / ".ci" / "run").read_text().splitlines()
    commands = [line for line in typed if line.startswith("./spona")]
    assert commands == ["./spona check", "./spona test"]
    assert "`./spona check`" in (readme := (ROOT / "README.md").read_text())
    assert "`./spona test`" in readme


@pytest.mark.parametrize(
    ("named", "by_push"),
    [("", {"sr", "en", "hu"}), ("hu", {"hu"}), ("sq", {"sr"}), ("all", {"sr", "en", "hu"})],
)
def test_the_gate_walks_one_language_and_a_person_all(named, by_push):
    rows = in_turn("sr", "en", "hu", named=named).mark.args[1]
    left_out = {row.values[0]: row.marks[0].name for row in rows if not isinstance(row, str)}
    assert {"sr", "en", "hu"} - set(left_out) == by_push
    assert set(left_out.values()) <= {"slow"}


def test_only_journeys_are_walked_twice_and_at_most_two_names_are_known_for_it():
    for one in GATE:
        assert ("--reruns" in one.chosen) == (one.name == "journeys")
    table = UNSTEADY.read_text().partition("## Walked twice")[2].partition("\n## ")[0]
    names = re.findall(r"^\| `(\S+)` \|", table, re.MULTILINE)
    assert len(names) < 3, "mend these first"
    for name in names:
        path, _, test = name.partition("::")
        tree = ast.parse((ROOT / path).read_text())
        assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
