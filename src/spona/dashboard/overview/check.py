"""A line of readiness, and a thing that the network asks of somebody: what other apps may add."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _


class Ready(StrEnum):
    """The three states of a line of readiness; nothing that is empty is done."""

    DONE = "done"
    NOT_YET = "not_yet"
    # Something else has to be there first; the line says what, and leads to it.
    CANNOT_YET = "cannot_yet"


def done_if(done: bool) -> Ready:
    return Ready.DONE if done else Ready.NOT_YET


def first(what: object) -> str:
    """The line under what cannot be done yet."""
    return _("Cannot be done yet. First: %(what)s") % {"what": what}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of readiness, with the page where it is done, or where that is done which has to be
    there first; no button where `url` is empty.
    """

    state: Ready
    title: str
    line: str
    url: str
    button: str

    @property
    def ok(self) -> bool:
        return self.state is Ready.DONE


@dataclass(frozen=True, slots=True)
class Ask:
    """Something of the network's life, on a desk: an icon, what it is, a line, where it leads."""

    icon: str
    title: str
    line: str
    url: str
    button: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day to come: a training, the end of a part of the plan."""

    day: dt.date
    title: str
    line: str
    url: str
