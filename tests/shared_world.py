"""A world that a file of tests builds once: each test gets a copy and rolls back to it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation


def kept(build: Callable[[], Any]) -> tuple[Any, Any]:
    """Two fixtures: `_built` of a file, to be named so in the conftest, and `world` of a test.

    The file's world lies in a transaction of its own, inside which every test has another one.
    Keys are real and differ from file to file.
    """

    @pytest.fixture(scope="module")
    def _built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
        with django_db_blocker.unblock():
            outer: Any = transaction.atomic()
            # What asks to be outermost may be the outermost inside a test.
            outer._from_testcase = True
            outer.__enter__()
            try:
                with translation.override("en"):
                    made = build()
            except BaseException:
                transaction.set_rollback(True)
                outer.__exit__(None, None, None)
                raise
        yield made
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)

    @pytest.fixture
    def world(_built: Any, db: None) -> Any:
        return copy.deepcopy(_built)

    return _built, world
