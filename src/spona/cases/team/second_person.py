"""What a second person is shown of a case that colleagues lead by name, and for how long."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone

from spona.access.actor import Actor
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.vault.actions import destroy, grant
from spona.vault.models import ASSIGNED, GLASS, MEMBER, Grant, Section
from spona.vault.recipients import to_account

# How long it stays open to them where nobody answers.
SHOWN_FOR: Final = dt.timedelta(days=30)


def show_to(section: Section, to: Member, *, by: Actor, keys: Keyring) -> None:
    """Where colleagues lead the case by name, the one who is asked opens this part without them:
    being asked is their reason. It ends by itself, and with the answer.
    """
    account = to.person.account
    assert account is not None
    if not section.grants.filter(to_kind=MEMBER, basis=ASSIGNED).exists():
        return
    if section.grants.filter(to_kind=MEMBER, to_id=account.pk, basis=ASSIGNED).exists():
        return
    until = timezone.now() + SHOWN_FOR
    shown = to_account(account, basis=GLASS, until=until, member_of=to.institution_id)
    grant(section, shown, by=by, keys=keys)


def hide_from(section: Section, member: str, *, by: Actor) -> None:
    """What they were shown for this only; `member` is the id of the membership."""
    chosen = Member.objects.select_related("person").filter(pk=member).first()
    if chosen is None or chosen.person.account_id is None:
        return
    rows = Grant.objects.filter(
        section=section, to_kind=MEMBER, to_id=chosen.person.account_id, basis=GLASS
    )
    destroy(rows, by=by)
