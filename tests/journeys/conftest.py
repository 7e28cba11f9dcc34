"""One served world per file, and signed-in people in it: a start and a sign-in cost seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.gate import GATE, ONCE
from tests.journeys.people import People
from tests.served import running
from tests.served.running import Served

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    beyond = pytest.mark.slow("a journey in a browser beyond those of the gate")
    for item in items:
        if item.path.parent == HERE:
            name = f"{item.path.name}::{item.originalname}"
            if not name.startswith(GATE):
                item.add_marker(beyond)
            if name.startswith(ONCE):
                item.add_marker(pytest.mark.flaky(reruns=0))


@pytest.fixture(scope="module")
def world(shared_folder, tmp_path_factory) -> Iterator[Served]:
    """A copy of the invented world that the tests of one file share."""
    served = running.start(shared_folder, tmp_path_factory.mktemp("world"))
    yield served
    running.stop(served)


@pytest.fixture(scope="module")
def people(browser, world) -> Iterator[People]:
    """Everybody of the world, each in a browser of their own."""
    everybody = People(browser, world)
    yield everybody
    everybody.close()


@pytest.fixture(autouse=True)
def _quiet_browsers(request) -> Iterator[None]:
    """No page may complain in the console, ask another host for anything, or break the server."""
    yield
    if "world" in request.fixturenames:
        served: Served = request.getfixturevalue("world")
        told = [line for line in served.log.read_text().splitlines() if '"exception"' in line]
        before, served.told = getattr(served, "told", 0), len(told)  # type: ignore[attr-defined]
        assert told[before:] == []
    if "people" in request.fixturenames:
        everybody: People = request.getfixturevalue("people")
        complaints, everybody.complaints = everybody.complaints, []
        assert complaints == []
