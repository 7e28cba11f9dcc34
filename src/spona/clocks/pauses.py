"""Why a clock may stand still: a frozen list that only grows. No reason names the matter."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PAUSES: Final[dict[str, Promise]] = {
    "waits_for_sender": _("waits for more from the sender"),
    "waits_for_competent": _("waits for the competent institution"),
    "waits_for_meeting": _("waits for a meeting"),
    "waits_for_recipient": _("waits for another institution"),
}


def reason_words(reason: str) -> str:
    """The words of a reason; an unknown one shows nothing rather than its code."""
    return str(PAUSES.get(reason, ""))
