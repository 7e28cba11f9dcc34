"""Apps: foreign keys point down, each says in a few lines what it is for, imports obey."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.code import ROOT, SOURCE, layers, modules
from tools.docs.command import own_models


def app_of(model) -> str:
    return model.__module__.split(".")[1]


def test_every_folder_is_placed_in_the_list_of_layers():
    folders = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    assert folders <= set(layers()), "a new app: place it in pyproject.toml"


def test_foreign_keys_point_down():
    wrong = []
    for model in own_models():
        here = app_of(model)
        for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]:
            if field.related_model is None or not field.related_model.__module__.startswith(
                "spona."
            ):
                continue
            there = app_of(field.related_model)
            if there != here and layers()[there] >= layers()[here]:
                wrong.append(f"{model._meta.label}.{field.name} points up to {there}")
    assert wrong == []


def test_every_app_says_what_it_is_for_in_at_most_fifteen_lines():
    wrong = []
    for path in SOURCE.glob("*/__init__.py"):
        text = ast.get_docstring(ast.parse(path.read_text())) or ""
        if not text or len(text.splitlines()) > 15:
            wrong.append(f"{path.parent.name}: {len(text.splitlines())} lines")
    assert wrong == []


def test_no_drawer_has_come_into_being():
    drawers = {"utils", "helpers", "services", "managers", "signals", "receivers"}
    # `vault` may one day hold a capability called services; a *file* of that name is a drawer.
    assert [name for name in modules() if Path(name).stem in drawers] == []


def test_no_signal_is_connected_but_the_one_after_migrate():
    found = [
        (name, line)
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "connect"
        for line in [ast.unparse(node)]
        if "signal" in line or "post_" in line or "pre_" in line
    ]
    assert [one for one in found if one != ("audit/apps.py", "post_migrate.connect")] == []


def test_imports_obey_the_contracts_and_check_asks_for_them():
    from tools.checks import STEPS

    assert any("lint-imports" in step[0] for _name, step in STEPS)
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-logo"],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
