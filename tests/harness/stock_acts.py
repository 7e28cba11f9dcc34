"""What the network of Vranje stands on, in the world of the harness: an act with a page, a
signature with one, and a condition of the centre for social work."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from spona.attachments.forms import Incoming
from spona.deadlines.time import today
from spona.mandates.actions import ActFacts, sign_act, write_act, write_condition
from spona.mandates.models import Mandate

if TYPE_CHECKING:
    from tests.harness.world import World

PAGE = Incoming("act.pdf", "application/pdf", b"%PDF-1.7 act")


def acts(w: World) -> dict[str, Any]:
    """Written down by who coordinates."""
    by = w.people["mirjana"].actor
    signed = today() - dt.timedelta(days=90)
    act = write_act(
        w.vranje, facts=ActFacts(kind="memorandum", signed_on=signed, signed_precision="day"),
        replaces=Mandate.objects.filter(network=w.vranje).first(), incoming=PAGE, by=by,
    )  # fmt: skip
    (signatory,) = sign_act(act, institutions=[w.csw], signed_on=signed, incoming=PAGE, by=by)
    condition = write_condition(
        w.csw, w.vranje, "training", on=signed, incoming=PAGE, by=w.people["bea"].actor
    )
    return {"act": act, "signatory": signatory, "condition": condition}
