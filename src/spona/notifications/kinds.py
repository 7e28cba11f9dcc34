"""What a notice may say: a frozen list that only grows. No sentence tells what the matter is.

The mail says the same for every kind; these sentences are read inside Spona only.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Final[dict[str, Promise]] = {
    "arrived": _("Something arrived for your institution."),
    "assigned": _("Something was assigned to you."),
    "received": _("What you sent was received."),
    "taken_over": _("What you sent was taken over."),
    "asked": _("You are asked for something."),
    "answered": _("There is an answer."),
    "forwarded": _("What you sent was forwarded to another institution."),
    "withdrawn": _("What was sent to you was withdrawn."),
    "closed": _("What you sent is finished."),
    "reminder": _("A deadline is near."),
    "deputy_reminder": _("A deadline is near and you stand in for somebody."),
    "overdue": _("A deadline has passed."),
    "deputy_overdue": _("A deadline has passed and you stand in for somebody."),
    "waiting": _("Something in the network waits for somebody."),
    "meeting": _("You are invited to a meeting."),
    "meeting_off": _("A meeting was called off."),
    "meeting_moved": _("A meeting was moved. Look at the new time and place."),
    "minutes": _("The minutes of a meeting can be read."),
    "task": _("You have a new task."),
    "opened_outside_team": _("A colleague opened something that was assigned to others."),
    "account": _("Something about your account was changed."),
    "role": _("You have a new role in the network."),
    "confirm": _("Your confirmation is asked."),
    "casework": _("Casework is open in your network. From now on something may arrive."),
    "training": _("Something about a training waits for you."),
    "drill": _("A drill is called in your network. Everything in it is invented."),
    "access": _("Who can open your institution's queue was changed."),
}
