"""One rule for every small number, and nobody keeps another one beside it."""

from __future__ import annotations

import ast
import json

from spona.statistics import disclosure
from tests.architecture.code import SOURCE, modules

RULES = json.loads((SOURCE / "statistics/data/rules.json").read_text())


def test_the_number_stands_in_the_rules_alone():
    assert disclosure.FEWEST == RULES[-1]["fewest"] == 5
    named = {
        f"{name}: {ast.unparse(node)}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Constant)
        and node.value.value == disclosure.FEWEST
        and any(
            word in ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
            for word in ("LEAST", "FEW", "SMALL", "THRESHOLD")
        )
    }
    assert named == set()


def test_zero_is_nobody_and_five_may_be_told():
    assert [n for n in range(7) if disclosure.is_small(n)] == [1, 2, 3, 4]
    assert disclosure.fewer() == "fewer than 5"
