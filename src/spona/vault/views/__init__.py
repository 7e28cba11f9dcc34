"""The page of an institution's keys, cut by what a holder comes for."""

from spona.vault.views.begin import begin, use_paper
from spona.vault.views.holders import add, confirm, remove
from spona.vault.views.keys import keys
from spona.vault.views.paper import paper, print_paper

__all__ = ["add", "begin", "confirm", "keys", "paper", "print_paper", "remove", "use_paper"]
