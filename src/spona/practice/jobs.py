"""Periodic work: partners move, drills end, a free stage stands ready, networks are reminded."""

from __future__ import annotations

from typing import Final

from spona.access.actor import Actor
from spona.practice.actions import (
    advance,
    clear_left_over,
    end_overdue,
    forget_people,
    keep_ready,
    remind_networks,
)
from spona.practice.models import Drill

_PRACTICE: Final = Actor.system("practice")


def play() -> int:
    """Every ten seconds: cheap while nobody practises; how many drills run."""
    running = list(Drill.objects.open().filter(started_at__isnull=False))
    for drill in running:
        advance(drill, by=_PRACTICE)
    return len(running)


def end_and_build() -> int:
    """Every minute: what lasts too long ends, and a stage is built for the next drill."""
    ended = end_overdue(by=_PRACTICE) + clear_left_over(by=_PRACTICE)
    return ended + keep_ready(by=_PRACTICE)


def remind() -> int:
    """Once a day: whoever has not practised for half a year has it on the desk."""
    return remind_networks(by=Actor.system("reminders"))


def forget() -> int:
    """Once a day: a year later a record names institutions only."""
    return forget_people(by=_PRACTICE)
