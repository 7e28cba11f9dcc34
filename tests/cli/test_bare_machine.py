"""Two commands on a bare machine: Debian with `python3` and nothing else, no git, no locale."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.architecture.code import tracked
from tools.postgres import free_port

# The paths that this proof rests on: `./spona prove --changed` runs it when one changed.
PROVES = (
    "spona",
    "package.json",
    "package-lock.json",
    "src/spona/cli",
    "src/spona/demo",
    "src/spona/settings.py",
    "tests/cli",
)
ROOT = Path(__file__).parents[2]
HOME = "srv/spona"
CLERK = 1000
# What a machine behind a mirror of the registries says to their clients; nothing else is handed on.
HANDED_ON = ("PIP_", "SSL_CERT", "NODE_EXTRA_CA_CERTS")
# A text browser, a printed page, PostgreSQL, the catalogues and Chromium: a test for each.
ONE_OF_EACH = (
    "'tests/public/test_what_they_say.py::test_each_page_reads_well_in_a_text_browser[/en/help/]'",
    "tests/plans/test_reports.py",
    "tests/cli/test_database_address.py",
    "tests/architecture/test_catalogues.py",
    "tests/journeys/test_public.py",
)
CONFIGURATION = ("/etc/pip.conf", "~/.config/pip/pip.conf", "~/.npmrc")


class Machine:
    def __init__(self, root: Path) -> None:
        self.root = root

    def command(self, words: str, *, user: int = 0) -> list[str]:
        """With processes of its own: they end with the command."""
        inside = f"cd /{HOME} && {words}"
        return [
            "unshare", "--mount", "--pid", "--fork", "sh", "-c",
            f'mount -t proc proc "$0/proc" && exec chroot --userspec={user}:{user} "$0" sh -c "$1"',
            str(self.root), inside,
        ]  # fmt: skip

    def environment(self, *, user: int = 0) -> dict[str, str]:
        given = {k: v for k, v in os.environ.items() if k.startswith(HANDED_ON)}
        home = "/root" if user == 0 else "/srv/clerk"
        return given | {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": home}

    def typed(self, words: str, *, user: int = 0) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(words, user=user), env=self.environment(user=user), text=True,
            capture_output=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip


@pytest.fixture
def machine(tmp_path) -> Machine:
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        pytest.skip("debootstrap is missing, or this is not root: apt-get install -y debootstrap")
    # A folder that a user who is not root may pass through.
    root = tmp_path / "machine"
    for above in (tmp_path, *tmp_path.parents[:3]):
        above.chmod(above.stat().st_mode | 0o011)
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages"],
        text=True, capture_output=True, check=True,
    ).stdout  # fmt: skip
    uri, release = next(line.split()[:2] for line in told.splitlines() if line.startswith("http"))
    subprocess.run(
        ["debootstrap", "--variant=minbase", "--include=python3,ca-certificates", release, root, uri],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    _configure(root)
    for name in tracked():
        (root / HOME / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, root / HOME / name)
    subprocess.run(["chown", "-R", f"{CLERK}:{CLERK}", root / HOME, root / "srv/clerk"], check=True)
    return Machine(root)


def _configure(root: Path) -> None:
    """This machine's own mirrors and certificates, where it has any."""
    for path in Path("/etc/apt/apt.conf.d").iterdir():
        if not path.name.startswith("docker"):
            shutil.copy(path, root / "etc/apt/apt.conf.d")
    shutil.copy("/etc/ssl/certs/ca-certificates.crt", root / "etc/ssl/certs")
    (root / "srv/clerk").mkdir()
    for name in CONFIGURATION:
        here = Path(name).expanduser()
        if not here.exists():
            continue
        homes = ["root", "srv/clerk"] if name.startswith("~") else []
        for there in [root / home / name[2:] for home in homes] or [root / name[1:]]:
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(here, there)


@pytest.mark.prove
def test_a_bare_machine_has_the_demo_and_the_tests_after_one_command_each(machine):
    """Somebody without sudo types the line that is named; then everything is there. As root the
    tests install what they need by themselves, unasked."""
    refused = machine.typed("./spona demo", user=CLERK)
    assert refused.returncode == 1
    assert not (machine.root / HOME / ".venv").exists()
    line = refused.stderr.strip().splitlines()[-1].strip()
    assert line.startswith("sudo apt-get install -y python3 ")

    installed = machine.typed(f"apt-get update -q && {line.removeprefix('sudo ')}")
    assert installed.returncode == 0, installed.stderr

    port = free_port()
    demo = subprocess.Popen(
        machine.command(f"exec ./spona demo --json --port {port}", user=CLERK),
        env=machine.environment(user=CLERK), text=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert demo.stdout is not None
        assert json.loads(demo.stdout.readline())["url"] == f"http://localhost:{port}"
        assert b"192" in _page(f"http://localhost:{port}/en/help/")
    finally:
        # The first process of its own ones: the others end with it.
        first = Path(f"/proc/{demo.pid}/task/{demo.pid}/children").read_text().split()[0]
        os.kill(int(first), signal.SIGKILL)
        demo.communicate()

    tested = machine.typed("./spona test " + " ".join(ONE_OF_EACH))
    assert tested.returncode == 0, tested.stdout[-3000:] + tested.stderr[-3000:]
    assert " passed" in tested.stdout
    for program in ("w3m is not installed", "no PostgreSQL", "apt-get install"):
        assert program not in tested.stdout


def _page(url: str) -> bytes:
    """Its bytes, as soon as somebody answers there."""
    for _ in range(300):
        with suppress(OSError), urllib.request.urlopen(url, timeout=20) as answer:
            return bytes(answer.read())
        time.sleep(0.2)
    pytest.fail("the demo did not answer")
