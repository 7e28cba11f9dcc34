"""Pages of projects."""

from spona.projects.views.editing import create, edit
from spona.projects.views.listing import projects
from spona.projects.views.parts import change, part, put_back, sent, take_out, unsent
from spona.projects.views.rates import rates, withdraw_rate
from spona.projects.views.reading import budget, paper, project

__all__ = [
    "budget",
    "change",
    "create",
    "edit",
    "paper",
    "part",
    "project",
    "projects",
    "put_back",
    "rates",
    "sent",
    "take_out",
    "unsent",
    "withdraw_rate",
]
