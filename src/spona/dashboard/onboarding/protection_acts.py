"""The law that the papers about data protection rest on, as far as we know it.

Source: general knowledge, not read in the gazette for Spona, and the papers say so beside each.
What is not here stays a dotted line for the lawyer.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.documents.adoption import LegalAct
from spona.reference.models import Certainty


def protection_acts(*about: str) -> tuple[LegalAct, ...]:
    """Of `about`: special, assessment, notice."""
    law = _("Law on Personal Data Protection, Sl. glasnik RS 87/2018")
    articles = {
        "special": _("article 17: special categories of data"),
        "assessment": _("article 54: impact assessment"),
        "notice": _("article 52: notice to the Commissioner within 72 hours"),
    }
    sure = str(Certainty.RECALLED.label)
    return tuple(LegalAct(f"{law}, {articles[one]}", sure) for one in about)
