"""The membership in which somebody acts: their membership, with person and institution."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Member


def acting_membership(actor: Actor) -> Member:
    """The membership of a person's actor; Denied for a job of the system, which has none."""
    rows = Member.objects.select_related("person__account", "institution__town")
    membership = rows.filter(pk=actor.member_id).first() if actor.member_id else None
    if membership is None:
        raise Denied(_("Only somebody who acts for an institution can do this."))
    return membership
