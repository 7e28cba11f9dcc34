"""Finds the proofs among the tests and runs one of them."""

from __future__ import annotations

import ast
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from tools import junit
from tools.bench.figures import ROOT

HOLDS, FAILS, UNFINISHED, NOT_HERE = "holds", "FAILS", "not finished", "skipped"


@dataclass(frozen=True, slots=True)
class Proof:
    """One test function with all its parameters."""

    node: str
    on_postgresql: bool
    alone: bool = False

    @property
    def name(self) -> str:
        """`test_no_failure_is_faster` → the sentence."""
        return self.node.split("::")[-1].removeprefix("test_").replace("_", " ")

    @property
    def figure(self) -> str:
        """The number in “Figure 7” of the docstring of the test or of its file; else empty."""
        path, *names = self.node.split("::")
        tree = ast.parse((ROOT / path).read_text())
        places: list[ast.FunctionDef | ast.Module] = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef) and node.name == names[-1]
        ]
        for place in (*places, tree):
            if found := re.search(r"\b[Ff]igures? (\d+)", ast.get_docstring(place) or ""):
                return found[1]
        return ""

    @property
    def covers(self) -> tuple[str, ...]:
        """The paths in `PROVES` of its file; ValueError where the file declares none."""
        path = self.node.split("::")[0]
        for node in ast.parse((ROOT / path).read_text()).body:
            if isinstance(node, ast.Assign) and _names(node) == ["PROVES"]:
                return tuple(ast.literal_eval(node.value))
        raise ValueError(f"{path} declares no PROVES: the paths that its proofs rest on")


def _names(node: ast.Assign) -> list[str]:
    return [one.id for one in node.targets if isinstance(one, ast.Name)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`end` is the end of what the failing test said, `error` its first line."""

    proof: Proof
    database: str
    result: str
    seconds: float
    measured: str = ""
    end: str = ""
    error: str = ""

    @property
    def held(self) -> bool:
        return self.result == HOLDS


def proofs() -> list[Proof]:
    """Every test marked `prove`, in the order of the files."""
    everywhere = _collected("prove")
    both, alone = set(_collected("prove and postgresql")), set(_collected("prove and alone"))
    return [Proof(node, node in both, node in alone) for node in everywhere]


def prove(proof: Proof, *, address: str, until: float) -> list[Outcome]:
    """Runs it on SQLite and, where it is marked so, on PostgreSQL, no longer than `until`.

    `address`: of a server on which nothing else runs, also for what makes a database of its own.
    """
    servers = {"SPONA_TEST_POSTGRES": address} if address else {}
    outcomes = [_run(proof, "SQLite", servers, until)]
    if proof.on_postgresql:
        outcomes.append(_run(proof, "PostgreSQL", servers | {"SPONA_DATABASE": address}, until))
    return outcomes


def _collected(marks: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-m", marks],
        cwd=ROOT, env=_environment({}), capture_output=True, text=True, check=False,
    )  # fmt: skip
    # 5: none is marked so.
    if done.returncode not in (0, 5):
        raise SystemExit("The tests could not be read:\n" + (done.stdout + done.stderr)[-3000:])
    nodes = [line.split("[")[0] for line in done.stdout.splitlines() if "::" in line]
    return list(dict.fromkeys(nodes))


def _run(proof: Proof, database: str, servers: dict[str, str], until: float) -> Outcome:
    began = time.monotonic()
    left = until - began
    if left <= 0:
        return Outcome(proof, database, UNFINISHED, 0, error="Its turn did not come.")
    with tempfile.TemporaryDirectory(prefix="spona-prove-") as folder:
        report = Path(folder) / "report.xml"
        # The mark again: of a test's parameters only the long ones may carry it.
        command = [sys.executable, "-m", "pytest", "-q", "-m", "prove", proof.node,
                   # A thousand lines of requests would push out what went wrong.
                   "--show-capture=no", f"--junitxml={report}",
                   "-o", "junit_logging=system-out", "-o", "junit_family=xunit1"]  # fmt: skip
        with (Path(folder) / "out").open("w+") as out:
            process = subprocess.Popen(
                command, cwd=ROOT, env=_environment(servers), stdout=out,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
            try:
                process.wait(left)
            except subprocess.TimeoutExpired:
                # Its own group, so that what it started ends with it.
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                seconds = time.monotonic() - began
                return Outcome(proof, database, UNFINISHED, seconds, error="It took too long.")
            out.seek(0)
            end = out.read()[-3000:]
        cases = list(ET.parse(report).iter("testcase")) if report.exists() else []  # noqa: S314
        said = junit.read(report, proof.name, ROOT)
    result = _result(cases, process.returncode)
    error = said.red[0].error if said.red else said.broken
    seconds = time.monotonic() - began
    return Outcome(proof, database, result, seconds, _measured(cases), end, error)


def _result(cases: list[ET.Element], code: int) -> str:
    if code or not cases:
        return FAILS
    return NOT_HERE if all(case.find("skipped") is not None for case in cases) else HOLDS


def _measured(cases: Iterable[ET.Element]) -> str:
    """The last line that each case printed."""
    lines = []
    for case in cases:
        said = [
            line.strip()
            for line in (case.findtext("system-out") or "").splitlines()
            if line.strip() and not line.startswith("---")
        ]
        lines += said[-1:]
    return "; ".join(dict.fromkeys(lines))[:300]


def _environment(servers: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "SPONA_DATABASE"}
    return kept | {"SPONA_KIND": "test", "SPONA_TEST_LANGUAGE": "all"} | servers
