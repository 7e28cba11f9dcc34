"""The keys of one signed-in person, for the length of one request."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, NoReturn
from uuid import UUID

from spona.crypto import documents, wrap
from spona.crypto.errors import Unopenable
from spona.identity import public_keys, wraps
from spona.identity.models import Account


class Keyring:
    """Opens what was wrapped to this account, and seals the account's own drafts.

    Made per request, never cached; a pair is built once in it, at the first wrap. It shows
    nothing of itself and cannot be pickled or copied, so that no log, task or cache ever holds
    keys by accident.
    """

    __slots__ = ("__own", "__pair", "__previous", "account_id", "public_key")

    def __init__(
        self,
        account_id: UUID,
        *,
        public_key: bytes,
        private: bytes,
        own: bytes,
        previous: tuple[bytes, bytes] | None = None,
    ) -> None:
        """`previous`: private and own key of the pair before, while not everything has moved."""
        self.account_id = account_id
        self.public_key = public_key
        self.__pair = wrap.Unwrapper(private)
        self.__own = own
        self.__previous = None if previous is None else (wrap.Unwrapper(previous[0]), previous[1])

    def unwrap(self, wrapped: bytes, *, info: bytes) -> bytes:
        """Return the secret that `crypto.wrap.wrap_to` sealed to this account; else Unopenable."""
        if self.__previous is not None:
            with suppress(Unopenable):
                return self.__pair.unwrap(wrapped, info=info)
            return self.__previous[0].unwrap(wrapped, info=info)
        return self.__pair.unwrap(wrapped, info=info)

    def seal_own(self, document: documents.Document, *, aad: bytes) -> bytes:
        """Return the envelope of a JSON document that only this account opens."""
        return documents.seal_document(self.__own, document, aad=aad)

    def open_own(self, envelope: bytes, *, aad: bytes) -> documents.Document:
        """Return the document that `seal_own` put in; else Unopenable."""
        if self.__previous is not None:
            with suppress(Unopenable):
                return documents.open_document(self.__own, envelope, aad=aad)
            return documents.open_document(self.__previous[1], envelope, aad=aad)
        return documents.open_document(self.__own, envelope, aad=aad)

    def __repr__(self) -> str:
        return "<Keyring>"

    def __reduce_ex__(self, _protocol: Any) -> NoReturn:
        # Pickle, copy and deepcopy all come through here.
        raise TypeError("a keyring stays where it was made")


def keyring_of(account: Account, usk: bytes) -> Keyring:
    """Return the keyring that `usk` opens; Unopenable where a row or key was replaced."""
    wraps.check(account)
    return Keyring(
        account.pk,
        public_key=public_keys.checked(account),
        private=wraps.open_private_key(usk, account),
        own=wraps.own_key(usk, account.pk),
        previous=None if account.previous_sealed is None else wraps.open_previous(usk, account),
    )
