"""Frozen vectors: what any release has sealed opens for ever.

`vectors.json` is append-only. An entry is never changed or removed; a new suite
or format adds entries at the end, and their number and digest are pinned below
as one more pair. What is deterministic is derived again; what has randomness in
it (envelopes, wraps, streams) is opened.
"""

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from spona.crypto import (
    aead,
    chain,
    codes,
    documents,
    fingerprint,
    kdf,
    key_paper,
    keypairs,
    padding,
    secret_sharing,
    signing,
    stream,
    wrap,
)
from spona.crypto.encoding import canonical
from spona.crypto.mac import check_mac, mac

VECTORS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("vectors.json").read_text(encoding="utf-8")
)["vectors"]

# Number of entries, and the digest of these entries as canonical JSON.
PINS = [
    (18, "07084ba42d1b9f107eaaa7017e180ee1074ac11afcf6d2a625cae12059a74c41"),
    (23, "b2aeb791c09db1541e4058e6c251379e02c44b27b08cc75f8458850fb674089b"),
    (26, "841b885f18a2bf4b077604848b3e89aba694f0765881aae145a14632518ae42d"),
]

unhex = bytes.fromhex


def check_canonical(v: dict[str, Any]) -> None:
    parts = (v["text"], v["number"], UUID(v["uuid"]), unhex(v["bytes"]), None)
    assert canonical(*parts).hex() == v["expected"]


def check_aead(v: dict[str, Any]) -> None:
    envelope, aad = unhex(v["envelope"]), unhex(v["aad"])
    plaintext = aead.open_sealed(unhex(v["key"]), envelope, aad=aad)
    assert plaintext.hex() == v["plaintext"]


def check_document(v: dict[str, Any]) -> None:
    envelope, aad = unhex(v["envelope"]), unhex(v["aad"])
    opened = documents.open_document(unhex(v["key"]), envelope, aad=aad)
    assert opened == v["document"]


def check_pad(v: dict[str, Any]) -> None:
    assert padding.pad(unhex(v["data"])).hex() == v["expected"]
    assert padding.unpad(unhex(v["expected"])).hex() == v["data"]


def check_argon2id(v: dict[str, Any]) -> None:
    salt, cost = unhex(v["salt"]), kdf.Cost(*v["cost"])
    assert kdf.argon2id(unhex(v["secret"]), salt=salt, cost=cost).hex() == v["expected"]


def check_password_key(v: dict[str, Any]) -> None:
    key = kdf.password_key(
        v["password"],
        salt=unhex(v["salt"]),
        cost=kdf.Cost(*v["cost"]),
        pepper=unhex(v["pepper"]),
        info=unhex(v["info"]),
    )
    assert key.hex() == v["expected"]


def check_seed(v: dict[str, Any]) -> None:
    private = keypairs.private_key_from_seed(unhex(v["seed"]))
    assert private.hex() == v["private"]
    # The pair of suite 1, to which nothing is wrapped any more.
    pair = X25519PrivateKey.from_private_bytes(private)
    assert pair.public_key().public_bytes_raw().hex() == v["public"]
    assert keypairs.symmetric_key_from_seed(unhex(v["seed"])).hex() == v["symmetric"]


def check_pair(v: dict[str, Any]) -> None:
    assert keypairs.public_key(unhex(v["private"])).hex() == v["public"]


def check_seed_pair(v: dict[str, Any]) -> None:
    private = keypairs.private_key_from_seed(unhex(v["seed"]))
    assert keypairs.public_key(private).hex() == v["public"]


def check_wrap(v: dict[str, Any]) -> None:
    wrapped, info = unhex(v["wrapped"]), unhex(v["info"])
    assert wrap.unwrap(unhex(v["private"]), wrapped, info=info).hex() == v["secret"]


def check_mac_tag(v: dict[str, Any]) -> None:
    key, expected = unhex(v["key"]), unhex(v["expected"])
    assert mac(key, v["text"], v["number"]) == expected
    check_mac(key, expected, v["text"], v["number"])


def check_signature(v: dict[str, Any]) -> None:
    signing_key, message = unhex(v["signing"]), unhex(v["message"])
    assert signing.verify_key(signing_key).hex() == v["public"]
    assert signing.sign(signing_key, message).hex() == v["signature"]
    signing.verify(unhex(v["public"]), message, unhex(v["signature"]))


def check_stream(v: dict[str, Any]) -> None:
    pieces = iter([unhex(v["stored"])])
    chunks = stream.open_stream(unhex(v["key"]), pieces, expected_chunks=v["chunks"])
    content = b"".join(stream.trim_stream(chunks, size=v["size"]))
    assert content.hex() == v["content"]


def check_recovery(v: dict[str, Any]) -> None:
    key = codes.recovery_key(v["code"], info=unhex(v["info"]))
    assert key.hex() == v["expected"]


def check_fingerprint(v: dict[str, Any]) -> None:
    words = fingerprint.fingerprint(unhex(v["public"]), label=unhex(v["label"]))
    assert list(words) == v["words"]
    assert list(fingerprint.in_cyrillic(words)) == v["cyrillic"]


def check_chain(v: dict[str, Any]) -> None:
    first = chain.entry_hash(chain.GENESIS, "system", 1, "log:opened")
    second = chain.entry_hash(first, "system", 2, "case:read")
    # `root` of it is of the first shape, of which none was ever signed outside a test.
    assert (first.hex(), second.hex()) == (v["first"], v["second"])


def check_sharing(v: dict[str, Any]) -> None:
    key, shares = unhex(v["key"]), [unhex(share) for share in v["shares"]]
    assert list(secret_sharing.shares_of(key, unhex(v["slope"]))) == shares
    assert secret_sharing.combine((1, shares[0]), (3, shares[2])) == key


def check_key_paper(v: dict[str, Any]) -> None:
    paper = key_paper.KeyPaper(v["paper_kind"], v["set_number"], unhex(v["secret"]))
    assert (paper.set_name, list(paper.rows)) == (v["set_name"], v["rows"])
    assert list(paper.words) == v["words"]
    rows = [key_paper.read_row(n, codes.stripped(row)) for n, row in enumerate(v["rows"], 1)]
    assert key_paper.read_paper(rows, "".join(v["words"])) == paper


CHECKS = {
    "canonical": check_canonical,
    "aead": check_aead,
    "document": check_document,
    "pad": check_pad,
    "argon2id": check_argon2id,
    "password_key": check_password_key,
    "seed": check_seed,
    "pair": check_pair,
    "seed pair": check_seed_pair,
    "wrap": check_wrap,
    "mac": check_mac_tag,
    "signature": check_signature,
    "stream": check_stream,
    "recovery": check_recovery,
    "fingerprint": check_fingerprint,
    "chain": check_chain,
    "sharing": check_sharing,
    "key_paper": check_key_paper,
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_what_was_made_once_is_made_or_opened_again(vector: dict[str, Any]) -> None:
    CHECKS[vector["kind"]](vector)


@pytest.mark.parametrize(("count", "digest"), PINS)
def test_entries_are_never_changed_or_removed(count: int, digest: str) -> None:
    pinned = json.dumps(VECTORS[:count], sort_keys=True, ensure_ascii=False)
    assert hashlib.sha256(pinned.encode()).hexdigest() == digest


def test_every_entry_is_pinned_and_every_kind_has_one() -> None:
    assert PINS[-1][0] == len(VECTORS)
    assert {vector["kind"] for vector in VECTORS} == set(CHECKS)
