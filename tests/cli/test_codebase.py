"""How large the code is: what counts as a line of code, and what is left out."""

from __future__ import annotations

from tools.codebase import measure, run

SMALL = '''"""Two lines of docstring,
which are none of code."""

import os  # a line of import


# a comment
def path(name: str) -> str:
    """One line."""
    joined = os.path.join(
        "here",
        name,
    )

    return joined
'''


def test_docstrings_comments_and_blank_lines_are_no_code(tmp_path):
    (tmp_path / "small.py").write_text(SMALL)
    found = measure(tmp_path.rglob("*.py"))
    assert (found.files, found.functions, found.imports) == ([7], [6], 1)


def test_tests_migrations_and_empty_files_are_left_out(tmp_path):
    for name in ("tests/one.py", "migrations/0001.py", "test_one.py", "code.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("A = 1\n")
    (tmp_path / "__init__.py").write_text('"""Only words."""\n')
    kept = [path for path in tmp_path.rglob("*.py") if "test_tests" not in path.parts]
    assert measure(kept).files == [1]


def test_the_command_prints_a_line_for_each_folder(capsys):
    assert run(["tools", "src/spona/crypto"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:]] == ["tools", "src/spona/crypto"]
    assert all(int(line.split("|")[2]) > 5 for line in lines[2:])
