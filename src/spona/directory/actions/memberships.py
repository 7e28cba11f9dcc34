"""Putting on one membership of several, openly: the log of both institutions says so."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.actor import actor_for

if TYPE_CHECKING:
    from spona.identity.sessions import Identity


def act_for(identity: Identity, *, member_id: UUID, by: Actor | None) -> Actor:
    """From now on this session acts for the institution of `member_id`, and for no other.

    `by` is the acting membership until now, None where there was none. Denied for a membership that
    is not (or no longer) this account's.
    """
    new = actor_for(identity.account, member_id=member_id)
    if new is None:
        raise Denied(_("You have no mandate for that institution today."))
    with audit.transaction() as log:
        session = identity.session
        session.acting_member = member_id
        # Only this column: a session that was locked meanwhile stays locked.
        type(session).objects.filter(pk=session.pk).update(acting_member=member_id)
        if by is not None and by.institution_id != new.institution_id:
            log.record("session:left", by=by, subject=("member", by.member_id))
        log.record("session:acts_for", by=new, subject=("member", member_id))
    return new
