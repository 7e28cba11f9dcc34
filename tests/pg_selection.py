"""Which questions each test puts to the database, and the fewest tests that put every one.

The round on SQLite writes them down; the round on PostgreSQL runs the tests that together put each
of them at least once, and `./spona prove` runs all of them. A question is the text of a statement
without its values, and the class of the error where the database refused it.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import Any

# Of lists of values the length says nothing; savepoints are numbered.
_LIST = re.compile(r"%s(?:, %s)+")
_NAMED = re.compile(r"(SAVEPOINT) \S+")
_ROWS = re.compile(r"\(%s…?\)(?:, \(%s…?\))+")


@dataclass
class Told:
    """What one test asked, and how many seconds it took with what it set up."""

    test: str
    seconds: float = 0.0
    questions: set[str] = field(default_factory=set)


@contextmanager
def listening(test: str) -> Iterator[Told]:
    """Around one test, with what its fixtures ask."""
    from django.db import connection

    told, began = Told(test), perf_counter()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        try:
            done = execute(sql, params, many, context)
        except Exception as error:
            told.questions.add(_bare(sql, type(error).__name__))
            raise
        told.questions.add(_bare(sql))
        return done

    connection.execute_wrappers.append(note)
    try:
        yield told
    finally:
        connection.execute_wrappers.remove(note)
        told.seconds = perf_counter() - began


# A page asks the same again for everybody.
@lru_cache(maxsize=10_000)
def _bare(sql: str, error: str = "") -> str:
    text = _NAMED.sub(r"\1", _ROWS.sub("(%s…)", _LIST.sub("%s…", str(sql))))
    return hashlib.blake2s(f"{text} {error}".encode(), digest_size=6).hexdigest()


def write(folder: Path, worker: str, told: Told) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    line = json.dumps([told.test, round(told.seconds, 3), sorted(told.questions)])
    with (folder / worker).open("a") as file:
        file.write(line + "\n")


def read(folder: Path) -> list[Told]:
    """Every test of the round before, in the order of their names."""
    lines = [line for path in sorted(folder.iterdir()) for line in path.read_text().splitlines()]
    told = [Told(test, seconds, set(asked)) for test, seconds, asked in map(json.loads, lines)]
    return sorted(told, key=lambda one: one.test)


def fewest(told: Iterable[Told]) -> set[str]:
    """Tests that together ask every question: each time the one that asks most new ones a second."""
    told = list(told)
    left = set[str]().union(*(one.questions for one in told))
    chosen = set[str]()
    # What a test is worth only falls, so the best of yesterday need only be weighed anew.
    heap = [(-_worth(one, left), number) for number, one in enumerate(told)]
    heapq.heapify(heap)
    while left:
        _worth_before, number = heapq.heappop(heap)
        worth = _worth(told[number], left)
        if heap and worth < -heap[0][0]:
            heapq.heappush(heap, (-worth, number))
            continue
        chosen.add(told[number].test)
        left -= told[number].questions
    return chosen


def _worth(told: Told, left: set[str]) -> float:
    return len(told.questions & left) / (told.seconds + 0.05)
