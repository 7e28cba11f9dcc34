"""What there may be to do: a frozen list that only grows, each with a title that tells nothing.

A thief of the database reads these in clear, so a kind depends on the way of working,
never on the person: no child, no health, no permit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    """`title` and `button` begin with a verb. `by_hand`: the person says that it is done;
    otherwise only the room's own action closes the task.
    """

    title: Promise
    button: Promise
    by_hand: bool = False


KINDS: Final[dict[str, Kind]] = {
    "open_referral": Kind(_("Open what has arrived"), _("Open")),
    "answer_referral": Kind(_("Decide whether you accept"), _("Decide")),
    "assign": Kind(_("Assign it to a colleague"), _("Assign")),
    "work_on_referral": Kind(_("Do what was asked and report it done"), _("Continue")),
    "approve_sending": Kind(_("Look at it before it goes out"), _("Look")),
    "supply_more": Kind(_("Send what the recipient asked for"), _("Add to it")),
    "confirm_forward": Kind(_("Confirm or refuse the forwarding"), _("Decide")),
    "read_answer": Kind(_("Read the answer"), _("Read")),
    "hand_over": Kind(_("Hand it over on paper or by phone"), _("Write down the handing over")),
    "log_call": Kind(_("Write down whom you reached"), _("Write it down")),
    "type_answer": Kind(_("Type in the answer you received"), _("Type it in")),
    "send_packet": Kind(_("Send it to the institution that has connected"), _("Send")),
    "read_message": Kind(_("Read the new message"), _("Read")),
    "answer_message": Kind(_("Answer the message"), _("Answer")),
    "review": Kind(_("Look again at what was agreed"), _("Look again")),
    "answer_invitation": Kind(_("Say whether you are coming"), _("Answer")),
    "prepare_meeting": Kind(_("Prepare the meeting"), _("Prepare")),
    "decision": Kind(_("Carry out what was decided"), _("Open"), by_hand=True),
    "convene": Kind(_("See who it is waiting for"), _("Look")),
    "open_point": Kind(_("Find an owner for an open point"), _("Open")),
    "confirm_contact": Kind(_("Confirm the number by phone"), _("Confirm")),
    "give_back_key": Kind(_("Give a colleague the key back"), _("Compare and give")),
    "name_deputy": Kind(_("Name a deputy"), _("Name somebody"), by_hand=True),
    "answer_request": Kind(_("Answer the request"), _("Answer")),
}
