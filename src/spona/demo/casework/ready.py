"""What the conditions of casework in Vranje say is met, is there: paper keys and a duty number.

Only the demo: a test's template has them open, so that tests can do them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from spona.demo.people import DemoPeople
from spona.directory.actions.contacts import add_contact, confirm_contact
from spona.directory.models import ContactKind
from spona.vault.actions.paper import new_paper_key

# One holder of each connected institution; Niš has its paper key from the beginning.
_HOLDERS: Final = ("goran.skola", "bea.csr", "jelena.zdravlje")
# Nobody's number, and its words say so: the demo must not send anybody to a real telephone.
_NUMBER: Final = "000 000"
_WORDS: Final = {"sr": "Измишљен број дежурства (пример)", "en": "Invented duty number (example)"}


def make_ready(people: DemoPeople) -> None:
    """Prints the paper keys, and calls the duty number on the day the condition names."""
    for login in _HOLDERS:
        new_paper_key(people.members[login].institution, **people.can(login))
    coordinator = people.actor("mirjana.koordinator")
    number = add_contact(
        people.members["bea.csr"].institution, number=_NUMBER, kind=ContactKind.ON_CALL,
        words=_WORDS, source="invented for demonstration", by=coordinator,
    )  # fmt: skip
    confirm_contact(number, by=coordinator, on=timezone.localdate() - timedelta(days=60))
