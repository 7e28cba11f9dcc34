"""What a notice may say: a frozen list that only grows. No sentence tells what the matter is.

The mail says the same for every kind but one; these sentences are read inside Spona only.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Its mail is for keeping: it bears the line that is at the foot of every paper.
LOG_LINE: Final = "log_line"
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
    "wrong_code": _("Somebody typed your password and a wrong code."),
    "new_browser": _("Somebody signed in to your account from a new browser."),
    "role": _("You have a new role in the network."),
    "confirm": _("Opening casework in your network waits for your confirmation."),
    "confirm_institution": _("A new institution waits for your confirmation."),
    "confirm_invitation": _("A first invitation waits for your confirmation."),
    "confirm_deadline": _("A proposed deadline waits for your confirmation."),
    "casework": _("Casework is open in your network. From now on something may arrive."),
    "training": _("Something about a training waits for you."),
    "drill": _("A drill is called in your network. Everything in it is invented."),
    "mail_refused": _("Mail to a colleague does not arrive."),
    "mail_refused_network": _("Mail to somebody at an institution of the network is refused."),
    "unreachable_step": _("What waits at an institution reaches nobody who could open it."),
    "access": _("Who can open your institution's queue was changed."),
    "access_changed": _("What you can open of something that was assigned to you was changed."),
    "access_ended": _("Something that was assigned to you is no longer open to you."),
    "key_given": _("You were given a key."),
    "key_taken": _("A key was taken back from you."),
    "statistics_key": _("Who holds the statistics key of your network was changed."),
    "taken_out": _("What your institution keeps was taken out of Spona by an intake officer."),
    "written": _(
        "Something was written about what you sent. What it is stays with the recipient; "
        "nothing is asked of you."
    ),
    "key_replaced": _("A key in Spona was altered. Send nothing until the operator has looked."),
    "log_closed": _(
        "Something in the log of your institution is not as it was written. Nothing is opened "
        "there until the operator has looked."
    ),
    "log_opened": _(
        "The log of your institution was closed, and the operator has opened it again. Ask what "
        "happened."
    ),
    "log_closed_network": _(
        "Spona is closed for an institution of the network until the operator has looked. Call "
        "them."
    ),
    "log_opened_network": _(
        "What was closed in Spona is open again. The operator can say what happened."
    ),
    "log_line": _("This week's line of the log was mailed to you. Keep the mail."),
}
