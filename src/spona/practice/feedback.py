"""What a drill tells afterwards: what was done in which time, what is worth talking about.

No points, no order, no comparison of people or towns.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.deadlines import drill_time
from spona.documents.papers import Paper, Table
from spona.documents.papers import Part as Sheet
from spona.practice.models import Drill, Outcome, Part, Taken
from spona.practice.scenarios import Scenario, Step, scenarios
from spona.practice.turns import minutes, rule_words
from spona.ui.days import long_day


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of an ended drill in words. `ground` is a state of `ui`; `said` why it matters."""

    title: str
    who: str
    took: str
    allowed: str
    outcome: str
    ground: str
    rule: str
    source: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feedback:
    answer: str
    lines: tuple[StepLine, ...]
    talk: tuple[str, ...]

    @property
    def worth(self) -> list[StepLine]:
        """Steps that something is said of: what came late, went another way, was not reached."""
        return [one for one in self.lines if one.said]


def feedback_of(drill: Drill) -> Feedback:
    """Of a drill that is over; in the reader's language."""
    scenario = scenarios()[drill.scenario]
    rows = drill.taken.select_related("rule", "part__person", "part__institution")
    lines = tuple(_line(row, scenario.step(row.step)) for row in rows)
    return Feedback(_answer(list(rows)), lines, tuple(str(one) for one in scenario.talk))


def _answer(rows: list[Taken]) -> str:
    """The title: how far it went and what was in time, as a fraction of what had a deadline."""
    done = [row for row in rows if row.outcome != Outcome.OPEN]
    if not done:
        return _("The drill ended before its first step.")
    timed = [row for row in done if row.allowed is not None]
    kept = sum(row.outcome == Outcome.IN_TIME for row in timed)
    far = ngettext(
        "%(n)s step of %(all)s was done", "%(n)s steps of %(all)s were done", len(done)
    ) % {"n": len(done), "all": len(rows)}
    if not timed:
        return far + "."
    return _("%(far)s, %(kept)s of %(timed)s within the time.") % {
        "far": far, "kept": kept, "timed": len(timed),
    }  # fmt: skip


def _line(row: Taken, step: Step) -> StepLine:
    rule, source = rule_words(row.rule)
    allowed = ""
    if row.allowed is not None and row.rule is not None:
        allowed = _("%(minutes)s, standing for %(real)s") % {
            "minutes": minutes(row.allowed), "real": drill_time.in_life(row.rule),
        }  # fmt: skip
    return StepLine(
        title=str(step.title),
        who=who_plays(row.part),
        took=minutes(row.took) if row.took is not None else "",
        allowed=allowed,
        outcome=row.get_outcome_display(),
        ground={"late": "late", "over": "today", "open": "plain"}.get(row.outcome, "done"),
        rule=rule,
        source=source,
        said=_said(row, step),
    )


def _said(row: Taken, step: Step) -> tuple[str, ...]:
    remark = step.remarks.get(row.remark)
    said = [str(remark)] if remark else []
    # What an invented partner did late or not at all, nobody has to talk about.
    missed = row.outcome in (Outcome.LATE, Outcome.OVER, Outcome.OPEN) and row.part_id is not None
    return (*said, str(step.after)) if missed or said else ()


def who_plays(part: Part | None) -> str:
    """The person while the record names one, then the institution."""
    if part is None:
        return _("invented partner")
    where = str(part.institution.words)
    return f"{part.person.shown_name}, {where}" if part.person else where


def paper_of(drill: Drill) -> Paper:
    """The same as a paper, for the folder of the network. It names no matter in its title."""
    scenario, told = scenarios()[drill.scenario], feedback_of(drill)
    assert drill.started_at is not None
    return Paper(
        title=_("Drill: %(title)s") % {"title": scenario.title},
        issuer=drill.network.short_name,
        lead=told.answer,
        draft=False,
        numbered=False,
        parts=(
            Sheet(facts=_facts(drill, scenario)),
            Sheet(heading=_("Step by step"), table=_table(told)),
            *(Sheet(heading=one.title, text=one.said) for one in told.worth),
            Sheet(heading=_("To talk about"), questions=told.talk),
        ),
    )


def _facts(drill: Drill, scenario: Scenario) -> tuple[tuple[str, str], ...]:
    assert drill.started_at is not None
    played = [
        f"{scenario.roles[part.role]}: {who_plays(part)}"
        for part in drill.parts.select_related("person", "institution")
    ]
    return (
        (_("Day"), long_day(localtime(drill.started_at))),
        (_("How it ended"), drill.get_ending_display()),
        (_("Who took part"), "; ".join(played)),
        (_("Time"), hour_words()),
    )


def hour_words() -> str:
    """How long an hour of a real deadline lasts in a drill."""
    return _("%(minutes)s of the drill stands for an hour of a real deadline.") % {
        "minutes": drill_time.lasted(drill_time.HOUR)
    }


def _table(told: Feedback) -> Table:
    rows = tuple(
        (one.title, one.who, one.took or "–", one.allowed or "–", one.outcome,
         f"{one.rule} ({one.source})" if one.rule else "–")
        for one in told.lines
    )  # fmt: skip
    head = (
        _("Step"), _("Who"), _("Took"), _("Time for it"), _("Outcome"), _("Where the time is from"),
    )  # fmt: skip
    return Table(head, rows, (24, 18, 11, 17, 12, 18))
