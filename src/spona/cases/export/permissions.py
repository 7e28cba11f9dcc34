"""Who takes out all files of an institution; each refusal is the sentence they read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.guards import check_stepped_up
from spona.access.roles import ROLES
from spona.directory.actor import rights_of_account
from spona.identity.keyring import Keyring
from spona.identity.models import Account

HOLDS = "key:hold"


def check_can_export(actor: Actor) -> None:
    """An intake holder, for the institution they act for, who has just shown the second factor."""
    if actor.member_id is None or not actor.may(HOLDS):
        raise Denied(_("Only an intake officer of the institution may do this."))
    check_stepped_up(actor)


def still_holds(actor: Actor, keys: Keyring) -> bool:
    """Whether mandate, role and the account's own keys are still the same: an archive takes minutes
    to leave, and somebody may mend a theft meanwhile.
    """
    if actor.account_id is None:
        return False
    same = Account.objects.filter(pk=actor.account_id, disabled_at=None, public_key=keys.public_key)
    if not same.exists():
        return False
    rights = rights_of_account(actor.account_id, member_id=actor.member_id)
    return rights is not None and any(HOLDS in ROLES[role].permissions for role in rights[1])
