"""What every test may use. Skips are told with their reason; an unknown one fails the run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import shared_world
from tools.junit import FAILED_FIRST, first_line

# Playwright's own loop runs in this thread during a journey; Django must not mind.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# How long an example takes to be drawn and to run tells how busy the machine is.
hypothesis.settings.register_profile(
    "spona", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("spona")

ALLOWED_SKIPS = (
    "LibreOffice",
    "debootstrap",
    "systemd is not installed",
    "Only root can work",
    "only root may mount",
    "the collected data",
    "pyspark is not installed",
    "Java is not installed",
    "OpenDP is not installed",
    "PostgreSQL",
    "SQLite",
)


# What takes longest begins first, so that no worker waits for another one's last file.
LONGEST = [
    *(f"tests/harness/test_{name}.py" for name in ("access", "reachable", "clear_columns")),
    *(f"tests/cli/test_{name}.py" for name in ("serve", "backup_and_restore")),
    *("tests/harness/", "tests/cli/"),
    *(f"tests/journeys/test_{name}.py" for name in ("axe", "bad_input", "tips", "security_keys")),
    *(f"tests/journeys/test_{name}.py" for name in ("starting", "by_the_handbook", "handbook")),
    "tests/cases/test_moves_property.py",
]


def _turn(item) -> int:
    turns = (n for n, path in enumerate(LONGEST) if item.nodeid.startswith(path))
    return next(turns, len(LONGEST))


def pytest_collection_modifyitems(items):
    """The longest first. A test that the gate leaves out says why at its mark; what starts a served
    world, or a server of `tests/cli`, is left out where no mark keeps it."""
    items.sort(key=_turn)
    starts = pytest.mark.slow("starts the programs of a server")
    for item in items:
        for mark in item.iter_markers("slow"):
            if not mark.args:
                raise pytest.UsageError(f"{item.nodeid}: slow without a reason")
        kept = item.get_closest_marker("gate") or item.get_closest_marker("journey")
        if "shared_folder" in item.fixturenames and not kept:
            item.add_marker(starts)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    from pytest_django.plugin import blocking_manager_key

    shared_world.make_room(item, item.config.stash[blocking_manager_key].unblock)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2]
        if not any(known in reason for known in ALLOWED_SKIPS):
            report.outcome = "failed"
            report.longrepr = f"an unknown skip: {reason}"
    if report.failed and call.excinfo is not None and item.get_closest_marker("journey"):
        # It may be walked once more: the report of the second time names the first.
        item.user_properties.append((FAILED_FIRST, first_line(call.excinfo.exconly())))


_last_world = shared_world._last_world


@pytest.fixture(autouse=True)
def nothing_kept():
    """Each test has its own database, so no page of another one's may be shown."""
    from django.core.cache import cache

    from spona.audit import verified_rows

    cache.clear()
    verified_rows._kept.under = (b"", {})


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory, worker_id) -> Path:
    """One folder for all parallel workers of a run."""
    base = tmp_path_factory.getbasetemp()
    return (base if worker_id == "master" else base.parent) / "served"


@pytest.fixture
def served(shared_folder, tmp_path) -> Iterator:
    """A copy of the invented world, running: see `tests/served`."""
    from tests.served import running

    world = running.start(shared_folder, tmp_path)
    yield world
    running.stop(world)


@pytest.fixture(scope="module")
def served_once(shared_folder, tmp_path_factory) -> Iterator:
    """The same for all tests of a file, which do not mind what the ones before left."""
    from tests.served import running

    world = running.start(shared_folder, tmp_path_factory.mktemp("once"))
    yield world
    running.stop(world)


@pytest.fixture
def quiet(shared_folder, tmp_path) -> Iterator:
    """A copy of the invented world that nobody serves: to start it takes four processes."""
    from tests.served import template

    made = template.copy(shared_folder, tmp_path)
    yield made
    template.drop(made)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium without its window, a quarter lighter, where it is installed; background
    requests off, for this network is closed."""
    shell = Path("/usr/bin/chromium-headless-shell")
    return browser_type_launch_args | {
        "executable_path": str(shell) if shell.exists() else "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    }  # fmt: skip
