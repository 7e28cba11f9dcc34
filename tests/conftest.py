"""What every test may use. Skips are told with their reason; an unknown one fails the run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# Playwright's own loop runs in this thread during a journey; Django must not mind.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

ALLOWED_SKIPS = (
    "the collected data",
    "PostgreSQL",
    "SQLite",
)


# By these a test comes to a database; one that has none says the same on the next one.
ASKS_A_DATABASE = {"db", "transactional_db", "shared_folder"}


def pytest_collection_modifyitems(config, items):
    """In the round on PostgreSQL, only what asks a database."""
    if not os.environ.get("SPONA_DATABASE"):
        return
    asking = [one for one in items if _asks_a_database(one)]
    config.hook.pytest_deselected(items=[one for one in items if one not in asking])
    items[:] = asking


def _asks_a_database(item) -> bool:
    # Unittest's own classes name no fixtures: those of Django ask, and any other may.
    named = set(getattr(item, "fixturenames", ())) & ASKS_A_DATABASE
    return bool(named) or item.get_closest_marker("django_db") is not None or item.cls is not None


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2]
        if not any(known in reason for known in ALLOWED_SKIPS):
            report.outcome = "failed"
            report.longrepr = f"an unknown skip: {reason}"


@pytest.fixture(autouse=True)
def nothing_kept():
    """Each test has its own database, so no page of another one's may be shown."""
    from django.core.cache import cache

    cache.clear()


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


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium; background requests off, for this network is closed."""
    return browser_type_launch_args | {
        "executable_path": "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    }  # fmt: skip
