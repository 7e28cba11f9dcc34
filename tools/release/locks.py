"""The locked packages: those of `requirements/*.txt` and of `package-lock.json`."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

PYPI, NPM = "PyPI", "npm"
_PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_WANTED_BY = re.compile(r"^    #(?: via |   )(\S+)", re.MULTILINE)
_OURS = re.compile(r"^    #(?: via |   )-r requirements/", re.MULTILINE)
# The file of a lock → what no server has: tools of developers, and extras for whoever counts.
_LOCKS = {
    "run.txt": False, "uv.txt": False, "node.txt": True, "count.txt": True, "spark.txt": True,
    "release.txt": True, "dev.txt": True,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Locked:
    """`hashes`: (algorithm, hexadecimal) of each file that the lock takes; `direct`: we ourselves
    want it, `wanted_by`: the names of packages that do; `licence`: as npm's lock says it.
    """

    ecosystem: str
    name: str
    version: str
    hashes: tuple[tuple[str, str], ...]
    direct: bool
    wanted_by: tuple[str, ...] = ()
    licence: str = ""
    development: bool = False

    @property
    def purl(self) -> str:
        """Its name among all packages of the world; says nothing of who handed it out."""
        if self.ecosystem == PYPI:
            return f"pkg:pypi/{normal(self.name)}@{quote(self.version)}"
        return f"pkg:npm/{quote(self.name)}@{quote(self.version)}"


def normal(name: str) -> str:
    """`Et_XMLfile` and `et-xmlfile` are one package (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def running(root: Path) -> list[Locked]:
    """What runs on a server: Python packages, and the packages of npm from which pages are made.

    Those that npm fetches because one of ours asks for them are not handed out: of each of ours
    only named files are taken (`spona.ui.collect`).
    """
    ours = json.loads((root / "package.json").read_text())["dependencies"]
    assets = [one for one in _npm(root) if one.name in ours]
    return _python(root / "requirements" / "run.txt", development=False) + assets


def everything(root: Path) -> list[Locked]:
    """The same with the tools of developers, each package and version once."""
    found: dict[tuple[str, str, str], Locked] = {}
    for file, development in _LOCKS.items():
        for one in _python(root / "requirements" / file, development=development):
            found.setdefault((PYPI, one.name, one.version), one)
    for one in _npm(root):
        found.setdefault((NPM, one.name, one.version), one)
    return list(found.values())


def _python(path: Path, *, development: bool) -> list[Locked]:
    found = []
    # A pin stands at the margin, all that belongs to it is indented.
    for block in re.split(r"\n(?=[A-Za-z0-9])", path.read_text()):
        pin = _PIN.match(block)
        if pin is None:
            continue
        found.append(
            Locked(
                PYPI, normal(pin[1]), pin[2],
                tuple(("SHA-256", one) for one in sorted(_HASH.findall(block))),
                direct=bool(_OURS.search(block)),
                wanted_by=tuple(normal(one) for one in _WANTED_BY.findall(block) if one != "-r"),
                development=development,
            )
        )  # fmt: skip
    return found


def _npm(root: Path) -> list[Locked]:
    packages = json.loads((root / "package-lock.json").read_text())["packages"]
    ours = {**packages[""]["dependencies"], **packages[""].get("devDependencies", {})}
    return [
        Locked(
            NPM, name := path.rpartition("node_modules/")[2], said["version"],
            (_of_integrity(said["integrity"]),), direct=name in ours,
            licence=said.get("license", ""), development=said.get("dev", False),
        )
        for path, said in sorted(packages.items())
        if path
    ]  # fmt: skip


def _of_integrity(said: str) -> tuple[str, str]:
    """`sha512-…` in base 64, as npm writes it, in the words of a bill of materials."""
    algorithm, _dash, sum_of_it = said.partition("-")
    return algorithm.upper().replace("SHA", "SHA-"), base64.b64decode(sum_of_it).hex()
