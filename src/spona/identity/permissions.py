"""Who may do what with an account. Which institution it belongs to is `directory`'s question."""

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.identity.keyring import Keyring
from spona.identity.models import Account


def check_can_create_account(by: Actor) -> None:
    """Invitations, also those that two of a network made, and the system building a world."""
    invites = by.may("institution:invite") or by.may("network:confirm_partner")
    if not (invites or (by.is_system and by.may("directory:load"))):
        raise Denied(_("Only people who may invite can open an account. Ask your intake officer."))


def check_can_disable(by: Actor, account: Account) -> None:
    """Somebody who may invite; the caller has checked that it is their own institution."""
    if not by.may("institution:invite"):
        raise Denied(_("Only people who may invite can close an account. Ask your intake officer."))
    if by.account_id == account.pk:
        raise Denied(_("You cannot close your own account. Ask another intake officer."))


def check_can_replay(by: Actor) -> None:
    """Only a restore puts older rows aside without their person."""
    if not (by.is_system and by.may("ending:replay")):
        raise Denied(_("Only the person themselves can change this."))


def check_can_rotate(by: Actor) -> None:
    """Only the operator's command, while nobody is served, exchanges the key files."""
    if not (by.is_system and by.may("key_files:rotate")):
        raise Denied(_("Only the operator's command can do this."))


def check_is_own(by: Actor, account: Account) -> None:
    """Password, factors, recovery code, sessions: nobody's business but the person's own."""
    if by.account_id != account.pk:
        raise Denied(_("Only the person themselves can change this."))


def check_are_own_keys(keys: Keyring, account: Account) -> None:
    """A factor is made only where the keys of its account lie open."""
    if keys.account_id != account.pk:
        raise Denied(_("Only the person themselves can change this."))
