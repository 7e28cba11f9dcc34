"""Put a paper onto the shelf; called by the room whose row names it."""

from __future__ import annotations

import hashlib

from spona import audit, clocks
from spona.access.actor import Actor
from spona.directory.models import Network
from spona.shelf.forms import Incoming
from spona.shelf.models import Paper, PaperBytes


def put(incoming: Incoming, *, network: Network | None, by: Actor) -> Paper:
    """Keep the bytes; who may put it here, the calling action has checked."""
    with audit.transaction() as log:
        paper = Paper.objects.create(
            network=network,
            name=incoming.name,
            content_type=incoming.content_type,
            size=len(incoming.content),
            sha256=hashlib.sha256(incoming.content).hexdigest(),
            put_at=clocks.now(),
            put_by_id=by.member_id,
        )
        PaperBytes.objects.create(paper=paper, content=incoming.content)
        log.record("paper:put", by=by, subject=("paper", paper.pk), detail={"sha256": paper.sha256})
    return paper
