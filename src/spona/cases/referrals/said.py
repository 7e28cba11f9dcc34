"""Sentences of the moves by which something goes on, comes back or ends; for the page that tells
what happened, and for its first line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Verb → icon and sentence. `who` is the institution, at home with the person's name.
SAID: Final[Mapping[str, tuple[str, Promise]]] = {
    "prepare": ("circle-dashed", _("%(who)s: prepared, waits for a second person")),
    "approve": ("check", _("%(who)s: looked at and sent")),
    "refuse_approval": ("arrow-back-up", _("%(who)s: not sent")),
    "name_second": ("circle-dashed", _("%(who)s: named as the second")),
    "stand_in": ("send", _("It went to the second institution by itself")),
    "fall_away": ("circle-dashed", _("Not needed any more")),
    "open_to_forward": ("key", _("%(who)s: opened it to see for whom it is")),
    "forward": ("arrow-forward-up", _("%(who)s: not competent, passed on")),
    "forward_on_paper": ("arrow-forward-up", _("%(who)s: not competent, forwarded on paper")),
    "propose_forward": ("hourglass", _("%(who)s: not competent, says for whom it is")),
    "confirm_forward": ("arrow-forward-up", _("%(who)s: sent it on")),
    "refuse_forward": ("arrow-back-up", _("%(who)s: it stays there")),
    "hand_to_second": ("arrow-forward-up", _("%(who)s: not competent, went to the second")),
    "pass_over": ("arrow-forward-up", _("Nobody opened it; it went to the second institution")),
    "have_no_place": ("arrow-back-up", _("%(who)s: no place")),
    "withdraw": ("arrow-back-up", _("%(who)s: taken back")),
    "withdraw_agreement": ("arrow-back-up", _("The person does not agree any more")),
    "end_agreement": ("hourglass", _("The agreement has ended")),
    "expire": ("hourglass", _("The agreement has ended, nobody had accepted")),
}

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
