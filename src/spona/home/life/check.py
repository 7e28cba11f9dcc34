"""A line of readiness, and a thing that the network asks of somebody: what other rooms may add."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One line of readiness. `ok` False: something to do, with the page where it is done; no
    button where `url` is empty.
    """

    ok: bool
    title: str
    line: str
    url: str
    button: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Something of the network's life, on a desk: an icon, what it is, a line, where it leads."""

    icon: str
    title: str
    line: str
    url: str
    button: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day to come: a training, the end of a part of the plan."""

    day: dt.date
    title: str
    line: str
    url: str
