"""Which kind of service of the list `service` a need of some area usually asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils import timezone

from spona.cases.careplan.plan import GAVE, CarePlan, Need, PlanStep
from spona.reference.models import Code
from spona.services.models import KINDS

# Proposed, and taken where nobody chose another one in the step.
OF_AREA: Final[Mapping[str, str]] = {
    "safety": "transport_and_escort",
    "shelter": "accommodation",
    "papers": "obtaining_documents",
    "guardian": "guardianship",
    "health": "health_care",
    "mind": "psychological_support",
    "basics": "material_assistance",
    "children": "psychosocial_support",
    "school": "education_and_retraining",
    "work": "employment",
    "housing": "supported_housing",
    "family": "psychosocial_support",
    "transport": "transport_and_escort",
    "rights": "legal_aid",
    "proceedings": "preparation_for_testimony",
    "compensation": "legal_aid",
    "stay": "legal_aid",
}


def kind_of(need: Need, step: PlanStep) -> str:
    """Empty for an area that only a later version knows."""
    return step.kind or OF_AREA.get(need.area, "")


def given_kinds(plan: CarePlan) -> set[str]:
    """Of all that was given to the person: what was written under a step, and the steps that were
    ended with that it was given.
    """
    written = {one.kind for one in plan.given}
    ended = {
        kind_of(need, step) for need in plan.needs for step in need.steps if step.result in GAVE
    }
    return written | ended


def kind_choices() -> list[tuple[str, str]]:
    """(code, words) of the kinds on the list today."""
    rows = Code.objects.of(KINDS, timezone.localdate())
    return [(row.code, str(row.words)) for row in sorted(rows, key=lambda row: row.order)]
