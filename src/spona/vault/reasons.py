"""Why somebody opens what is assigned to a colleague: a code, never words.

Words in a log would be content, so the log has only these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SECOND_PERSON: Final = "second_person"

REASONS: dict[str, str | Promise] = {
    "absence": _("The colleague is absent"),
    "danger": _("Somebody may be in danger"),
    "handover": _("The work is being handed over"),
    "supervision": _("Review by the head of intake"),
    "request": _("The person or an authority asked"),
    SECOND_PERSON: _("A colleague asks for a second person to look"),
    "other": _("Another reason"),
    "archive": _("For the archive of the institution"),
}
# What the act itself says, so that nobody chooses it.
_UNASKED: Final = ("archive", SECOND_PERSON)
CHOSEN: Final[Mapping[str, str | Promise]] = {
    code: label for code, label in REASONS.items() if code not in _UNASKED
}
