"""A world that one file of tests after the other uses: each test gets a copy and rolls back to it."""

from __future__ import annotations

import copy
import unittest
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

# A test that has one of these looks at the tables.
_ASKS = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}


@dataclass
class _Open:
    """What was built last, in a transaction of its own that is not over yet."""

    build: Callable[[], Any]
    outer: Any
    made: Any
    # The file that uses it now; empty between two files.
    path: str = ""


_open: list[_Open] = []


def kept(build: Callable[[], Any]) -> tuple[Any, Any]:
    """Two fixtures: `_built` of a file, to be named so in the conftest, and `world` of a test.

    The world stays for the files after this one, for as long as they ask for the same. It lies in
    a transaction of its own, inside which every test has another one. Keys are real and differ
    from world to world.
    """

    @pytest.fixture(scope="module")
    def _built(request: Any, _last_world: None, django_db_blocker: Any) -> Iterator[Any]:
        with django_db_blocker.unblock():
            here = _opened(build)
        here.path = str(request.path)
        yield here.made
        here.path = ""

    @pytest.fixture
    def world(_built: Any, db: None) -> Any:
        return copy.deepcopy(_built)

    return _built, world


@pytest.fixture(scope="session")
def _last_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The one that is still there at the end goes before the database does."""
    yield
    with django_db_blocker.unblock():
        _close()


def make_room(item: Any, unblock: Callable[[], Any]) -> None:
    """Before a test that asks the tables and whose file built no world: it finds them empty."""
    if not _open or _open[0].path == str(item.path) or "_built" in item.fixturenames:
        return
    unit = item.cls is not None and issubclass(item.cls, unittest.TestCase)
    if unit or _ASKS & set(item.fixturenames) or item.get_closest_marker("django_db"):
        with unblock():
            _close()


def _opened(build: Callable[[], Any]) -> _Open:
    if not _open or _open[0].build is not build:
        _close()
        _open.append(_begun(build))
    return _open[0]


def _begun(build: Callable[[], Any]) -> _Open:
    outer: Any = transaction.atomic()
    # What asks to be outermost may be the outermost inside a test.
    outer._from_testcase = True
    outer.__enter__()
    try:
        with translation.override("en"):
            return _Open(build, outer, build())
    except BaseException:
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)
        raise


def _close() -> None:
    while _open:
        transaction.set_rollback(True)
        _open.pop().outer.__exit__(None, None, None)
