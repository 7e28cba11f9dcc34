"""Why somebody opens what is assigned to a colleague: a code, never words.

Words in a log would be content, so the log has only these.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "absence": _("The colleague is absent"),
    "danger": _("Somebody may be in danger"),
    "handover": _("The work is being handed over"),
    "supervision": _("Review by the head of intake"),
    "request": _("The person or an authority asked"),
    "other": _("Another reason"),
}
