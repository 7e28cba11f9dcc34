"""`dev`: a changed file is served at once, mail stands on a page, and one address signs in."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import pytest

from tools.postgres import free_port

pytestmark = pytest.mark.slow("starts programs and waits for them")

ROOT = Path(__file__).parents[2]


def get(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.read().decode()
    except (urllib.error.URLError, OSError):
        return ""


def wait_for(condition, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.2)
    return None


@pytest.fixture(scope="module")
def sources(tmp_path_factory) -> Path:
    """A copy of the program, so that the test may change a file of it."""
    root = tmp_path_factory.mktemp("tree")
    for part in ("src", "tools"):
        shutil.copytree(ROOT / part, root / part)
    (root / "assets").symlink_to(ROOT / "assets")
    shutil.copytree(ROOT / "staticfiles", root / "staticfiles")
    return root


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("world") / "demo"


def environment(root: Path) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("SPONA_", "DJANGO_"))}
    return clean | {"PYTHONPATH": str(root / "src"), "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="module")
def working(sources, world) -> Iterator[tuple[str, str]]:
    """(address of the server, address of the pages beside it) with --as bea.csr."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tools", "dev", "--port", str(port), "--as", "bea.csr",
         "--data", str(world)],
        cwd=sources, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=environment(sources),
    )  # fmt: skip
    said, beside = "", None
    # Once the address is known the rest is read away, or a full pipe would stop the server.
    reader = Thread(target=process.stdout.read, daemon=True)
    try:
        while beside is None and (line := process.stdout.readline()):
            said += line
            beside = re.search(r"(http://localhost:\d+)/as$", line.strip())
        assert beside, said
        reader.start()
        assert wait_for(lambda: get(f"http://localhost:{port}/readyz")), said
        yield f"http://localhost:{port}", beside[1]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        if reader.ident is not None:
            reader.join(10)
        process.stdout.close()


def test_one_address_signs_the_named_account_in(working):
    url, beside = working
    host = url.removeprefix("http://")
    asked = HTTPConnection(beside.removeprefix("http://"), timeout=30)
    asked.request("GET", "/as")
    answer = asked.getresponse()
    answer.read()
    assert answer.status == 303
    assert answer.headers["Location"].startswith(url + "/")
    cookies = [line.split(";")[0] for line in answer.headers.get_all("Set-Cookie")]
    page = HTTPConnection(host, timeout=30)
    page.request("GET", "/desk/", headers={"Cookie": "; ".join(cookies)})
    shown = page.getresponse()
    text = shown.read().decode()
    page.close()
    asked.close()
    assert shown.status == 200
    assert "/logout/" in text
    # Without the cookies the same page asks to sign in.
    assert "/logout/" not in get(f"{url}/desk/")


def test_the_mail_is_shown_on_a_page(working):
    """The demo's reports wrote notices; the worker mails them as soon as it runs."""
    _url, beside = working
    page = wait_for(lambda: "@" in (text := get(f"{beside}/")) and text, 30)
    assert page
    assert "http://localhost" in page


def test_a_changed_file_is_served_without_a_new_start(working, sources):
    url, _beside = working
    template = sources / "src/spona/identity/templates/identity/login.html"
    whole = template.read_text()
    assert "changed while it runs" not in get(f"{url}/sr/login/")
    template.write_text(whole.replace("{% endblock %}", "changed while it runs{% endblock %}"))
    assert wait_for(lambda: "changed while it runs" in get(f"{url}/sr/login/"))
    # And once more: whoever works changes a file more than once.
    template.write_text(whole)
    assert wait_for(lambda: (p := get(f"{url}/sr/login/")) and "changed while" not in p)


def test_a_changed_style_gets_a_name_of_its_own(working, sources):
    url, _beside = working
    style = sources / "src/spona/ui/static/ui/css/work.css"

    def named() -> str:
        found = re.search(r'href="(/static/ui/css/work[^"]*)"', get(f"{url}/sr/login/"))
        return found[1] if found else ""

    before, whole = wait_for(named), style.read_text()
    style.write_text(whole + "/* changed while it runs */")
    after = wait_for(lambda: (name := named()) != before and name)
    assert after
    assert "changed while it runs" in get(f"{url}{after}")
    style.write_text(whole)
    assert wait_for(lambda: named() == before)


@pytest.mark.parametrize(("named", "told"), [([], "--as bea.csr"), (["niko"], "vesna.csr")])
def test_an_account_that_is_not_there_is_answered_with_those_there_are(working, world, named, told):
    done = subprocess.run(
        [sys.executable, "-m", "tools", "dev", "--data", str(world), "--as", *named],
        cwd=ROOT, text=True, capture_output=True, check=False, env=environment(ROOT),
    )  # fmt: skip
    assert done.returncode != 0
    assert told in done.stdout
