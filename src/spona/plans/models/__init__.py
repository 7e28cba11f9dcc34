"""Tables of plans: the plan with its lines, and what was done."""

from spona.plans.models.activities import Activity
from spona.plans.models.plan import Line

__all__ = ["Activity", "Line"]
