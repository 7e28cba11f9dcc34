"""Where a reference leads, for this actor; None where it is unknown or not for them."""

from __future__ import annotations

from django.urls import reverse

from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.casefile.held_after_restore import waiting_file
from spona.cases.conferences.models import Conference
from spona.cases.referrals.held_after_restore import unconfirmed
from spona.cases.referrals.models import Referral
from spona.meetings.models import Meeting


def referral_path(reference: str, actor: Actor) -> str | None:
    """The page of a referral, or what is left of one."""
    if Referral.objects.visible_to(actor).filter(reference=reference).exists():
        return reverse("cases:read", args=[reference])
    if Referral.objects.tombstones_of(actor).filter(reference=reference).exists():
        return reverse("cases:ended", args=[reference])
    return None


def file_path(reference: str, actor: Actor) -> str | None:
    """The page of a file, what is left of it, or what a restore asks of the person first."""
    case = Case.objects.visible_to(actor).filter(reference=reference).first()
    if case is not None:
        page = "cases:agreements" if unconfirmed(case) else "cases:file"
        return reverse(page, args=[reference])
    if Case.objects.tombstones_of(actor).filter(reference=reference).exists():
        return reverse("cases:destroyed_file", args=[reference])
    if waiting_file(reference, actor) is not None:
        return reverse("cases:name_holders", args=[reference])
    return None


def meeting_path(reference: str, actor: Actor) -> str | None:
    """The page of a conference for who leads the file or is invited, else the bare row."""
    if Conference.objects.visible_to(actor).filter(meeting__reference=reference).exists():
        return reverse("cases:conference", args=[reference])
    if Meeting.objects.visible_to(actor).filter(reference=reference).exists():
        return reverse("meetings:read", args=[reference])
    return None
