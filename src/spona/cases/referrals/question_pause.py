"""What a question to the sender does to the deadline, and so whose turn it is.

By the urgency on the sealed cover: what does not pause goes on waiting for the institution.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q

from spona import deadlines
from spona.access.actor import Actor
from spona.cases.case.steps.kinds import FIRST_CONTACT
from spona.cases.referrals.actions.dispatch import ANSWER_DEADLINE
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import State
from spona.cases.referrals.packet import Cover
from spona.cases.referrals.parties import packet_section
from spona.deadlines.models import Deadline
from spona.deadlines.pauses import pause_until, pause_words
from spona.deadlines.queries import deadline_of
from spona.deadlines.working_days import calendar_of
from spona.identity.keyring import Keyring
from spona.vault.actions import open_section

# States in which the recipient has asked the sender something, and nobody has taken it over.
ASKED: Final = frozenset({State.NEEDS_INFORMATION, State.AWAITING_COMPETENT})


def waits_for_sender(at: datetime) -> Q:
    """The referrals whose next step is the sender's: the one definition for desks and lists.

    Only while the time of the recipient stands still for what was asked. Where it runs on, because
    the thing is immediate or the pause is over, the recipient owes the answer as before.
    """
    paused = Deadline.objects.paused(at).filter(
        kind=ANSWER_DEADLINE, subject_kind="referral", subject_id=OuterRef("pk")
    )
    return Q(Exists(paused), state__in=ASKED)


def urgency_of(referral: Referral, *, by: Actor, keys: Keyring) -> str:
    """The code on the cover; call it before the transaction, for the log of a reading is
    committed first. Empty, and nothing is opened, where no deadline runs that could pause.
    """
    deadline = deadline_of(ANSWER_DEADLINE, referral.subject)
    if deadline is None or deadline.stopped_at is not None:
        return ""
    cover = open_section(packet_section(referral, "cover"), by=by, keys=keys)
    return Cover.from_document(cover).urgency


def deadline_words(referral: Referral, urgency: str) -> str:
    """One sentence for the page: of a question that waits, else of one that would be asked now.

    Empty where no deadline runs. Once somebody works on it a question stops nothing.
    """
    at, calendar = deadlines.now(), calendar_of(referral.network)
    deadline = deadline_of(ANSWER_DEADLINE, referral.subject)
    if deadline is None or deadline.stopped_at is not None:
        deadline = (
            deadline_of(FIRST_CONTACT, referral.to_case.subject) if referral.to_case else None
        )
        runs = deadline is not None and deadline.stopped_at is None and deadline.due_at is not None
        return pause_words(urgency, None, at, calendar) if runs else ""
    if deadline.due_at is None:
        return ""
    if deadline.is_paused(at):
        until = deadline.paused_until
    elif referral.state in ASKED:
        until = None
    else:
        until = pause_until(deadline, urgency, at, calendar)
    return pause_words(urgency, until, at, calendar)
