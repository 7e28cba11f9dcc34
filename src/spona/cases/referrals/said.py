"""The first line of a page of something that goes on, comes back or ends, by its state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# State → the first line of the page, for the sender and for the recipient.
TO_SENDER: Final[Mapping[str, Promise]] = {
    "awaiting_approval": _("A second person of your institution looks at it before it goes out."),
    "standby": _("It waits behind the first institution, which has it now."),
    "awaiting_competent": _("They say that it is for somebody else. Decide whether it goes on."),
    "forwarded": _("It was passed on. You follow it under its new reference."),
    "no_place": _("There is no place. It is yours again: look for another one."),
    "withdrawn": _("It was taken back."),
    "expired": _("The agreement has ended before anybody accepted."),
}
TO_RECIPIENT: Final[Mapping[str, Promise]] = {
    "awaiting_competent": _("You said for whom it is; the sender decides."),
    "forwarded": _("You passed it on. What was asked and your reason stay with you."),
    "no_place": _("You said that there is no place. The sender has it back."),
    "withdrawn": _("The sender took it back."),
}
