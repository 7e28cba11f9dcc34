"""Everything that changes a project."""

from spona.projects.actions.load_source_project import load_source_project
from spona.projects.actions.parts import mark_sent, mark_unsent, put_back, take_out, write_part
from spona.projects.actions.projects import create_project, edit_project
from spona.projects.actions.rates import enter_rate, withdraw_rate
from spona.projects.actions.reminding import remind

__all__ = [
    "create_project",
    "edit_project",
    "enter_rate",
    "load_source_project",
    "mark_sent",
    "mark_unsent",
    "put_back",
    "remind",
    "take_out",
    "withdraw_rate",
    "write_part",
]
