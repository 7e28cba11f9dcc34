"""Somebody who writes down all that was ever told, as sums of numbers of people they do not know.

What is exact is sure, what is noisy weighs by its standard error, and of what nobody told they know
how many there usually are. They guess the numbers that fit all of it best.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping
from typing import Final

import numpy as np

type Cell = frozenset[tuple[str, str]]

# Of an exact number; small against the noise, and large enough for the arithmetic.
_SURE: Final = 1e-3
_USUAL, _SPREAD = 1.5, 1.5


class Notebook:
    """`unknown`: the finest cells, with every code that a person in one of them has."""

    def __init__(self, unknown: Iterable[Cell]) -> None:
        self.unknown = list(unknown)
        self._sums: list[np.ndarray] = []
        self._numbers: list[float] = []
        self._errors: list[float] = []

    def copy(self) -> Notebook:
        return copy.deepcopy(self)

    def sum_of(self, cell: Cell) -> np.ndarray:
        return np.array([cell <= one for one in self.unknown], dtype=float)

    def hears(self, cell: Cell, number: float, error: float = _SURE) -> None:
        sum_ = self.sum_of(cell)
        # Of nobody they know already that nobody is there.
        if sum_.any():
            self._sums.append(sum_)
            self._numbers.append(number)
            self._errors.append(error)

    def finds(self, wanted: Collection[Cell], truth: Mapping[Cell, int]) -> int:
        """In how many of these cells they guess the number."""
        return int(self._right(wanted, truth, np.array(self._numbers)[:, None])[0])

    def by_such_noise(
        self, wanted: Collection[Cell], truth: Mapping[Cell, int], times: int = 200
    ) -> tuple[float, float]:
        """How many they find on average where the same is told with noise drawn anew, and how far
        that goes up and down: what they hear is then as unsure as it is said to be.
        """
        chance = np.random.default_rng(1)
        there = np.array([truth[one] for one in self.unknown])
        noise = chance.normal(size=(len(self._errors), times)) * self._noisy()[:, None]
        told = (np.array(self._sums) @ there)[:, None] + noise
        right = self._right(wanted, truth, told)
        return float(right.mean()), float(right.std())

    def _noisy(self) -> np.ndarray:
        errors = np.array(self._errors)
        return np.where(errors > _SURE, errors, 0.0)

    def _right(
        self, wanted: Collection[Cell], truth: Mapping[Cell, int], told: np.ndarray
    ) -> np.ndarray:
        """For each column of what was told: how many cells are guessed right."""
        sums = np.array(self._sums)
        weighed = sums.T / np.square(self._errors)
        prior = 1 / _SPREAD**2
        known = weighed @ sums + prior * np.eye(len(self.unknown))
        guessed = np.linalg.solve(known, weighed @ told + prior * _USUAL)
        cells = np.array([self.sum_of(one) for one in wanted])
        there = cells @ np.array([truth[one] for one in self.unknown])
        return (np.rint(cells @ guessed) == there[:, None]).sum(axis=0)
