"""An account begins, ends its sessions, keeps its language and look."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pyotp
from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.crypto import aead, codes, keypairs
from spona.crypto.kdf import Cost
from spona.identity import code_limit, factors, logins, passwords, public_keys, wraps
from spona.identity.models import Account, Authenticator, KnownBrowser, Session, Theme
from spona.identity.permissions import (
    check_can_create_account,
    check_is_own,
)
from spona.ui.languages import checked


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A new account and the two secrets that are shown once and stored nowhere."""

    account: Account
    recovery_code: str = field(repr=False)
    totp_secret: str = field(repr=False)


def create_account(
    *, login: str, password: str, language: str, by: Actor, cost: Cost | None = None
) -> NewAccount:
    """Open an account with fresh keys. A `cost` of its own is for the people of test worlds.

    Raises Denied with what to do about a name or password that is not taken.
    """
    check_can_create_account(by)
    folded = logins.fold(login)
    if not logins.is_login(folded):
        raise Denied(_("A login name has 3 to 40 letters, digits, dots or dashes."))
    if sentence := passwords.fault(password, login=folded):
        raise Denied(sentence)
    made = _with_keys(folded, password, language, cost or settings.ACCOUNT_COST)
    with audit.transaction() as log:
        if Account.objects.filter(login=folded).exists():
            raise Denied(_("This login name is taken. Choose another one."))
        made.account.save(force_insert=True)
        sealed = factors.sealed_seed(made.account.pk, made.totp_secret)
        Authenticator.objects.create(account=made.account, seed_sealed=sealed)
        # Publishing a key is a logged event: the words let people compare it by voice.
        log.record("account:created", by=by, subject=("account", made.account.pk))
    return made


def _with_keys(login: str, password: str, language: str, cost: Cost) -> NewAccount:
    usk, private = aead.new_key(), keypairs.new_private_key()
    code, ident = codes.new_recovery_code(), uuid4()
    account = Account(
        id=ident, login=login, language=checked(language, "staff"),
        cost_memory_kib=cost.memory_kib, cost_time=cost.time, cost_parallelism=cost.parallelism,
        usk_by_code_sealed=wraps.sealed_by_code(ident, code, usk),
        public_key=keypairs.public_key(private),
        private_key_sealed=wraps.sealed_private_key(usk, ident, private),
    )  # fmt: skip
    wraps.seal_by_password(account, password, usk)
    wraps.sign(account)
    public_keys.sign(account)
    return NewAccount(account, code, pyotp.random_base32())


def end_sessions(account: Account, *, by: Actor, keep: Session | None = None) -> None:
    """End every session of one's own account but `keep`, at their next request at the latest."""
    check_is_own(by, account)
    with audit.transaction() as log:
        new_epoch(account, keep=keep)
        log.record("account:sessions_ended", by=by, subject=("account", account.pk))


def end_session(account: Account, session: UUID, *, by: Actor) -> None:
    """End one session of one's own account, at its next request at the latest."""
    check_is_own(by, account)
    with audit.transaction() as log:
        gone, _rows = Session.objects.filter(account=account, pk=session).delete()
        if gone:
            log.record("session:ended", by=by, subject=("account", account.pk))


def new_epoch(account: Account, *, keep: Session | None = None) -> None:
    """Make the sessions of `account` void, but for `keep`. Inside a transaction."""
    Account.objects.filter(pk=account.pk).update(epoch=F("epoch") + 1)
    account.refresh_from_db(fields=["epoch"])
    others = Session.objects.filter(account=account)
    if keep is not None:
        others.filter(pk=keep.pk).update(auth_hash=account.get_session_auth_hash())
        others = others.exclude(pk=keep.pk)
    others.delete()
    # What knows a browser may have been copied with it: only the kept one is still known.
    known = KnownBrowser.objects.filter(account=account)
    if keep is not None and keep.browser_id is not None:
        known = known.exclude(pk=keep.browser_id)
    known.delete()
    code_limit.reset(account)


def save_preferences(account: Account, *, language: str, theme: str, by: Actor) -> None:
    """Keep the language with its script, and the look, for every device of this person."""
    check_is_own(by, account)
    with audit.transaction():
        account.language, account.theme = checked(language, "staff"), Theme(theme)
        account.save(update_fields=["language", "theme"])
