"""An export of a log as the application makes it, with keys drawn anew for each test."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from spona.audit.models import Checkpoint, Entry
from spona.audit.recording import line_hash
from spona.audit.root_contents import name_digest, names_digest, reopened_digest
from spona.audit.verifier import spona_verify
from spona.crypto.encoding import canonical
from spona.crypto.fingerprint import fingerprint, in_cyrillic
from spona.crypto.signing import sign, verify_key
from spona.vault import labels

FILE = spona_verify.__file__
GENESIS = bytes(32)
BEGUN = datetime(2026, 11, 1, 2, 0, 0, 123456, tzinfo=UTC)


class House:
    """An institution with the secret halves of its witness keys, one for each version."""

    def __init__(self, name: str, versions: int = 1) -> None:
        self.id, self.name, self.salt = uuid.uuid4(), name, os.urandom(16).hex()
        self.secrets = [os.urandom(32) for _version in range(versions)]
        self.intake = [os.urandom(1216) for _version in range(versions)]

    def words(self, version: int = 1) -> tuple[str, ...]:
        """As the application makes words, of both public halves."""
        content = canonical(self.intake[version - 1], verify_key(self.secrets[version - 1]))
        label = labels.key_fingerprint("intake", owner=self.id, version=version)
        return fingerprint(content, label=label)

    def exported(self) -> dict[str, Any]:
        keys = []
        for version, (secret, intake) in enumerate(zip(self.secrets, self.intake, strict=True), 1):
            public = verify_key(secret)
            said = canonical("spona audit witness key 1", self.id, version, public)
            before = sign(self.secrets[version - 2], said).hex() if version > 1 else None
            keys.append(
                {"version": version, "intake_key": intake.hex(), "witness_key": public.hex(),
                 "signed_by_previous": before}
            )  # fmt: skip
        return {"id": str(self.id), "keys": keys}

    def named(self) -> dict[str, Any]:
        digest = name_digest(self.id, self.name, bytes.fromhex(self.salt)).hex()
        name = {"name": self.name, "salt": self.salt, "digest": digest}
        return {"institution": str(self.id), **name}

    def witness(self, root: dict[str, Any], version: int = 1) -> dict[str, Any]:
        digest, number = bytes.fromhex(root["root"]), root["number"]
        said = canonical("spona audit witness 1", digest, number, self.id, version)
        signature = sign(self.secrets[version - 1], said).hex()
        return {"institution": str(self.id), "version": version, "signature": signature}


class World:
    """Five roots over three lanes; the first house has two keys, the third one never signs."""

    def __init__(self) -> None:
        self.instance, self.server = uuid.uuid4(), os.urandom(32)
        self.houses = [House("Центар", versions=2), House("Škola"), House("Полиција")]
        self.lane = entries(self.houses[0].id, 12)
        heads = {str(self.houses[1].id): GENESIS.hex(), str(uuid.UUID(int=0)): GENESIS.hex()}
        self.export: dict[str, Any] = {
            "format": "spona log 2",
            "instance": str(self.instance),
            "checkpoint_keys": [{"key": verify_key(self.server).hex(), "signed_by_previous": None}],
            "roots": [],
            "names": [],
            "reopened": [],
            "institutions": [house.exported() for house in self.houses],
        }
        for number in range(1, 6):
            seqs = dict.fromkeys(heads, 2 * number) | {self.lane[0]["lane"]: 2 * number}
            moved = heads | {
                lane: hashlib.sha256(f"{lane}{number}".encode()).hexdigest() for lane in heads
            }
            moved[self.lane[0]["lane"]] = self.lane[2 * number - 1]["hash"]
            self.export["roots"].append(
                {
                    "number": number,
                    "at": (BEGUN + timedelta(days=number)).isoformat(timespec="microseconds"),
                    "lanes": [[lane, seqs[lane], moved[lane]] for lane in sorted(moved)],
                    "key": 0,
                }
            )
        self.sign()

    def exchange_key(self, after: int, *, vouched: bool = True) -> None:
        """Another key of the server signs from the root after this one on."""
        old, self.server = self.server, os.urandom(32)
        last, public = self.export["roots"][after - 1], verify_key(self.server)
        said = canonical(
            "spona audit checkpoint key 1",
            self.instance,
            after,
            bytes.fromhex(last["root"]),
            public,
        )
        signed = sign(old, said).hex() if vouched else None
        self.export["checkpoint_keys"].append({"key": public.hex(), "signed_by_previous": signed})
        for root in self.export["roots"][after:]:
            root["key"] += 1
        self.sign(after + 1)

    def sign(self, first: int = 1, *, witnessed: bool = True) -> None:
        """Makes hashes and signatures anew from this root on: whoever has the server's keys can."""
        previous = self.export["roots"][first - 2]["root"] if first > 1 else GENESIS.hex()
        self.export["names"] = sorted(
            (house.named() for house in self.houses), key=lambda one: one["institution"]
        )
        names = names_digest([one.id.hex, one.name, one.salt] for one in self.in_order())
        opened = self.export["reopened"]
        for root in self.export["roots"][first - 1 :]:
            before = [list(one.values()) for one in opened if one["root"] < root["number"]]
            digests = (names, reopened_digest(before))
            root["names"], root["reopened"] = (one.hex() for one in digests)
            lanes = [
                part
                for lane, seq, head in root["lanes"]
                for part in (uuid.UUID(lane), seq, bytes.fromhex(head))
            ]
            content = canonical(
                "spona audit root 3", self.instance, root["number"], root["at"],
                bytes.fromhex(previous), *digests, len(root["lanes"]), *lanes,
            )  # fmt: skip
            digest = hashlib.sha256(content).digest()
            said = canonical("spona audit root signature 2", digest)
            root["previous"], root["root"] = previous, digest.hex()
            root["signature"] = sign(self.server, said).hex()
            root["witnesses"] = []
            if witnessed:
                self.witness(root)
            previous = root["root"]

    def in_order(self) -> list[House]:
        return sorted(self.houses, key=lambda house: str(house.id))

    def witness(self, root: dict[str, Any]) -> None:
        centre, school, _police = self.houses
        version = 1 if root["number"] < 4 else 2
        root["witnesses"] = [centre.witness(root, version)]
        if root["number"] != 2:
            root["witnesses"].append(school.witness(root))

    def line(self, number: int) -> str:
        """As the application prints it."""
        from spona.audit.witnesses import line_of

        root = self.export["roots"][number - 1]
        at = datetime.fromisoformat(root["at"])
        return line_of(Checkpoint(number=number, at=at, root=bytes.fromhex(root["root"])))

    def copy(self) -> World:
        """The same keys, and an export of its own to change."""
        other = copy.copy(self)
        other.export, other.lane = copy.deepcopy(self.export), copy.deepcopy(self.lane)
        return other


def entries(lane: uuid.UUID, number: int, *, head: bytes = GENESIS) -> list[dict[str, Any]]:
    """Entries with the very hash that the application makes."""
    found = []
    for seq in range(1, number + 1):
        entry = Entry(
            lane_id=lane, seq=seq, at=BEGUN + timedelta(minutes=seq), name="referral:answered",
            actor=str(uuid.uuid4()), acted_for=lane if seq % 2 else None, subject_kind="referral",
            subject_id=uuid.uuid4() if seq % 3 else None, previous=head,
            detail={"reference": "R-7K3M-Q2", "шта": "č ž", "a": [seq, 1.5, None, True]} if seq % 2 else {},
        )  # fmt: skip
        entry.hash = head = line_hash(head, lane, seq, entry)
        found.append(exported(entry))
    return found


def exported(entry: Entry) -> dict[str, Any]:
    def text(ident: uuid.UUID | None) -> str | None:
        return str(ident) if ident else None

    return {
        "lane": str(entry.lane_id), "seq": entry.seq,
        "at": entry.at.isoformat(timespec="microseconds"), "name": entry.name,
        "actor": entry.actor, "acted_for": text(entry.acted_for),
        "subject_kind": entry.subject_kind, "subject_id": text(entry.subject_id),
        "detail": entry.detail, "previous": bytes(entry.previous).hex(),
        "hash": bytes(entry.hash).hex(),
    }  # fmt: skip


def spoken(words: tuple[str, ...]) -> tuple[str, str]:
    return " ".join(words), " ".join(in_cyrillic(words))


def run(*arguments: object, environment: dict[str, str] | None = None) -> tuple[int, str]:
    """As a clerk runs it, by itself: no folder and no package of Spona's, nor a variable.

    With an `environment` these variables alone.
    """
    isolated = ["-I"] if environment is None else []
    variables = {"LC_ALL": "C.UTF-8"} | (environment or {})
    done = subprocess.run(
        [sys.executable, *isolated, FILE, *(str(one) for one in arguments)],
        capture_output=True, check=False, env=variables,
    )  # fmt: skip
    assert done.stderr == b""
    return done.returncode, done.stdout.decode(variables.get("PYTHONIOENCODING", "utf-8"))


def write(folder: Path, content: Any, name: str = "export.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def write_lane(folder: Path, lane: list[dict[str, Any]]) -> Path:
    path = folder / "lane.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lane), "utf-8")
    return path


WHOLE = World()
ENGLISH = ("--language", "en")


def said(
    folder: Path, world: World, *more: str, pin: int | None = 3, lane: bool = True
) -> tuple[int, str]:
    """How it ends and what it says of an export, with a line that was printed of the whole one."""
    pins = ["--pin", WHOLE.line(pin)] if pin else []
    lanes = ["--lane", write_lane(folder, world.lane)] if lane else []
    return run(write(folder, world.export), *pins, *lanes, *ENGLISH, *more)
