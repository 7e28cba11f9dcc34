"""What codes in kept values are called, in the reader's language."""

from __future__ import annotations

from spona.directory.institution_names import short_name
from spona.directory.models import Institution
from spona.directory.queries import institutions_of
from spona.plans import codes
from spona.plans.models import Plan


def names_in(plan: Plan) -> dict[str, str]:
    """Code → name: institutions that sit in the network or are named in the plan, and the lists."""
    named = Institution.objects.filter(
        pk__in=[
            *plan.lines.exclude(responsible=None).values_list("responsible", flat=True),
            *plan.lines.values_list("partners", flat=True),
            *plan.indicators.exclude(responsible=None).values_list("responsible", flat=True),
        ]
    )
    there = {one.code: short_name(one) for one in (*institutions_of(plan.network), *named)}
    lists = (codes.OBJECTIVES, codes.SERVICES, codes.SECTORS, codes.KINDS)
    return {**codes.words_of(*lists), **there}
