"""`keys.sealed`: all key files in one, sealed under a key that stands on paper only.

It may lie with the backups. In clear stand the set of papers, how many there are, the day, and a
mark for each key file, grown from that key file itself and bound to the sealed bytes: whoever has
the key files sees whether they are those inside and whether a byte was changed; to everybody else
the marks are random.
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import json
import os
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from spona.cli.init.environment import default_secrets
from spona.cli.installation.secret_files import write_private
from spona.crypto import aead
from spona.crypto.encoding import canonical
from spona.crypto.kdf import hkdf
from spona.crypto.key_paper import set_name

FILE: Final = "keys.sealed"
# Frozen: what was sealed under it once opens for ever.
_FORMAT: Final = "spona keys sealed 1"
_MARK: Final = "spona keys sealed mark 1"
_MARK_BYTES: Final = 16
# The whole key on one paper, or three of which any two open.
PAPERS: Final = (1, 3)


class NotReadable(Exception):
    """The file is none of ours, or it is cut; the sentence says which file."""


@dataclass(frozen=True, slots=True)
class SealedKeys:
    """`papers`: 1 or 3; `made`: a day as 2026-11-29; `marks`: name of a key file → hexadecimal."""

    set_number: int
    papers: int
    made: str
    marks: dict[str, str]
    sealed: bytes

    @property
    def set_name(self) -> str:
        return set_name(self.set_number)

    def names_that_differ(self, secrets: dict[str, bytes]) -> list[str]:
        """Which of these key files are not those inside. All of them where it was changed."""
        return [
            name
            for name, secret in secrets.items()
            if not hmac.compare_digest(self.marks.get(name, ""), _mark(self, name, secret))
        ]

    def open(self, key: bytes) -> dict[str, bytes]:
        """Name → 32 bytes; Unopenable for another key or a changed file."""
        aad = _aad(self.set_number, self.papers, self.made)
        opened = json.loads(aead.open_sealed(key, self.sealed, aad=aad))
        return {name: bytes.fromhex(secret) for name, secret in opened.items()}


def seal_keys(
    secrets: dict[str, bytes], key: bytes, *, set_number: int, papers: int, made: str
) -> SealedKeys:
    """Seals the key files under a key that is used for nothing else."""
    plain = json.dumps({name: secret.hex() for name, secret in secrets.items()}).encode()
    sealed = aead.seal(key, plain, aad=_aad(set_number, papers, made))
    keys = SealedKeys(set_number, papers, made, {}, sealed)
    return replace(
        keys, marks={name: _mark(keys, name, secret) for name, secret in secrets.items()}
    )


def _aad(set_number: int, papers: int, made: str) -> bytes:
    return canonical(_FORMAT, set_number, papers, made)


def _mark(keys: SealedKeys, name: str, secret: bytes) -> str:
    aad = _aad(keys.set_number, keys.papers, keys.made)
    info = canonical(_MARK, name, aad, sha256(keys.sealed).digest())
    return hkdf(secret, info=info)[:_MARK_BYTES].hex()


def place() -> Path:
    """Where the server's own copy lies: beside the key files, or where SPONA_KEYS_SEALED says."""
    if named := os.environ.get("SPONA_KEYS_SEALED"):
        return Path(named)
    return Path(os.environ.get("SPONA_SECRETS") or default_secrets()) / FILE


def write_sealed(path: Path, keys: SealedKeys) -> None:
    """In place of an older one, whole or not at all, for the owner of the folder only."""
    fields = asdict(keys) | {"sealed": base64.b64encode(keys.sealed).decode()}
    write_private(path, json.dumps({"format": _FORMAT} | fields, indent=1) + "\n")


def read_sealed(path: Path) -> SealedKeys:
    """FileNotFoundError where there is none; NotReadable where it is none of ours."""
    content = path.read_bytes()
    try:
        return _parsed(content)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise NotReadable(f"{path} is cut, was changed, or is no keys.sealed of Spona.") from None


def _parsed(content: bytes) -> SealedKeys:
    fields: dict[str, Any] = json.loads(content.decode())
    if fields.pop("format") != _FORMAT:
        raise ValueError(_FORMAT)
    fields["sealed"] = base64.b64decode(fields["sealed"], validate=True)
    fields["marks"] = {name: str(mark) for name, mark in fields["marks"].items()}
    found = SealedKeys(**fields)
    dt.date.fromisoformat(found.made)
    # To Python, true is the number 1.
    if type(found.set_number) is not int or type(found.papers) is not int:
        raise TypeError
    if found.papers not in PAPERS or not found.set_name:
        raise ValueError(found.papers)
    # Only such marks can be compared.
    if not all(mark.isascii() for mark in found.marks.values()):
        raise ValueError(found.marks)
    return found
