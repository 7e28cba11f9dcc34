"""Tables of projects."""

from spona.projects.models.money import BudgetLine, Rate, Spending
from spona.projects.models.outcomes import Due, Goal, Publication, ReportKind, Result
from spona.projects.models.people import Donor, Partner, Role
from spona.projects.models.project import Part, Project, Status

__all__ = [
    "BudgetLine",
    "Donor",
    "Due",
    "Goal",
    "Part",
    "Partner",
    "Project",
    "Publication",
    "Rate",
    "ReportKind",
    "Result",
    "Role",
    "Spending",
    "Status",
]
