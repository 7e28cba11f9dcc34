"""Every minute: the words of new files, so that the search finds them."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.library.actions import read_words
from spona.library.models import Publication

_AT_ONCE = 5


def read_files() -> None:
    """A few at a time: one may take twenty seconds."""
    rows = Publication.objects.filter(read=Publication.Read.WAITS).exclude(paper=None)
    for row in rows.select_related("paper").order_by("changed_at")[:_AT_ONCE]:
        read_words(row, by=Actor.system("reminders"))
