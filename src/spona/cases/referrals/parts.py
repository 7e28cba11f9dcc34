"""What of a file a packet may carry, under the names that an agreement uses too."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PARTS: Final[dict[str, Promise]] = {
    "who": _("Who the person is"),
    "reach": _("Phone, address and trusted person"),
    "stay": _("Place of stay, as “with provider …”"),
    "papers": _("Papers and numbers"),
    "people": _("Family and people around"),
    "account": _("What was noticed and heard"),
    "signs": _("Signs"),
    "assessment": _("Initial assessment"),
    "health": _("Health"),
    "legal": _("Legal matters"),
    "plan": _("Plan and support"),
}
