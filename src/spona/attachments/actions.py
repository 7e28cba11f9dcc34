"""Store and remove attachments; called by the app whose row names them."""

from __future__ import annotations

import hashlib

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.attachments.forms import Incoming
from spona.attachments.models import Attachment, AttachmentBytes
from spona.directory.models import Network


def put(incoming: Incoming, *, network: Network | None, by: Actor) -> Attachment:
    """Keep the bytes; who may put it here, the calling action has checked."""
    with audit.transaction() as log:
        paper = Attachment.objects.create(
            network=network,
            name=incoming.name,
            content_type=incoming.content_type,
            size=len(incoming.content),
            sha256=hashlib.sha256(incoming.content).hexdigest(),
            put_at=deadlines.now(),
            put_by_id=by.member_id,
        )
        AttachmentBytes.objects.create(paper=paper, content=incoming.content)
        log.record("paper:put", by=by, subject=("paper", paper.pk), detail={"sha256": paper.sha256})
    return paper
