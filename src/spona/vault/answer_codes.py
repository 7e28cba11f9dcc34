"""The codes of an answer, for the server that counts them and not for whoever has the database.

Rows lie in the order in which they came, and a web server's log knows at what time somebody sent
something: in clear, the codes would be theirs. They are sealed under a key that grows from the one
beside the database, so that a round is counted without anybody's key. The name of a place in a
file of somebody else (`path`) and a code are short; all answers to a form give nearly as many
bytes, and are filled up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.conf import settings

from spona.crypto import aead, kdf
from spona.crypto.padding import pad, unpad
from spona.vault import labels

# A form has at most three hundred questions; few have a tenth of that.
_SHORTEST: Final = 2000


def seal_codes(codes: Mapping[str, str], *, survey: UUID, row: UUID) -> bytes:
    said = json.dumps(codes, ensure_ascii=False, sort_keys=True).encode().ljust(_SHORTEST)
    return aead.seal(
        _key(settings.SECRETS["mac"]), pad(said), aad=labels.answer_codes_aad(survey, row)
    )


def open_codes(sealed: bytes, *, survey: UUID, row: UUID) -> dict[str, str]:
    """Unopenable where they are another row's, or another server's."""
    said = aead.open_sealed(
        _key(settings.SECRETS["mac"]), sealed, aad=labels.answer_codes_aad(survey, row)
    )
    codes: dict[str, str] = json.loads(unpad(said))
    return codes


@lru_cache(maxsize=4)
def _key(secret: bytes) -> bytes:
    return kdf.hkdf(secret, info=labels.answer_codes_key())
