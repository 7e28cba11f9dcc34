"""`./spona build [--into FOLDER]`: a wheel, its bill of materials, the licences in it, and the file
with which institutions check the log elsewhere.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import tempfile
import tomllib
from pathlib import Path

from tools.release.licences import as_page, licence_of, refusals
from tools.release.locks import running
from tools.release.sbom import bill
from tools.release.wheel import build_wheel, commit_of

ROOT = Path(__file__).resolve().parents[2]
BILL, LICENCES = "sbom.cdx.json", "licences.md"
VERIFIER = "src/spona/audit/verifier/spona_verify.py"


def run(args: list[str]) -> int:
    """Writes four files, each the same whenever and wherever the same commit is built."""
    parser = argparse.ArgumentParser(prog="./spona build")
    parser.add_argument("--into", type=Path, default=ROOT / "dist", metavar="FOLDER")
    into = parser.parse_args(args).into
    commit = commit_of(ROOT)
    packages = [(one, licence_of(one)) for one in running(ROOT)]
    if refused := refusals(packages):
        print("This must not be handed out:\n" + "\n".join(refused))
        return 1
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        made = build_wheel(ROOT, commit, Path(work))
        wheel = Path(shutil.copyfile(made, into / made.name))
    wheel_sum = hashlib.sha256(wheel.read_bytes()).hexdigest()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (into / BILL).write_text(
        bill(
            packages,
            version=project["version"],
            commit=commit.hash,
            at=commit.at,
            wheel=(wheel.name, wheel_sum),
        ),
        encoding="utf-8",
    )
    (into / LICENCES).write_text(as_page(packages), encoding="utf-8")
    # By itself: who checks a server takes it from a release, never from that server.
    verifier = Path(shutil.copyfile(ROOT / VERIFIER, into / Path(VERIFIER).name))
    print(f"Commit {commit.hash}")
    for path in (wheel, into / BILL, into / LICENCES, verifier):
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}")
    return 0
