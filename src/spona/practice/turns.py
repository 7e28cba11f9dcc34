"""Whose turn it is, since when, and how much time there is: the deadline of a drill.

The time of a step is what the rule of the real deadline gives, shortened as `deadlines.practised`
does it for every page of the practice network. It is the rule of the network that practises, so the
source is the one of the town.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import deadlines
from spona.deadlines import drill_time
from spona.deadlines.models import Rule
from spona.deadlines.queries import deadline_of, pick_rule
from spona.practice.invented_people import InventedPeople
from spona.practice.models import Drill, Outcome, Part
from spona.practice.scenarios import Step
from spona.practice.scene import Scene, Seen
from spona.reference.sources import source_words

_OF_WORDS: Final = "message"


@dataclass(frozen=True, slots=True)
class Turn:
    """One step of a running or ended drill. Lengths are seconds; `done_at` empty: not yet.

    `began_at` is when its deadline began, `turn_at` when it was the turn of this step. `part` None:
    an invented partner plays it. `now`: it is the turn of this step.
    """

    step: Step
    part: Part | None
    began_at: dt.datetime | None
    done_at: dt.datetime | None
    allowed: int | None
    rule: Rule | None
    remark: str = ""
    reference: str = ""
    now: bool = False
    turn_at: dt.datetime | None = None

    @property
    def took(self) -> int | None:
        if self.done_at is None or self.began_at is None:
            return None
        return max(0, int((self.done_at - self.began_at).total_seconds()))

    @property
    def outcome(self) -> str:
        if self.took is None:
            return Outcome.OPEN
        if self.allowed is None:
            return Outcome.DONE
        if self.took <= self.allowed:
            return Outcome.IN_TIME
        return Outcome.LATE if self.rule is not None and self.rule.binding else Outcome.OVER


@dataclass(frozen=True, slots=True)
class Face:
    """What `ui`'s deadline shows."""

    state: str
    label: str
    deadline_label: str
    share: int | None
    rule: str
    source: str


def turns_of(drill: Drill, *, scene: Scene | None = None) -> list[Turn]:
    """All steps of a drill that runs, in their order; reads the rows of its stage."""
    at_hand = scene or scene_of(drill)
    parts = {part.role: part for part in drill.parts.filter(left_at=None).select_related("person")}
    found: list[Turn] = []
    began, waiting = drill.started_at, True
    begins: dict[str, dt.datetime | None] = {}
    for step in at_hand.scenario.steps:
        seen = at_hand.seen(step.code) if waiting else None
        rule, allowed = _time_for(step, at_hand) if waiting else (None, None)
        now = waiting and seen is None
        done = _done_at(seen, began)
        begins[step.code] = began
        found.append(
            Turn(
                step=step, part=parts.get(step.role),
                began_at=begins.get(step.since, began) if waiting else None,
                done_at=done, allowed=allowed, rule=rule, remark=seen.remark if seen else "",
                reference=at_hand.reference(step.code) if waiting else "", now=now,
                turn_at=began if waiting else None,
            )
        )  # fmt: skip
        began, waiting = done, waiting and seen is not None
    return found


def _done_at(seen: Seen | None, began: dt.datetime | None) -> dt.datetime | None:
    """Never before the turn came. A key is dated by the machine's own deadline: one from "later",
    in a world whose deadline was moved back, was given at once.
    """
    if seen is None or began is None:
        return None
    return began if seen.at > deadlines.now() else max(seen.at, began)


def scene_of(drill: Drill) -> Scene:
    """RuntimeError for a drill that has no stage (any more)."""
    stage = drill.find_stage()
    if stage is None:
        raise RuntimeError("this drill does not run")
    return Scene(drill, InventedPeople(stage))


def current(turns: list[Turn]) -> Turn | None:
    return next((turn for turn in turns if turn.now), None)


def _time_for(step: Step, scene: Scene) -> tuple[Rule | None, int | None]:
    if not step.rule:
        return None, None
    sector = scene.people.member(scene.scenario.played_by[step.role]).institution.sector
    rule = pick_rule(
        step.rule, sector, _urgency(step, scene), timezone.localdate(), scene.drill.network_id
    )
    if rule is None:
        return None, None
    return rule, int(drill_time.allowed(rule.amount, rule.unit).total_seconds())


def _urgency(step: Step, scene: Scene) -> str:
    """As it was really sent: the deadline of the row knows it, the packet is sealed. A message
    without an account has none.
    """
    if step.rule == _OF_WORDS:
        return ""
    row = scene.onward if step.code == "answer" else scene.report
    deadline = deadline_of("answer", row.subject) if row is not None else None
    if deadline is not None and deadline.rule is not None:
        return deadline.rule.urgency
    return str(scene.scenario.packet["urgency"])


def face_of(turn: Turn) -> Face:
    """The deadline of a step as it stands now."""
    rule, source = rule_words(turn.rule)
    if turn.rule is None or turn.began_at is None:
        if turn.took is not None:
            took = {"time": minutes(turn.took)}
            return Face("done", _("after %(time)s") % took, "", None, "", "")
        return Face("none", _("no deadline"), "", None, rule, source)
    if turn.took is not None:
        used = dt.timedelta(seconds=turn.took)
        return Face(*drill_time.say(turn.rule, used, done=True), rule, source)
    used = deadlines.now() - turn.began_at
    return Face(*drill_time.say(turn.rule, used, done=False), rule, source)


def rule_words(rule: Rule | None) -> tuple[str, str]:
    """The rule in the reader's language and where it stands; a proposal says that it is one."""
    if rule is None:
        return "", ""
    if rule.state == "proposed":
        return str(rule.words), _("only proposed; nobody is late by it")
    return str(rule.words), str(source_words(rule.source or rule.decision))


def minutes(seconds: int) -> str:
    """A length of the drill in words."""
    return drill_time.lasted(dt.timedelta(seconds=seconds))
