"""The bill of materials and the list of licences: all that runs, nothing of this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import uuid

import pytest
from packaging.requirements import Requirement

from tests.architecture.code import ROOT
from tools.release.licences import Licence, as_page, licence_of, refusals
from tools.release.locks import NPM, PYPI, Locked, everything, running
from tools.release.sbom import bill

pytestmark = pytest.mark.slow("builds the wheel")


@pytest.fixture(scope="module")
def said(release):
    return json.loads((release / "sbom.cdx.json").read_text())


def test_every_locked_package_stands_there_once_with_its_sums(said):
    lock = (ROOT / "requirements/run.txt").read_text()
    npm = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    ours = json.loads((ROOT / "package.json").read_text())["dependencies"]
    purls = [one["purl"] for one in said["components"]]
    pinned = re.findall(r"^([a-z0-9_.-]+)(?:\[.*\])?==([^ \\;]+)", lock, re.M)
    assert len(pinned) > 40
    wanted = {f"pkg:pypi/{name}@{version}" for name, version in pinned}
    wanted |= {
        f"pkg:npm/{name.replace('@', '%40')}@{npm[f'node_modules/{name}']['version']}"
        for name in ours
    }
    assert sorted(purls) == purls == sorted(wanted)
    sums = [one["content"] for each in said["components"] for one in each["hashes"]]
    assert sorted(re.findall(r"--hash=sha256:(\w+)", lock)) == sorted(
        one for one in sums if len(one) == 64
    )
    asset = next(
        one for one in said["components"] if one["purl"].startswith("pkg:npm/%40tabler/icons@")
    )
    of_lock = npm["node_modules/@tabler/icons"]["integrity"].removeprefix("sha512-")
    assert asset["hashes"] == [{"alg": "SHA-512", "content": base64.b64decode(of_lock).hex()}]
    assert (asset["group"], asset["name"]) == ("@tabler", "icons")


def test_it_is_what_the_format_asks_for(said):
    """Required fields of CycloneDX 1.6 (`schema/bom-1.6.schema.json` of CycloneDX/specification,
    by which the whole bill was held to be valid on 2026-11-29).
    """
    assert (said["bomFormat"], said["specVersion"], said["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", said["serialNumber"])
    assert uuid.UUID(said["serialNumber"]).version == 5
    own = said["metadata"]["component"]
    assert {"type", "name", "version"} <= own.keys()
    refs = [own["bom-ref"], *(one["bom-ref"] for one in said["components"])]
    assert len(refs) == len(set(refs))
    for one in said["components"]:
        assert one["type"] == "library"
        assert one["name"]
        assert one["version"]
        (licence, *more) = one["licenses"]
        # An expression stands alone; a licence has either an identifier or a name.
        assert (len(licence) == 1 and not more) or "license" in licence
        for each in one["licenses"]:
            assert set(each) == {"expression"} or len(each["license"]) == 1
        for each in one["hashes"]:
            length = {"SHA-256": 64, "SHA-512": 128}[each["alg"]]
            assert re.fullmatch(rf"[0-9a-f]{{{length}}}", each["content"])
    assert [one["ref"] for one in said["dependencies"]] == sorted(refs)
    assert {ref for one in said["dependencies"] for ref in one["dependsOn"]} <= set(refs)


def test_it_says_which_wheel_and_which_commit(said, release, commit):
    from tests.release.conftest import git

    (wheel,) = release.glob("*.whl")
    own = said["metadata"]["component"]
    assert own["hashes"][0]["content"] == hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert {one["name"]: one["value"] for one in own["properties"]} == {
        "spona:commit": git(commit, "rev-parse", "HEAD"), "spona:wheel": wheel.name,
    }  # fmt: skip
    # Of the commit, one hour east of Greenwich, and not of the build.
    assert said["metadata"]["timestamp"] == "2026-01-02T02:04:05Z"


def test_who_needs_what_goes_all_the_way_up(said):
    """Each package is reached from Spona: nothing is locked that nobody wants."""
    below = {one["ref"]: one["dependsOn"] for one in said["dependencies"]}
    reached, waiting = set(), [said["metadata"]["component"]["bom-ref"]]
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached.add(ref)
            waiting += below[ref]
    assert reached == set(below)
    wanted = [Requirement(line).name for line in (ROOT / "requirements/run.in").read_text().splitlines()
              if line and not line.startswith("#")]  # fmt: skip
    direct = {ref.rpartition("@")[0].removeprefix("pkg:pypi/")
              for ref in below[said["metadata"]["component"]["bom-ref"]] if "pypi" in ref}  # fmt: skip
    assert set(wanted) <= direct
    assert direct - set(wanted) == set()


def test_neither_page_names_a_registry_or_this_machine(release):
    for name in ("sbom.cdx.json", "licences.md"):
        text = (release / name).read_text()
        assert not re.search(r"https?://|localhost|index-url", text), name


def test_another_wheel_is_another_bill():
    packages = [(Locked(PYPI, "one", "1", (("SHA-256", "0" * 64),), direct=True), Licence("MIT"))]
    facts = {"version": "1", "commit": "c", "at": "2026-01-01T00:00:00Z"}
    first = bill(packages, wheel=("w", "1" * 64), **facts)
    assert bill(packages, wheel=("w", "1" * 64), **facts) == first
    other = json.loads(bill(packages, wheel=("w", "2" * 64), **facts))
    assert other["serialNumber"] != json.loads(first)["serialNumber"]


def test_a_running_package_says_a_licence_and_none_that_binds_us():
    """GPL and AGPL would bind whoever runs Spona; LGPL is used as a library."""
    packages = [(one, licence_of(one)) for one in running(ROOT)]
    assert refusals(packages) == []
    assert "LGPL-3.0-only" in {str(licence) for _one, licence in packages}


@pytest.mark.parametrize(("licence", "word"), [
    (Licence("GPL-3.0-or-later"), "GPL-3.0"),
    (Licence("AGPL-3.0-only"), "AGPL"),
    (Licence("MIT AND GPL-2.0-only"), "GPL-2.0"),
    (Licence("(MIT OR GPL-2.0-only) AND GPL-3.0-only"), "GPL-3.0"),
    (Licence(names=("GNU General Public License v3 (GPLv3)",)), "GPLv3"),
    (Licence(names=("GNU Affero General Public License v3",)), "Affero"),
    (Licence(), "says no licence"),
])  # fmt: skip
def test_what_binds_us_is_refused_by_name(licence, word):
    package = Locked(PYPI, "planted", "1.0", (), direct=True)
    (sentence,) = refusals([(package, licence)])
    assert sentence.startswith("planted 1.0 ")
    assert word in sentence


@pytest.mark.parametrize("licence", [
    Licence("LGPL-3.0-only"), Licence("MIT OR GPL-2.0-only"), Licence("MIT"),
    Licence(names=("GNU Lesser General Public License v3 (LGPLv3)",)), Licence(names=("BSD License",)),
])  # fmt: skip
def test_what_leaves_us_free_is_not(licence):
    assert refusals([(Locked(NPM, "fine", "1.0", (), direct=True), licence)]) == []


def test_a_package_that_is_not_installed_has_no_known_licence():
    missing = Locked(PYPI, "nobody-ever-wrote-this", "1.0", (), direct=True)
    assert refusals([(missing, licence_of(missing))]) == [
        "nobody-ever-wrote-this 1.0 says no licence."
    ]


def test_the_list_is_read_by_licence():
    two = [
        (Locked(PYPI, name, "2.0", (), direct=True), Licence("MIT")) for name in ("beta", "alpha")
    ]
    text = as_page([*two, (Locked(NPM, "@a/letters", "1.0", (), direct=True), Licence("OFL-1.1"))])
    assert text.index("## MIT") < text.index("- alpha 2.0 (PyPI)") < text.index("- beta 2.0 (PyPI)")
    assert text.index("## OFL-1.1") < text.index("- @a/letters 1.0 (npm)")


def test_developers_tools_are_told_apart():
    found = {one.name: one for one in everything(ROOT)}
    assert found["pytest"].development
    assert found["axe-core"].development
    assert not found["django"].development
    assert not found["uv"].development
    assert "pytest" not in {one.name for one in running(ROOT)}
