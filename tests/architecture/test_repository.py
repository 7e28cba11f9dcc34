"""What lies in the repository: own text and code only, and nothing of the machine it was made on."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.code import ROOT, tracked

TEXT = {".py", ".md", ".txt", ".toml", ".json", ".html", ".js", ".css", ".po", ".cfg", ".yml",
        ".yaml", ".sh", ".csv", ".conf", ".service", ""}  # fmt: skip
FOREIGN = re.compile(
    r"(^|/)(node_modules|vendor|third_party|dist|staticfiles|assets|\.venv|var)/|"
    r"\.min\.(js|css)$|\.(woff2?|ttf|otf|eot|whl|tar\.gz|zip|jar|map)$|"
    r"(^|/)(jquery|htmx|tabler|bootstrap|alpine)[^/]*\.(js|css)$"
)
MACHINE = re.compile(r"/(home|root|work|farm|Users)/[a-z]|[A-Z]:\\\\Users|/tmp/(brief|bash_)")
SELF = "tests/architecture/test_repository.py"


def texts():
    for name in tracked():
        path = ROOT / name
        if path.suffix in TEXT and path.is_file() and name != SELF:
            yield name, path.read_text(errors="replace")


def test_no_file_of_somebody_else_is_committed():
    assert [name for name in tracked() if FOREIGN.search(name)] == []


def test_no_path_of_a_machine_stands_in_a_file():
    found = [
        f"{name}: {match[0]}" for name, text in texts() for match in [MACHINE.search(text)] if match
    ]
    assert found == []


@pytest.mark.parametrize("name", ["package-lock.json", "package.json"])
def test_the_npm_lock_names_no_registry(name):
    text = (ROOT / name).read_text()
    # "funding" names the authors' pages, which no client asks for packages.
    text = re.sub(r'"funding": (\{[^}]*\}|\[[^\]]*\])', "", text)
    assert not re.search(r'https?://|"resolved"', text)


def test_the_requirement_files_are_hashed_and_name_no_registry():
    files = sorted((ROOT / "requirements").glob("*.txt"))
    assert files
    for path in files:
        text = path.read_text()
        assert not re.search(r"https?://|--index-url|--extra-index|--find-links", text), path.name
        pinned = re.findall(r"^[A-Za-z0-9_.\[\]-]+==", text, re.MULTILINE)
        hashed = re.findall(
            r"^[A-Za-z0-9_.\[\]-]+==[^\n]*(?:\\\n[^\n]*)*--hash=sha256:", text, re.MULTILINE
        )
        assert len(pinned) == len(hashed), path.name


def test_file_names_are_neutral():
    from tests.architecture.test_words import TELLING

    assert [name for name in tracked() if TELLING.search(name)] == []


def test_no_secret_lies_in_the_repository():
    key = re.compile(r"BEGIN [A-Z ]*PRIVATE KEY|AGE-SECRET-KEY-1[0-9A-Z]{40}")
    assert [name for name, text in texts() if key.search(text)] == []


# Who may name the folder beside the repository: one helper of the tests.
COLLECTED = "tests/reference/collected.py"
# Who reads what lies there, for tests that each say why they may be skipped.
READERS = {COLLECTED, "tests/services/hsds/schemas.py"}
SHARED = re.compile(r"\.\./shared|[\"']shared[\"']")
NEEDS = {"needs_collected_data", "needs_schemas", "needs_table_of_ctdc"}


def test_only_one_helper_names_the_shared_folder():
    named = {name for name, text in texts() if Path(name).suffix == ".py" and SHARED.search(text)}
    # `import` takes a folder from the command line; its help may say which.
    assert named <= {COLLECTED, "src/spona/cli/import_data.py"}


def test_a_test_reads_the_shared_folder_only_with_its_reason_to_skip():
    bad, good = [], 0
    for name, text in texts():
        if not name.startswith("tests/") or Path(name).suffix != ".py" or name in READERS:
            continue
        tree = ast.parse(text)
        taken = _from_helper(tree)
        reads = taken - NEEDS
        for node in tree.body if reads else []:
            if isinstance(node, ast.Import | ast.ImportFrom) or not _names(node) & reads:
                continue
            skipped = isinstance(node, ast.FunctionDef) and bool(
                NEEDS & {found for mark in node.decorator_list for found in _names(mark)}
            )
            good += skipped
            if not skipped:
                bad.append(f"{name}:{node.lineno}")
    assert bad == []
    assert good > 4


def _from_helper(tree: ast.Module) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").replace(".", "/") + ".py" in READERS
        for alias in node.names
    }


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def test_where_the_shared_folder_is_absent_the_skip_and_its_reason_are_printed(tmp_path):
    """A clone that lies alone: its tests of the collected data are skipped, and it is told."""
    clone = tmp_path / "alone" / "clone"
    for part in ("src", "tests/reference", "tools"):
        shutil.copytree(ROOT / part, clone / part)
    for part in (
        "pyproject.toml",
        *(f"tests/{n}.py" for n in ("__init__", "conftest", "shared_world")),
    ):
        shutil.copy(ROOT / part, clone / part)
    (clone / "assets").symlink_to(ROOT / "assets")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SPONA_", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/reference/test_scripts.py", "-k", "collected"],
        cwd=clone, env=kept | {"SPONA_KIND": "test", "PYTHONPATH": "src"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the collected data" in done.stdout
    assert re.search(r"\d+ skipped", done.stdout)
    assert "passed" not in done.stdout
