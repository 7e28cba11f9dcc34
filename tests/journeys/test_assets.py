"""Styles, scripts and letters as they are built and served: kept for good under a name with a hash."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from tests.journeys.people import People, enter
from tests.served import running
from tests.served.running import Served
from tests.served.template import ROOT

pytestmark = pytest.mark.journey
HASH = re.compile(r"\.[0-9a-f]{12}\.")
LOGIN = "/sr-latn/login/"


@dataclass
class Answer:
    headers: Message
    body: bytes


def asked(world: Served, path: str, encoding: str = "identity") -> Answer:
    request = urllib.request.Request(world.url + path, headers={"Accept-Encoding": encoding})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return Answer(answer.headers, answer.read())


def is_immutable(answer: Answer) -> bool:
    said = {part.strip() for part in answer.headers["Cache-Control"].split(",")}
    age = max((int(part[8:]) for part in said if part.startswith("max-age=")), default=0)
    return {"public", "immutable"} <= said and age >= 31_536_000


def named_by(world: Served, path: str) -> set[str]:
    """The assets that a page, a style or a script names, and those that these name."""
    text = asked(world, path).body.decode(errors="replace")
    pattern = r'(?:href|src)="(/static/[^"#]+)'
    if path.endswith(".css"):
        pattern = r"""url\(["']?(?!data:|#)([^"')#]+)"""
    if path.endswith(".js"):
        pattern = r"""(?m)^\s*(?:import|export)[^;]*?["'](\.[^"']+)["']"""
    found = {urljoin(path, name) for name in re.findall(pattern, text)}
    deeper = [named_by(world, name) for name in found if name.endswith((".css", ".js"))]
    return found.union(*deeper)


def build(tree: Path) -> subprocess.CompletedProcess[str]:
    """As `./spona` builds it."""
    return subprocess.run(
        [sys.executable, "-m", "spona.ui.collect"], cwd=tree, text=True, capture_output=True,
        check=False,
        env=os.environ | {"PYTHONPATH": f"{tree / 'src'}:{os.environ.get('PYTHONPATH', '')}"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    """A copy of the program with assets of its own, so that a test may build them anew."""
    root = tmp_path_factory.mktemp("tree")
    shutil.copytree(ROOT / "src", root / "src")
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    done = build(root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="module")
def world(tree, shared_folder, tmp_path_factory) -> Iterator[Served]:
    """The invented world, served by that copy."""
    folder = tmp_path_factory.mktemp("world")
    served = running.start(shared_folder, folder, PYTHONPATH=f"{tree / 'src'}:{ROOT}")
    yield served
    running.stop(served)


def test_each_asset_has_its_hash_in_its_name_and_is_kept_for_good(world):
    """Those that a style or a script names too: letters, and modules that a module imports."""
    found = named_by(world, LOGIN) | named_by(world, "/sr/help/")
    endings = {Path(name).suffix for name in found}
    assert {".css", ".js", ".woff2", ".svg"} <= endings
    assert any("/js/lease." in name for name in found), "named by a module that is imported"
    assert [name for name in found if not HASH.search(name)] == []
    assert [name for name in found if not is_immutable(asked(world, name))] == []


def test_a_plain_name_still_answers_and_is_asked_again_soon(world):
    for name in sorted(named_by(world, LOGIN)):
        plain = asked(world, HASH.sub(".", name))
        assert not is_immutable(plain)
        assert int(re.search(r"max-age=(\d+)", plain.headers["Cache-Control"])[1]) <= 300
        assert plain.body


def test_what_is_compressed_is_the_same(world):
    names = [name for name in sorted(named_by(world, LOGIN)) if not name.endswith(".woff2")]
    ways = {"gzip": gzip.decompress}
    if find_spec("brotli"):
        import brotli

        ways["br"] = brotli.decompress
    for name in names:
        whole = asked(world, name)
        for way, opened in ways.items():
            answer = asked(world, name, way)
            if answer.headers["Content-Encoding"] is None:
                # Of a few bytes nothing is saved.
                assert len(whole.body) < 400, name
                continue
            assert answer.headers["Content-Encoding"] == way
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert is_immutable(answer)
            assert opened(answer.body) == whole.body
            assert len(answer.body) < len(whole.body)


def test_a_browser_asks_for_the_assets_of_a_page_once(world, people: People):
    page = people.page("bea.csr")

    def assets_asked() -> int:
        """As the server has counted them: its log has a line for each, without a route."""
        lines = world.log.read_text().splitlines()
        return sum('"route": "none", "status": 200' in line for line in lines)

    page.goto(f"{world.url}/desk/", wait_until="networkidle")
    before = assets_asked()
    assert before > 10
    page.goto(f"{world.url}/desk/", wait_until="networkidle")
    page.reload(wait_until="networkidle")
    assert assets_asked() == before


def test_a_first_visit_of_staff_weighs_at_most_150_kb_and_the_next_page_is_one_request(
    world, people: People
):
    """From an empty browser to the desk: 344 KB before letters and Tabler were cut to what is
    used.
    """
    page, finished = people.stranger(), []
    page.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108

    def sent() -> dict[str, int]:
        """Path → bytes; what the browser has kept is less than nothing."""
        sizes = [(urlsplit(one.url).path, one.sizes()["responseBodySize"]) for one in finished]
        finished.clear()
        return {path: size for path, size in sizes if size > 0}

    enter(page, world, "bea.csr")
    page.wait_for_load_state("networkidle")
    first = sent()
    assert len(first) > 15
    assert sum(first.values()) <= 150_000, first
    page.goto(f"{world.url}/desk/", wait_until="networkidle")
    assert set(sent()) <= {"/desk/", "/lease"}


def test_a_page_of_the_last_build_finds_its_assets_while_and_after_the_next_is_put_there(
    world, tree
):
    style = tree / "src/spona/ui/static/ui/css/work.css"
    [old] = [name for name in named_by(world, LOGIN) if "/css/work." in name]
    before, whole = asked(world, old), style.read_text()
    style.write_text(whole + "\n.is-new { color: red; }\n")
    assert build(tree).returncode == 0
    # This server was started before; the next one answers whoever has a page open.
    assert asked(world, old).body == before.body
    running.move_on(world, seconds=0)
    [new] = [name for name in named_by(world, LOGIN) if "/css/work." in name]
    assert new != old
    assert b".is-new" in asked(world, new).body
    assert asked(world, old, "gzip").headers["Content-Encoding"] == "gzip"
    assert asked(world, old).body == before.body
    style.write_text(whole)


def test_a_build_that_breaks_leaves_what_is_there(world, tree):
    style = tree / "src/spona/ui/static/ui/css/work.css"
    before, whole = sorted((tree / "staticfiles").rglob("*")), style.read_text()
    style.write_text(whole + '\n.broken { background: url("../nowhere.svg"); }\n')
    done = build(tree)
    style.write_text(whole)
    assert done.returncode != 0
    assert "nowhere.svg" in done.stderr
    assert sorted((tree / "staticfiles").rglob("*")) == before
    assert named_by(world, LOGIN)
