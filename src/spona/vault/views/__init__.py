"""The page of an institution's keys, cut by what a holder comes for, and that of the analysts."""

from spona.vault.views.analysts import (
    add_analyst,
    analysts,
    begin_statistics,
    remove_analyst,
)
from spona.vault.views.begin import begin, use_paper
from spona.vault.views.holders import add, confirm, remove
from spona.vault.views.keys import keys
from spona.vault.views.paper import paper, print_paper
from spona.vault.views.theft import begin_theft, go_on, theft

__all__ = [
    "add",
    "add_analyst",
    "analysts",
    "begin",
    "begin_statistics",
    "begin_theft",
    "confirm",
    "go_on",
    "keys",
    "paper",
    "print_paper",
    "remove",
    "remove_analyst",
    "theft",
    "use_paper",
]
