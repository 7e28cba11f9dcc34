"""What every test may use. Skips are told with their reason; an unknown one fails the run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import pg_selection, shared_world

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


# What these hold is asked in other threads and processes, which nobody hears.
UNHEARD = {"transactional_db", "shared_folder"}


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


def pytest_collection_modifyitems(config, items):
    """The longest first; and in the round on PostgreSQL only the tests that together put every
    question of the round before.
    """
    items.sort(key=_turn)
    folder = os.environ.get("SPONA_TEST_READS")
    if not folder:
        return
    told = pg_selection.read(Path(folder))
    left_out = {one.test for one in told} - pg_selection.fewest(told)
    leaving = [one for one in items if one.nodeid in left_out and not _always(one)]
    config.hook.pytest_deselected(items=leaving)
    items[:] = [one for one in items if one not in leaving]


def _always(item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(UNHEARD & fixtures) or item.get_closest_marker("postgresql") is not None


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):
    folder = os.environ.get("SPONA_TEST_WRITES")
    if not folder:
        yield
        return
    with pg_selection.listening(item.nodeid) as told:
        yield
    pg_selection.write(Path(folder), os.environ.get("PYTEST_XDIST_WORKER", "one"), told)


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
