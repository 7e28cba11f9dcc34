"""One drill: before it begins, while it runs, and what is told afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spona import deadlines
from spona.access.guards import MemberRequest, member
from spona.practice.actions.ending import LASTS
from spona.practice.feedback import feedback_of, hour_words, who_plays
from spona.practice.forms import RoleForm
from spona.practice.invented_people import InventedPeople
from spona.practice.models import Drill, Part
from spona.practice.permissions import leads_network, part_of
from spona.practice.scenarios import scenarios
from spona.practice.turns import Face, Turn, current, face_of, minutes, turns_of
from spona.practice.views.pages import known_drill

# Where each step is done: the page of the real app, with the reference of what it is about.
_PAGES: Final = {
    "refer": "cases:refer", "close": "cases:finish", "team": "cases:team",
    "read": "tipline:read", "take": "tipline:read", "reply": "tipline:read",
    "file": "tipline:read",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A step as the page of a running drill draws it: state done, now or ahead."""

    turn: Turn
    face: Face
    who: str
    yours: bool
    state: str


@member("network:read")
@require_safe
def drill(request: MemberRequest, drill_id: UUID) -> HttpResponse:
    return drill_page(request, known_drill(request, drill_id))


def drill_page(
    request: MemberRequest, drill: Drill, *, status: int = 200, note: str = "", **bound: Any
) -> HttpResponse:
    """The page in whatever state the drill is; the strip of practice stands on it from the call."""
    drill.refresh_from_db()
    scenario, part = scenarios()[drill.scenario], part_of(request.actor, drill)
    parts = list(drill.parts.filter(left_at=None).select_related("person", "institution"))
    context: dict[str, Any] = {
        "drill": drill,
        "scenario": scenario,
        "part": part,
        "role": scenario.roles[part.role] if part else "",
        "brief": scenario.brief[part.role] if part else "",
        "played": _played(drill, parts),
        "may_end": part is not None or leads_network(request.actor, drill),
        "hour": hour_words(),
        "practice": True,
        "note": note,
    }
    if drill.ended_at is not None:
        name, more = (
            "practice/feedback.html",
            {"told": feedback_of(drill), "everybody": _ever(drill)},
        )
    elif drill.find_stage() is not None:
        name, more = "practice/running.html", _running(request, drill, part)
    else:
        name, more = "practice/called.html", _called(request, drill, parts)
    return render(request, name, context | more | bound, status=status)


def _played(drill: Drill, parts: list[Part]) -> list[tuple[str, str, bool]]:
    """(role, by whom, somebody real) of every role. While it runs the invented ones have names,
    for one has to choose them in lists.
    """
    by = {part.role: part for part in parts}
    scenario, stage = scenarios()[drill.scenario], drill.find_stage()
    people = InventedPeople(stage) if stage is not None else None

    def who(code: str) -> str:
        said = who_plays(by.get(code))
        if code in by or people is None:
            return said
        return f"{people.member(scenario.played_by[code]).person.shown_name}, {said}"

    return [(str(words), who(code), code in by) for code, words in scenario.roles.items()]


def _ever(drill: Drill) -> list[tuple[str, str]]:
    rows = drill.parts.select_related("person", "institution")
    roles = scenarios()[drill.scenario].roles
    return [(str(roles[one.role]), who_plays(one)) for one in rows]


def _called(request: MemberRequest, drill: Drill, parts: list[Part]) -> dict[str, Any]:
    scenario = scenarios()[drill.scenario]
    taken = {part.role for part in parts}
    may_join = drill.network_id in request.actor.networks and len(taken) < len(scenario.roles)
    return {"role_form": RoleForm(scenario=scenario, taken=taken) if may_join else None}


def _running(request: MemberRequest, drill: Drill, part: Part | None) -> dict[str, Any]:
    turns = turns_of(drill)
    rows = [_row(turn, part) for turn in turns]
    now = current(turns)
    assert drill.started_at is not None
    gone = deadlines.now() - drill.started_at
    return {
        "rows": rows,
        "now_row": next((row for row in rows if row.turn is now), None),
        "acting_as": part is not None and request.actor.member_id == part.membership,
        "page_url": _page_of(now, drill) if now is not None else "",
        "gone": minutes(max(0, int(gone.total_seconds()))),
        "left": minutes(max(0, int((LASTS - gone).total_seconds()))),
        "mark": f"{now.step.code}-{now.reference}" if now is not None else "end",
    }


def _row(turn: Turn, part: Part | None) -> Row:
    yours = part is not None and turn.part is not None and turn.part.pk == part.pk
    state = "done" if turn.done_at else "now" if turn.now else "ahead"
    return Row(turn, face_of(turn), who_plays(turn.part), yours, state)


def _page_of(turn: Turn, drill: Drill) -> str:
    """The page of the real app on which the step is done, in the membership of the drill."""
    if turn.step.code == "send":
        return reverse("cases:begin_draft")
    if not turn.reference:
        return reverse("cases:queue")
    return reverse(_PAGES.get(turn.step.code, "cases:read"), args=[turn.reference])
