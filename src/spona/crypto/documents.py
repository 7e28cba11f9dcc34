"""A section's content: one JSON document, padded and sealed as a whole."""

import json
from typing import Any

from spona.crypto.aead import open_sealed, seal
from spona.crypto.errors import Unopenable
from spona.crypto.padding import pad, unpad

type Document = dict[str, Any]

_DECODER = json.JSONDecoder()


def seal_document(key: bytes, document: Document, *, aad: bytes) -> bytes:
    """Return the envelope of a JSON document under a 32 byte key.

    The document needs a whole number under "schema", by which readers know its
    shape for ever. Its keys are text; tuples come back as lists. Raises
    ValueError without a schema or for NaN and infinity, TypeError for what JSON
    cannot say.
    """
    if not _has_schema(document):
        raise ValueError('a document needs a whole number under "schema"')
    text = json.dumps(
        document,
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return seal(key, pad(text.encode()), aad=aad)


def open_document(key: bytes, envelope: bytes, *, aad: bytes) -> Document:
    """Return the document that `seal_document` put in; else Unopenable."""
    content = unpad(open_sealed(key, envelope, aad=aad))
    try:
        # As `json.loads`, without looking for white space around: ten thousand names are read so.
        text = content.decode()
        document, end = _DECODER.raw_decode(text)
    except ValueError:
        raise Unopenable from None
    if end != len(text) or not isinstance(document, dict) or not _has_schema(document):
        raise Unopenable
    return document


def _has_schema(document: Document) -> bool:
    # bool is an int in Python, and "schema": true is a mistake.
    return type(document.get("schema")) is int
