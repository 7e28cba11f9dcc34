"""What opens an account's symmetric key (USK), and what the USK opens.

Three ways lead to the same 32 bytes: the password, the recovery code, and, while
a session is open, the half-key in the browser. Labels here are frozen: what they
sealed must open for ever.
"""

import secrets
from contextlib import suppress
from uuid import UUID

from django.conf import settings

from spona.audit.queries import is_last
from spona.crypto import aead, codes, kdf
from spona.crypto.encoding import canonical
from spona.crypto.errors import Unopenable
from spona.crypto.mac import check_mac, mac
from spona.identity import former_keys
from spona.identity.models import Account, Session

# What a binary column gives back: bytes from SQLite, a view of them from PostgreSQL.
type Stored = bytes | memoryview


def _label(what: str, ident: UUID) -> bytes:
    return canonical(f"spona account {what}", 1, ident)


def seal_by_password(account: Account, password: str, usk: bytes) -> None:
    """Put the USK under `password` with a fresh salt; the caller signs and saves the row."""
    account.salt = kdf.new_salt()
    key = _password_key(account, password)
    sealed = aead.seal(key, usk, aad=_label("password", account.pk))
    account.usk_by_password_sealed = former_keys.enveloped("pepper", account.pk, sealed)


def open_by_password(account: Account, password: str) -> bytes:
    """Return the USK; Unopenable where the password is wrong or the row was altered or put back.

    The slow part always runs, so that an altered row takes as long as a wrong password.
    """
    key = _password_key(account, password)
    _check_last(account)
    sealed = bytes(account.usk_by_password_sealed)
    sealed = former_keys.out_of_envelope("pepper", account.pk, sealed)
    return aead.open_sealed(key, sealed, aad=_label("password", account.pk))


def _password_key(account: Account, password: str) -> bytes:
    return kdf.password_key(
        password,
        salt=bytes(account.salt),
        cost=account.cost,
        pepper=former_keys.first("pepper"),
        info=_label("password", account.pk),
    )


def sealed_by_code(account_id: UUID, code: str, usk: bytes) -> bytes:
    """Return the USK under a recovery code."""
    label = _label("recovery code", account_id)
    return aead.seal(codes.recovery_key(code, info=label), usk, aad=label)


def open_by_code(account: Account, sealed: Stored, code: str) -> bytes:
    """Return the USK; Unopenable for a wrong, mistyped or foreign code or an altered row, or an
    older one that was put back.
    """
    _check_last(account)
    label = _label("recovery code", account.pk)
    try:
        key = codes.recovery_key(code, info=label)
    except ValueError:
        raise Unopenable from None
    return aead.open_sealed(key, bytes(sealed), aad=label)


def open_by_any_code(account: Account, code: str) -> bytes:
    """Return the USK by the code that counts, or by one that was shown and not typed back yet.

    Somebody who kept only the newer paper must get in too. Unopenable for any other code.
    """
    offered = account.usk_by_next_code_sealed
    for sealed in (account.usk_by_code_sealed, *(() if offered is None else (offered,))):
        with suppress(Unopenable):
            return open_by_code(account, sealed, code)
    raise Unopenable


def private_key_key(usk: bytes, account_id: UUID) -> bytes:
    return kdf.hkdf(usk, info=_label("private key", account_id))


def own_key(usk: bytes, account_id: UUID) -> bytes:
    """Return the key under which a member's own drafts lie."""
    return kdf.hkdf(usk, info=_label("own", account_id))


def sealed_private_key(usk: bytes, account_id: UUID, private: bytes) -> bytes:
    label = _label("private key", account_id)
    return aead.seal(private_key_key(usk, account_id), private, aad=label)


def open_private_key(usk: bytes, account: Account) -> bytes:
    label = _label("private key", account.pk)
    key = private_key_key(usk, account.pk)
    return aead.open_sealed(key, bytes(account.private_key_sealed), aad=label)


def sealed_previous(usk: bytes, account_id: UUID, *, private: bytes, own: bytes) -> bytes:
    """Put the earlier private key and the earlier key of drafts under the new USK."""
    label = _label("previous keys", account_id)
    return aead.seal(kdf.hkdf(usk, info=label), private + own, aad=label)


def open_previous(usk: bytes, account: Account) -> tuple[bytes, bytes]:
    """Return (private, own) of the earlier pair of keys; Unopenable where there is none."""
    label = _label("previous keys", account.pk)
    sealed = bytes(account.previous_sealed or b"")
    both = aead.open_sealed(kdf.hkdf(usk, info=label), sealed, aad=label)
    return both[:32], both[32:]


def sign(account: Account) -> None:
    """Authenticate the row as it stands, so that a writer of the database cannot replace a part.

    The cipher does not commit to its key, and the recovery code is not peppered: without
    this, somebody who only writes the database could plant a code of their own.
    """
    account.wraps_mac = mac(settings.SECRETS["mac"], *_signed(account))


def check(account: Account) -> None:
    """Raise Unopenable unless the row is as `sign` left it."""
    check_mac(settings.SECRETS["mac"], bytes(account.wraps_mac), *_signed(account))


def _check_last(account: Account) -> None:
    """The same, and it is the row that Spona wrote last: an older password opens nothing more."""
    check(account)
    if not is_last(account, account.short_tag()):
        raise Unopenable


def _signed(account: Account) -> tuple[str | int | bytes | UUID | None, ...]:
    pending, previous = account.usk_by_next_code_sealed, account.previous_sealed
    return (
        "spona account row", 1, account.pk, account.login, int(account.is_active),
        account.cost_memory_kib, account.cost_time, account.cost_parallelism,
        bytes(account.salt), bytes(account.usk_by_password_sealed),
        bytes(account.usk_by_code_sealed), None if pending is None else bytes(pending),
        bytes(account.private_key_sealed), None if previous is None else bytes(previous),
    )  # fmt: skip


def new_half() -> str:
    """Draw the half-key of a session: 256 bits that only the browser keeps."""
    return secrets.token_urlsafe(32)


def half_hash(half: str, session_id: UUID) -> bytes:
    """Return what the row keeps of the half-key, to know its browser again while locked."""
    return kdf.hkdf(half.encode(), info=canonical("spona session check", 1, session_id))


def sealed_for_session(row: Session, half: str, usk: bytes) -> bytes:
    return aead.seal(_session_key(row, half), usk, aad=_session_label(row))


def open_for_session(row: Session, half: str) -> bytes:
    """Return the USK of an open session; Unopenable where it was wiped or the half is foreign."""
    sealed = bytes(row.usk_sealed or b"")
    return aead.open_sealed(_session_key(row, half), sealed, aad=_session_label(row))


def _session_key(row: Session, half: str) -> bytes:
    return kdf.hkdf(half.encode(), info=_session_label(row))


def _session_label(row: Session) -> bytes:
    return canonical("spona session", 1, row.id, row.account_id)
