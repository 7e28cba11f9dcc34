"""A security key made of software: it does what a real one does, and what a cheat would do."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from copy import deepcopy
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

HERE = "http://localhost:8000"
PRESENT, ATTESTED = 0x01, 0x40


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """`counts=False`: a phone, which always says zero."""

    counts: bool = True
    length: int = 48
    counter: int = 0
    known: dict[bytes, ec.EllipticCurvePrivateKey] = field(default_factory=dict)

    def __deepcopy__(self, memo):
        return Authenticator(self.counts, self.length, self.counter, dict(self.known))

    def copy(self) -> Authenticator:
        """Somebody read the key out and made a second one."""
        return deepcopy(self)

    def register(self, asked: dict, *, origin: str = HERE, rp: str = "", **other) -> str:
        """What `navigator.credentials.create` gives back, as the page sends it."""
        for one in asked["excludeCredentials"]:
            assert decoded(one["id"]) not in self.known, "a key refuses to be registered twice"
        private, ident = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(self.length)
        self.known[ident] = private
        numbers = private.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        data = (
            self._said(rp or asked["rp"]["id"], PRESENT | ATTESTED)
            + bytes(16) + len(ident).to_bytes(2) + ident + cbor2.dumps(cose)
        )  # fmt: skip
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"], origin, **other)
        return self._answer(ident, clientDataJSON=client, attestationObject=attested)

    def sign(self, asked: dict, *, origin: str = HERE, rp: str = "", **other) -> str:
        """What `navigator.credentials.get` gives back; LookupError where it knows none of the ids."""
        ident = next(
            decoded(one["id"])
            for one in asked["allowCredentials"]
            if decoded(one["id"]) in self.known
        )
        return self.sign_as(ident, asked, origin=origin, rp=rp, **other)

    def sign_as(
        self, ident: bytes, asked: dict, *, origin: str = HERE, rp: str = "", flags: int = PRESENT,
        kind: str = "webauthn.get", **other,
    ) -> str:  # fmt: skip
        self.counter += self.counts
        data = self._said(rp or asked["rpId"], flags)
        client = self._client(kind, asked["challenge"], origin, **other)
        signed = data + hashlib.sha256(client).digest()
        signature = self.known[ident].sign(signed, ec.ECDSA(SHA256()))
        return self._answer(
            ident, clientDataJSON=client, authenticatorData=data, signature=signature
        )

    def _said(self, rp: str, flags: int) -> bytes:
        return hashlib.sha256(rp.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4)

    def _client(self, kind: str, challenge: str, origin: str, **other) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
        return json.dumps(said | other).encode()

    def _answer(self, ident: bytes, **response: bytes) -> str:
        return json.dumps(
            {
                "id": encoded(ident), "rawId": encoded(ident), "type": "public-key",
                "response": {name: encoded(raw) for name, raw in response.items()},
            }
        )  # fmt: skip
