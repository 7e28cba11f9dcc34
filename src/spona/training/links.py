"""The personal link of a participant: made from the row and a key outside the database.

So a stolen table opens nobody's page, the link needs no column, and it can be given again at any
time by whoever leads the session.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Final
from uuid import UUID

from django.urls import reverse

from spona.identity import row_integrity
from spona.training.models import Participant

_KIND: Final = "trainings personal link"
_HALF: Final = 16


def token_of(participant: Participant) -> str:
    """43 letters: the id and 128 bits of its tag."""
    return _written(participant.pk.bytes + _tag(participant.pk))


def holder_of(token: str) -> Participant | None:
    """The participant to whom the link belongs; None for what is no link of ours."""
    try:
        packed = base64.urlsafe_b64decode(token + "=")
    except (ValueError, binascii.Error):
        return None
    # The last letter carries two bits that say nothing: of four spellings only ours is the link.
    if len(packed) != 2 * _HALF or _written(packed) != token:
        return None
    ident = UUID(bytes=packed[:_HALF])
    if not hmac.compare_digest(packed[_HALF:], _tag(ident)):
        return None
    rows = Participant.objects.select_related(
        "session__module", "session__network__town", "institution", "member__person"
    )
    return rows.filter(pk=ident).first()


def fits(participant: Participant, token: str) -> bool:
    return bool(token) and hmac.compare_digest(token.encode(), token_of(participant).encode())


def personal_path(participant: Participant, language: str = "") -> str:
    return reverse("training:mine", args=[language or participant.language, token_of(participant)])


def _written(packed: bytes) -> str:
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _tag(ident: UUID) -> bytes:
    return row_integrity.tag(_KIND, str(ident))[:_HALF]
