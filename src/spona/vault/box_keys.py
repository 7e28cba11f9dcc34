"""A key pair whose private half lies in a box: strangers seal to it, its readers open.

The public half stands in a row of the app above, which authenticates it; what is sealed to it lies
in rows of that app. When the box is erased, the private half is gone, and all of it with it, also
in every older backup.
"""

from __future__ import annotations

import struct
from uuid import UUID

from spona.crypto import aead, wrap
from spona.crypto.documents import Document, open_document, seal_document
from spona.crypto.encoding import Part
from spona.crypto.errors import Unopenable
from spona.vault import labels

KEY_SECTION = "key"
_LENGTH = struct.Struct(">H")


def seal_to_box(public: bytes, document: Document, *, box: UUID, where: tuple[Part, ...]) -> bytes:
    """The document, padded, under a key of its own that is wrapped to the key of the box; needs
    nobody's key. `where`: the row in which it will lie. ValueError where `public` is no such key.
    """
    secret = aead.new_key()
    wrapped = wrap.wrap_to(public, secret, info=labels.box_key_info(box, *where))
    sealed = seal_document(secret, document, aad=labels.box_key_aad(box, *where))
    return _LENGTH.pack(len(wrapped)) + wrapped + sealed


class BoxKey:
    """The private half, for the length of one request; shows nothing of itself."""

    __slots__ = ("__box", "__pair")

    def __init__(self, box: UUID, private: bytes) -> None:
        self.__box = box
        self.__pair = wrap.Unwrapper(private)

    def __repr__(self) -> str:
        return "<BoxKey>"

    def __reduce__(self) -> str:
        raise TypeError("keys are not pickled")

    def open(self, sealed: bytes, *, where: tuple[Part, ...]) -> Document:
        """Return the document that was sealed for this place; else Unopenable."""
        if len(sealed) < _LENGTH.size:
            raise Unopenable
        (length,) = _LENGTH.unpack_from(sealed)
        wrapped, rest = sealed[_LENGTH.size :][:length], sealed[_LENGTH.size + length :]
        secret = self.__pair.unwrap(wrapped, info=labels.box_key_info(self.__box, *where))
        return open_document(secret, rest, aad=labels.box_key_aad(self.__box, *where))
