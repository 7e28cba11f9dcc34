"""Content-free notices: to an account a notice and a mail, to an address alone a mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from spona.access.actor import Actor
from spona.notifications.actions import notify
from spona.training.links import personal_path
from spona.training.models import Participant

NOTICE = "training"


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody without an account, as `notifications` needs them."""

    pk: UUID
    language: str


def tell(participants: Iterable[Participant], *, by: Actor) -> None:
    """Something about their training waits for them. Practice sends no mail, and nobody is told
    of their own act.
    """
    for one in participants:
        practice = one.session.network.practice
        person = one.member.person if one.member else None
        if person is not None and person.account is not None:
            if person.account_id != by.account_id:
                notify(
                    person.account,
                    NOTICE,
                    reference="",
                    # Their own page is one press away there; its address stands in no table.
                    link=reverse("training:session", args=[one.session_id]),
                    email=None if practice else person.email or None,
                    by=by,
                )
        elif one.email and not practice:
            who = Outsider(one.pk, one.language)
            notify(who, NOTICE, reference="", link=personal_path(one), email=one.email, by=by)
