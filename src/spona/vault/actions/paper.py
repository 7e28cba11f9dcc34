"""The paper key: printed once, kept in the institution's safe, for the day nobody can open."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.crypto import codes, keypairs
from spona.crypto.errors import Unopenable
from spona.directory.models import Institution
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.vault import permissions, queries, row_integrity, seeds, telling
from spona.vault.actions.holders import seeds_of
from spona.vault.actions.keys import locked, publish, publish_paper_key
from spona.vault.models import IntakeKey, IntakeWrap


def new_paper_key(
    institution: Institution | UUID, *, by: Actor, keys: Keyring | None = None
) -> str:
    """Draw a paper key and return its private text: shown and printed once, stored nowhere.

    Every version that `keys` opens is sealed to it, and the old paper key counts no more.
    Without `keys` only before the first intake key.
    """
    owner = queries.ident(institution)
    if IntakeKey.objects.filter(institution_id=owner).exists():
        permissions.check_can_regrant(by, owner)
        if keys is None:
            raise Denied(_("Only an active intake officer of the institution may do this."))
    else:
        permissions.check_can_begin_keys(by, owner)
    text = codes.new_recovery_code()
    public = keypairs.public_key(queries.paper_private(owner, text))
    with audit.transaction() as log:
        locked(owner)
        paper = publish_paper_key(owner, public, by=by, log=log)
        for key, seed in seeds_of(owner, keys) if keys else ():
            seeds.sealed_for_paper(key, seed, paper)
            row_integrity.stamp(key).save()
    return text


def use_paper_key(
    institution: Institution | UUID, paper_private: str, account: Account, *, by: Actor
) -> IntakeKey:
    """Make `account` a holder with the text from the safe; return the new version.

    Denied for a mistyped or foreign text, or an account without the role. What arrives from
    now on is under a new version: whoever read the paper may know the old ones.
    """
    owner = queries.ident(institution)
    permissions.check_can_begin_keys(by, owner)
    permissions.check_may_hold(owner, [account])
    paper = queries.paper_key(owner)
    if paper is None or not queries.is_paper_key(paper, paper_private):
        raise Denied(_("This is not the paper key of this institution. Check each symbol."))
    private = queries.paper_private(owner, paper_private)
    with audit.transaction() as log:
        locked(owner)
        IntakeWrap.objects.filter(key__institution_id=owner, account=account).delete()
        for key in IntakeKey.objects.filter(institution_id=owner, paper_key=paper):
            try:
                seed = seeds.seed_from_paper(key, private)
            except Unopenable:
                continue
            seeds.wrapped_to(account, IntakeWrap(key=key), seed, by=by)
        others = [holder for holder in queries.active_holders(owner) if holder.pk != account.pk]
        fresh = publish(owner, [(each, None) for each in (account, *others)], by=by, log=log)
        log.record("paper_key:used", by=by, subject=("account", account.pk), lane=owner)
        telling.holders_of_change(owner, by=by)
    return fresh
