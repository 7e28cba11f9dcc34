"""What the network of Vranje stands on, in the world of the harness: a document with a page, a
signature with one, and a condition of the centre for social work."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from spona.attachments.forms import Incoming
from spona.deadlines.time import today
from spona.mandates.actions import DocumentFacts, sign_document, write_condition, write_document
from spona.mandates.models import FoundingDocument

if TYPE_CHECKING:
    from tests.harness.world import World

PAGE = Incoming("act.pdf", "application/pdf", b"%PDF-1.7 act")


def documents(w: World) -> dict[str, Any]:
    """Written down by who coordinates."""
    by = w.people["mirjana"].actor
    signed = today() - dt.timedelta(days=90)
    document = write_document(
        w.vranje, facts=DocumentFacts(kind="memorandum", signed_on=signed, signed_precision="day"),
        replaces=FoundingDocument.objects.filter(network=w.vranje).first(), incoming=PAGE, by=by,
    )  # fmt: skip
    (signatory,) = sign_document(
        document, institutions=[w.csw], signed_on=signed, incoming=PAGE, by=by
    )
    condition = write_condition(
        w.csw, w.vranje, "training", on=signed, incoming=PAGE, by=w.people["bea"].actor
    )
    return {"document": document, "signatory": signatory, "condition": condition}
