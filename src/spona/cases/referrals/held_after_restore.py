"""What a restore that could not know holds back until the sender has asked the person again."""

from __future__ import annotations

from uuid import UUID

from spona.cases.case.models import Case
from spona.cases.consent.models import Agreement
from spona.cases.consent.rests_on import RestsOn
from spona.cases.referrals.additions import written_by_sender
from spona.cases.referrals.models import Referral
from spona.tasks.models import Task
from spona.vault.models import UNCONFIRMED, Box, Grant

# The task of the sender: say whether the person still agrees.
CONFIRM = "confirm_agreement"


def unconfirmed(case: Case) -> list[Agreement]:
    """The agreements of a file whose packets a restore holds back; one query where none are."""
    if not _is_asked(case.subject):
        return []
    return [one for one in case.agreements.all() if _waits(_all_boxes(one))]


def is_unconfirmed(referral: Referral) -> bool:
    """True where a restore holds back a report and its page asks for it; of what went from a file
    the agreements of the file do.
    """
    return _is_asked(referral.subject) and is_held_back(referral)


def is_held_back(referral: Referral) -> bool:
    """True where a restore holds back what was sent until its sender has asked the person."""
    return referral.rests_on == RestsOn.AGREEMENT and _waits(boxes_sent(referral))


def _all_boxes(agreement: Agreement) -> list[Box]:
    sent = [box for one in agreement.referrals.all() for box in boxes_sent(one)]
    packets = agreement.conference_guests.exclude(packet=None).values("packet")
    return [*sent, *Box.objects.filter(pk__in=packets)]


def boxes_sent(referral: Referral) -> list[Box]:
    """The packet, and what the sender wrote to it afterwards."""
    written = referral.moves.filter(written_by_sender(referral))
    ids = [referral.packet_id, *written.values_list("message_id", flat=True)]
    return list(Box.objects.filter(pk__in=ids))


def _is_asked(subject: tuple[str, UUID]) -> bool:
    rows = Task.objects.open().filter(kind=CONFIRM)
    return rows.filter(subject_kind=subject[0], subject_id=subject[1]).exists()


def _waits(boxes: list[Box]) -> bool:
    return Grant.objects.filter(section__box__in=boxes, state=UNCONFIRMED).exists()
