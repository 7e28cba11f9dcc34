"""Where a reference leads, for this actor; None where it is unknown or not for them."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.case.steps.kinds import (
    APPROVE_ASSESSMENT,
    CONFIRM_CLOSING,
    CONFIRM_DESTROYING,
)
from spona.cases.casefile.actions.erasing import APPROVE as APPROVE_ERASURE
from spona.cases.casefile.held_after_restore import waiting_file
from spona.cases.casefile.section_history import asked_to_erase
from spona.cases.conferences.models import Conference
from spona.cases.referrals.held_after_restore import unconfirmed
from spona.cases.referrals.models import Referral
from spona.meetings.models import Meeting
from spona.tasks.queries import open_of

# What a second person is asked, and the page on which they answer it. The page of the file would
# first ask them for a reason to open it.
_ANSWERED_ON: Final = {
    CONFIRM_CLOSING: "cases:confirm_closing",
    APPROVE_ASSESSMENT: "cases:approve_assessment",
    CONFIRM_DESTROYING: "cases:confirm_destroying",
    APPROVE_ERASURE: "cases:asked_erasures",
}


def referral_path(reference: str, actor: Actor) -> str | None:
    """The page of a referral, or what is left of one."""
    if Referral.objects.visible_to(actor).filter(reference=reference).exists():
        return reverse("cases:read", args=[reference])
    if Referral.objects.tombstones_of(actor).filter(reference=reference).exists():
        return reverse("cases:ended", args=[reference])
    return None


def file_path(reference: str, actor: Actor) -> str | None:
    """The page of a file, what is left of it, or what a restore asks of the person first; for a
    second person the page on which they answer.
    """
    case = Case.objects.visible_to(actor).filter(reference=reference).first()
    if case is not None:
        page = "cases:agreements" if unconfirmed(case) else _file_page(case, actor)
        return reverse(page, args=[reference])
    if Case.objects.tombstones_of(actor).filter(reference=reference).exists():
        return reverse("cases:destroyed_file", args=[reference])
    if waiting_file(reference, actor) is not None:
        return reverse("cases:name_holders", args=[reference])
    return None


def _file_page(case: Case, actor: Actor) -> str:
    asked = open_of(case.subject).filter(owner_id=actor.member_id, kind__in=_ANSWERED_ON)
    task = asked.first() if actor.member_id else None
    if task is not None:
        return _ANSWERED_ON[task.kind]
    # Where several could look, the task is nobody's own.
    erasing = open_of(case.subject).filter(owner=None, kind=APPROVE_ERASURE)
    if actor.may("referral:assign") and erasing.exists() and asked_to_erase(case, actor):
        return _ANSWERED_ON[APPROVE_ERASURE]
    return "cases:file"


def meeting_path(reference: str, actor: Actor) -> str | None:
    """The page of a conference for who leads the file or is invited, else the bare row."""
    if Conference.objects.visible_to(actor).filter(meeting__reference=reference).exists():
        return reverse("cases:conference", args=[reference])
    if Meeting.objects.visible_to(actor).filter(reference=reference).exists():
        return reverse("meetings:read", args=[reference])
    return None
