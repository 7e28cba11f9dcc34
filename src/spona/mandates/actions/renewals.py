"""A step of several actions: no task to renew a document stays that has been renewed."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.mandates.models import FoundingDocument
from spona.mandates.queries import to_renew
from spona.tasks.actions import close_task

RENEW = "renew_mandate"


def drop_renewals(network: Network, *, by: Actor) -> None:
    """Closes the tasks of documents that no longer have to be renewed."""
    document = to_renew(network, today())
    for other in FoundingDocument.objects.filter(network=network):
        if document is None or other.pk != document.pk:
            close_task(RENEW, other.subject, by=by)
