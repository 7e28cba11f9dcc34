"""`./spona build`: the same commit is the same wheel for everybody, and it runs by itself."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.architecture.code import ROOT, tracked
from tests.release.conftest import build, git

pytestmark = pytest.mark.slow("builds the wheel and runs it from a fresh environment")


def sums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def wheel(release) -> Path:
    (found,) = release.glob("*.whl")
    return found


def test_somebody_else_gets_the_same_bytes(release, cloned, tmp_path):
    """Another folder, day, umask, language, zone, order of sets, file system and environment."""
    time.sleep(1.1)
    other = cloned(tmp_path / "quite another folder")
    memory = Path("/dev/shm")
    done = build(
        other, tmp_path / "out", umask="077", TZ="Pacific/Kiritimati", LC_ALL="C", LANG="C",
        PYTHONHASHSEED="4242", SOURCE_DATE_EPOCH="1", SPONA_KIND="real", UV_INDEX_URL="http://127.0.0.1:9",
        **({"TMPDIR": str(memory)} if os.access(memory, os.W_OK) else {}),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert sums(tmp_path / "out") == sums(release)
    verifier = "src/spona/audit/verifier/spona_verify.py"
    assert (release / "spona_verify.py").read_bytes() == (ROOT / verifier).read_bytes()
    # And it tells the sums, so that two people compare by reading them out.
    for name, one in sums(release).items():
        assert f"{one}  {name}" in done.stdout


def test_nothing_tells_where_and_by_whom_it_was_built(release, wheel):
    host = os.uname().nodename
    words = [
        str(ROOT),
        str(release.parent),
        sys.prefix,
        f"{Path.home()}/",
        tempfile.gettempdir() + "/tmp",
        host,
    ]
    texts = {path.name: path.read_bytes() for path in release.iterdir() if path != wheel}
    with zipfile.ZipFile(wheel) as packed:
        texts |= {name: packed.read(name) for name in packed.namelist()}
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    # A machine may have a name so short that it stands in any text; and XForms have their lists
    # below a path that may be the home of who builds.
    told = [(name, word) for name, text in texts.items() for word in words
            if len(word) > 4 and word.encode() in text.replace(b"/%s/item[" % b"root", b"")]  # fmt: skip
    assert told == []


def test_what_the_running_clone_needs_is_in_it_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as packed:
        inside = {name for name in packed.namelist() if not name.endswith("/")}
    sources = {name.removeprefix("src/") for name in tracked() if name.startswith("src/spona/")}
    assert sources - inside == set()
    added = inside - sources
    assert {name.rsplit(".", 1)[-1] for name in added if "/locale/" in name} == {"mo"}
    assert len([name for name in added if name.endswith(".mo")]) == len(
        [name for name in sources if name.endswith(".po")]
    )
    rest = {name for name in added if not name.endswith(".mo")}
    assert {name.split("/")[1] for name in rest if name.startswith("spona/")} == {"shipped"}
    shipped = {name.removeprefix("spona/shipped/") for name in rest if "/shipped/" in name}
    assert "staticfiles/staticfiles.json" in shipped
    fonts = {path.name for path in (ROOT / "assets" / "print").iterdir()}
    assert fonts == {
        name.rpartition("/")[2] for name in shipped if name.startswith("assets/print/")
    }
    # Who hands out somebody's letters and signs hands out their licence too.
    npm = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert {name for name in npm if any(f"licences/{name}/" in one for one in shipped)} == set(npm)


def test_it_says_what_it_stands_on(wheel):
    with zipfile.ZipFile(wheel) as packed:
        name = next(one for one in packed.namelist() if one.endswith("/METADATA"))
        said = packed.read(name).decode()
    wanted = [line for line in (ROOT / "requirements/run.in").read_text().splitlines()
              if line and not line.startswith("#")]  # fmt: skip
    asked = re.findall(r"^Requires-Dist: (.*)", said, re.M)
    assert len([line for line in asked if "extra ==" not in line]) == len(wanted)
    # What nobody needs who serves a town is asked for by name: `spona[count]`, `spona[spark]`.
    assert re.findall(r"^Provides-Extra: (.*)", said, re.M) == ["count", "spark"]
    extra = {re.split(r"\W", line, maxsplit=1)[0] for line in asked if "extra ==" in line}
    assert {"ibis", "duckdb", "numpy", "pyspark"} <= extra
    assert "Requires-Dist: django~=6.1" in said
    assert "License-Expression: Apache-2.0" in said


_PAGE = """
import django, re
django.setup()
from django.test import Client
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
visitor = Client()
page = visitor.get("/sr/help/", follow=True)
assert page.status_code == 200, page.status_code
text = page.content.decode()
assert 'lang="sr' in text
login = visitor.get("/sr/login/").content.decode()
assert "Лозинка" in login
asked = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', text + login))
assert len(asked) > 2
for one in asked:
    answer = visitor.get(one)
    assert answer.status_code == 200, one
    assert b"".join(answer)
leaflet = visitor.get("/sr/list.pdf")
assert b"".join(leaflet).startswith(b"%PDF")
import spona
print(spona.__file__, len(asked))
"""


def test_it_runs_from_a_fresh_environment_without_the_checkout(wheel, tmp_path):
    """Installed without a network beside the packages that are here; nothing of the sources."""
    fresh = tmp_path / "fresh"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(fresh)], check=True)
    python = fresh / "bin" / "python"
    packages = Path(subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    ).strip())  # fmt: skip
    (packages / "installed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    uv = Path(sys.executable).parent / "uv"
    subprocess.run(
        [uv, "pip", "install", "-q", "--offline", "--no-deps", "--python", python, wheel],
        check=True,
    )
    kept = {k: v for k, v in os.environ.items()
            if not k.startswith(("SPONA_", "PYTHON", "DJANGO_", "PYTEST_"))}  # fmt: skip
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    kept |= {
        "SPONA_KIND": "test", "SPONA_DATA": str(elsewhere / "data"),
        "SPONA_SECRETS": str(elsewhere / "keys"), "DJANGO_SETTINGS_MODULE": "spona.settings",
    }  # fmt: skip

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*words], cwd=elsewhere, env=kept, capture_output=True, text=True, check=False
        )

    helped = run(str(python), "-m", "spona", "help")
    assert helped.returncode == 0, helped.stderr
    assert "./spona serve" in helped.stdout
    made = run(str(fresh / "bin" / "spona"), "init")
    assert made.returncode == 0, made.stdout + made.stderr
    looked = json.loads(run(str(python), "-m", "spona", "doctor", "--json").stdout)
    fine = {one["name"] for one in looked if one["level"] == "ok"}
    assert {"stamp", "engine", "migrations", "log_triggers", "key_files"} <= fine
    shown = run(str(python), "-c", _PAGE)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert str(packages) in shown.stdout


@pytest.mark.parametrize("change", ["changed", "new", "staged"])
def test_what_is_not_committed_is_not_built(cloned, tmp_path, change):
    clone = cloned(tmp_path / "clone")
    file = clone / ("LICENSE" if change == "changed" else "src/spona/more.py")
    file.write_text("print('never read by anybody')\n")
    if change == "staged":
        git(clone, "add", "--all")
    done = build(clone, tmp_path / "out")
    assert done.returncode != 0
    assert file.name in done.stderr
    assert "Commit them" in done.stderr
    assert not (tmp_path / "out").exists()


def test_what_was_changed_in_a_fetched_package_is_not_built(release, cloned, tmp_path):
    """Git does not see it, and the bill of materials names what is locked."""
    clone = cloned(tmp_path / "clone")
    (clone / "node_modules").unlink()
    shutil.copytree(ROOT / "node_modules", clone / "node_modules", symlinks=True)
    style = clone / "node_modules/@tabler/core/dist/css/tabler.min.css"
    style.write_text(style.read_text() + "\nbody{background:url(https://example.org/seen)}\n")
    done = build(clone, tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    assert sums(tmp_path / "out") == sums(release)


def test_without_a_repository_it_says_so(tmp_path, monkeypatch):
    from tools.release.wheel import commit_of

    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(SystemExit, match="no checkout of git"):
        commit_of(tmp_path)


def test_the_backend_is_the_uv_that_is_locked():
    """Then nothing is fetched for a build, and everybody builds by the same program."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    pinned = re.search(r"^uv==(\S+)", (ROOT / "requirements/uv.txt").read_text(), re.M)
    assert wanted == [f"uv_build=={pinned[1]}"]
