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
    otherwise only the app's own action closes the task.
    `asked`: somebody else waits for it, whether or not it has a deadline.
    """

    title: Promise
    button: Promise
    by_hand: bool = False
    asked: bool = False


KINDS: Final[dict[str, Kind]] = {
    "open_referral": Kind(_("Open what has arrived"), _("Open")),
    "answer_referral": Kind(_("Decide whether you accept"), _("Decide")),
    "assign": Kind(_("Assign it to a colleague"), _("Assign")),
    "work_on_referral": Kind(_("Do what was asked and report it done"), _("Continue")),
    "first_contact": Kind(_("Make the first contact"), _("Open")),
    "approve_sending": Kind(_("Look at it before it goes out"), _("Look")),
    "approve_erasure": Kind(_("Look at it before it is erased"), _("Look")),
    "supply_more": Kind(_("Send what the recipient asked for"), _("Add to it"), asked=True),
    "confirm_forward": Kind(_("Confirm or refuse the forwarding"), _("Decide"), asked=True),
    "read_answer": Kind(_("Read the answer"), _("Read")),
    "hand_over": Kind(_("Hand it over on paper or by phone"), _("Write down the handing over")),
    "log_call": Kind(_("Write down whom you reached"), _("Write it down")),
    "type_answer": Kind(_("Type in the answer you received"), _("Type it in")),
    "send_packet": Kind(_("Send it to the institution that has connected"), _("Send")),
    "read_message": Kind(_("Read the new message"), _("Read")),
    "answer_message": Kind(_("Answer the message"), _("Answer")),
    "review": Kind(_("Look again at how things stand"), _("Look again")),
    "answer_invitation": Kind(_("Say whether you are coming"), _("Answer")),
    "prepare_meeting": Kind(_("Prepare the meeting"), _("Prepare")),
    "decision": Kind(_("Carry out what was decided"), _("Open"), by_hand=True),
    "convene": Kind(_("See who it is waiting for"), _("Look")),
    "open_point": Kind(_("Find an owner for an open point"), _("Open")),
    "confirm_contact": Kind(_("Confirm the number by phone"), _("Confirm")),
    "give_back_key": Kind(_("Give a colleague the key back"), _("Compare and give")),
    "name_deputy": Kind(_("Name a deputy"), _("Name somebody"), by_hand=True),
    "answer_request": Kind(_("Answer the request"), _("Answer"), asked=True),
    "renew_mandate": Kind(_("Renew the act before it runs out"), _("Open")),
    "renew_condition": Kind(_("Renew what runs out at your institution"), _("Open")),
    "name_seat": Kind(_("Name who represents the institution"), _("Name somebody")),
    "reach_step": Kind(_("See to it that somebody can open what waits"), _("Look")),
    "write_minutes": Kind(_("Write the minutes"), _("Write")),
    "late_minutes": Kind(_("Write minutes that are still missing"), _("Write")),
    "report_progress": Kind(_("Write how far it has got"), _("Write")),
    "plan_report": Kind(_("Make the report on the plan"), _("Make it")),
    "project_report": Kind(_("Make the report for the donor"), _("Make it")),
    "quarter_totals": Kind(_("Type in the totals of the quarter"), _("Type them in")),
    "confirm_services": Kind(_("Say whether the services are still so"), _("Confirm")),
    "run_training": Kind(_("Prepare the training"), _("Prepare")),
    "training_follow_up": Kind(_("Say whether the training has helped"), _("Answer")),
    "follow_up": Kind(_("Say what follows from it"), _("Decide")),
    "await_reply": Kind(_("Ask what became of the letter"), _("Open")),
    "run_drill": Kind(_("Hold a drill"), _("Begin")),
    "confirm_agreement": Kind(_("Say whether it still holds"), _("Look"), asked=True),
    "name_holders": Kind(_("Let the other holders in by name"), _("Open")),
    "drill_step": Kind(_("Take the next step of the drill"), _("Continue")),
    "assessment": Kind(_("Finish the initial assessment"), _("Open")),
    "request": Kind(_("Send the request"), _("Open")),
    "waiting": Kind(_("Ask whether there is an answer"), _("Open")),
    "plan_step": Kind(_("Take the next step of the plan"), _("Open")),
    "closing": Kind(_("See whether the work can be closed"), _("Open")),
    "confirm_closing": Kind(_("Look at it before it is closed"), _("Look"), asked=True),
    "reminder": Kind(_("Do what you made a note of"), _("Open")),
    "look_through_closed": Kind(_("Look through closed files"), _("Look through")),
    "confirm_destroying": Kind(_("Look at it before it is destroyed"), _("Look"), asked=True),
    "data_request": Kind(_("Answer what the institution was asked"), _("Answer"), asked=True),
    "approve_assessment": Kind(_("Look at what a colleague has written"), _("Look"), asked=True),
    "recall_paper": Kind(_("Call and write down the answer"), _("Write it down"), asked=True),
    "count_again": Kind(_("Count once more and compare"), _("Count"), asked=True),
}
