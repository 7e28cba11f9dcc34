"""`./spona codebase [FOLDER …]`: how large the code is, and how it is cut.

Code lines are those with something else than a comment or a docstring. Left out are tests and what
is generated: migrations. A function is counted with the functions inside it.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]
_LEFT_OUT = {"migrations", "tests", "test", "node_modules", ".venv", ".git"}
_NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENCODING, tokenize.ENDMARKER,
}  # fmt: skip
_FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
HEAD = (
    "| code | files | code lines | file: median | p90 | largest | function: median | p90 |"
    " imports |\n|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True)
class Codebase:
    """Code lines of each file and of each function; `imports`: lines of import statements."""

    files: list[int]
    functions: list[int]
    imports: int

    def row(self, name: str) -> str:
        """One line of the table under `HEAD`."""
        lines = sum(self.files)
        return (
            f"| {name} | {len(self.files)} | {lines} | {median(self.files):.0f}"
            f" | {_p90(self.files)} | {max(self.files)} | {median(self.functions):.0f}"
            f" | {_p90(self.functions)} | {100 * self.imports / lines:.1f} % |"
        )


def run(args: list[str]) -> int:
    """Prints the table for these folders; without one, for Spona and its tools."""
    print(HEAD)
    for folder in args or ["src/spona", "tools"]:
        print(measure((ROOT / folder).rglob("*.py")).row(folder))
    return 0


def measure(paths: Iterable[Path]) -> Codebase:
    """What these files are made of; empty ones are no files here."""
    files, functions, imports = [], [], 0
    for path in paths:
        if _LEFT_OUT & set(path.parts) or path.name.startswith("test_"):
            continue
        text = path.read_text()
        tree = ast.parse(text)
        code = _code_lines(text) - _docstrings(tree)
        if not code:
            continue
        files.append(len(code))
        for node in ast.walk(tree):
            span = range(getattr(node, "lineno", 0), getattr(node, "end_lineno", -1) + 1)
            if isinstance(node, _FUNCTION):
                functions.append(len(code.intersection(span)))
            elif isinstance(node, ast.Import | ast.ImportFrom):
                imports += len(code.intersection(span))
    return Codebase(files, functions, imports)


def _code_lines(text: str) -> set[int]:
    return {
        line
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in _NO_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }


def _docstrings(tree: ast.Module) -> set[int]:
    return {
        line
        for node in _texts(tree)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def _texts(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | _FUNCTION) or not node.body:
            continue
        match node.body[0]:
            case ast.Expr(value=ast.Constant(value=str()) as text):
                yield text


def _p90(values: list[int]) -> int:
    return round(quantiles(values, n=10)[-1]) if len(values) > 1 else values[0]
