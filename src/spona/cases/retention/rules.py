"""Which period holds at an institution for which outcome, and in which month it looks through."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from spona.cases.case.models import Case
from spona.cases.identification.decisions import current_of
from spona.cases.retention.codes import ANY, NONE, WITHOUT_OFFICIAL_COPY
from spona.cases.retention.documents import Retention, after
from spona.cases.retention.models import RetentionRule, ReviewMonth
from spona.deadlines.late import day_in
from spona.directory.models import Institution
from spona.reference.models import Certainty
from spona.reference.words import Words

JANUARY: Final = 1
_SOURCES: Final = Path(__file__).parents[1] / "data" / "retention.json"


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of an act about periods; without `years` nobody has read one in it."""

    words: Words
    source: str
    certainty: str
    years: int | None

    @property
    def certainty_label(self) -> str:
        return str(Certainty(self.certainty).label)


@cache
def sources() -> tuple[Source, ...]:
    """Where to look first. No period is shipped: none was confirmed."""
    rows = json.loads(_SOURCES.read_text())["sources"]
    return tuple(
        Source(Words(one["words"]), one["source"], one["certainty"], one["years"]) for one in rows
    )


def rules_of(institution: UUID) -> list[RetentionRule]:
    """What holds and what is proposed, as Spona wrote it; a foreign row is no rule."""
    rows = RetentionRule.objects.filter(institution_id=institution, ended_at=None)
    found = rows.select_related("proposed_by__person", "adopted_by__person")
    return [one for one in found.order_by("outcome", "proposed_at") if one.has_valid_mac()]


def adopted(institution: UUID) -> dict[str, RetentionRule]:
    """Outcome → the rule that holds."""
    return {one.outcome: one for one in rules_of(institution) if one.adopted_at is not None}


def review_month(institution: UUID) -> int:
    row = ReviewMonth.objects.filter(institution_id=institution).first()
    return row.month if row is not None and row.has_valid_mac() else JANUARY


def needs_official_copy(institution: Institution) -> bool:
    return institution.sector not in WITHOUT_OFFICIAL_COPY


def outcome_of(document: dict[str, Any] | None) -> str:
    """The outcome of the last decision that stands; `none` where nothing was decided."""
    found = current_of(document or {})
    return found.outcome if found is not None else NONE


def retention_of(case: Case, outcome: str, closed_at: datetime) -> Retention | None:
    """As it is sealed with the case; None where its institution has no rule for it."""
    rules = adopted(case.owner_institution_id)
    rule = rules.get(outcome) or rules.get(ANY)
    if rule is None:
        return None
    closed = day_in(case.network.time_zone, closed_at)
    return Retention(
        outcome=outcome,
        years=rule.years,
        source=rule.source,
        rule=str(rule.pk),
        due=after(closed, rule.years).isoformat(),
    )
