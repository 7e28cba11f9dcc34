#!/usr/bin/env python3
"""Checks an export of Spona's log on any computer: no network, nothing to install, no secret key.

    python3 spona_verify.py EXPORT.json --pin "12 · 2026-11-29 02:00 UTC · 0123456789abcdef"
    python3 spona_verify.py EXPORT.json --pin "eight words of a key" --lane LANE.jsonl
    python3 spona_verify.py --about

Needs Python 3.8 or newer. Every hash is made anew and every signature is verified here. Without a
pin, something that was on paper before, an export can only agree with itself: whoever holds the
server's keys can write all of it anew, but not change what is printed. `--pin` may stand several
times. `--language en`, `sr` or `sr-latn`. `--about` tells the version and the sum of this file.
Ends with 0: all holds and every pin was found; 1: a fault; 2: wrong usage; 3: no pin; 4: not
checked, for it seems to be the wrong file or a broken one; 5: holds but for what the operator
opened again.

The format "spona log 2" (also docs/reference/log-export.md): UTF-8 JSON with just the keys in
`EXPORT` below; H is SHA-256; into `canonical`, below, ids go as UUIDs, hex as bytes, times as text.
Roots, which readers call checkpoints, are numbered 1, 2, 3 … without a gap; between two of them no
time, lane or seq goes back, and where the seq is the same, the head is.
  root       H(canonical('spona audit root 3', instance, number, at, previous, names, reopened,
             how many lanes, then of each lane, ordered by id: id, seq, head)); `previous` is the
             root before, 32 zero bytes for the first
  names      of institutions, as the last root has them: its `names` is H(canonical('spona audit
             names 1', how many, then of each, ordered by id: institution, digest)), each digest
             H(canonical('spona audit name 1', salt, institution, name)); without name and salt
             where they are nobody's business
  reopened   what the operator opened again after it was closed, ordered by root, opened, lane;
             nobody vouches for the entries of the lane up to `after`, nor for it in the roots up
             to number `root`. The `reopened` of root n is H(canonical('spona audit reopened 1',
             how many, then of each whose `root` is below n: lane, after, root, closed, opened,
             reason))
  signature  of checkpoint_keys[key] over canonical('spona audit root signature 2', root);
             checkpoint_keys holds just the keys that signed, in the order in which they began,
             each signed by the one before over canonical('spona audit checkpoint key 1', instance,
             number and root of the last one that this signed, key)
  witnesses  each the signature of this version's witness_key over
             canonical('spona audit witness 1', root, number, institution, version);
             an institution once a root, and never with an older version than before
  signed_by_previous  of the witness_key before, over canonical('spona audit witness key 1',
             institution, version, witness_key); null for the first one, for a later one only until
             it or one after it signs a root, or where the eight words of the one that signs, or of
             a later one, are a pin
LANE.jsonl: one entry a line, from the first one, with just the keys in `ENTRY`. Each root's head
of the lane is the hash of the entry with that seq. hash = H(canonical('spona audit entry', 1,
previous, lane, seq, at, name, actor, acted_for, subject_kind, subject_id, detail)), detail as JSON
text with sorted keys, and ", " and ": " between them.
Pin: the printed line: number, minute in UTC, first 16 hex digits of the root, and perhaps how many
institutions co-signed: so many at least signed this root or one before it; or the eight words of an
institution's key, 16 bits each of H(canonical('spona fingerprint', 1, canonical('spona vault
fingerprint 1', 'intake', institution, version), canonical(intake_key, witness_key))).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import locale
import os
import re
import sys
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Dict, Iterator, NoReturn, Tuple
from uuid import UUID

VERSION = "2.0"  # Of this file alone.
HOLDS, FAULT, USAGE, NO_PIN, WRONG_FILE, REOPENED = range(6)  # How the program ends.
# What tells of a wrong file, not of a changed log. Of pins only where none of them is found.
NOT_A_LOG = {"LANE EMPTY", "LANE FOREIGN", "LANE CUT", "LANE UNKNOWN"}
NOT_FOUND = {"PIN MISSING", "PIN FOREIGN", "WORDS UNKNOWN"}
ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
AT = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}[+]00:00"
HEX, HEX16 = "(?:[0-9a-f]{2}){32,}", "[0-9a-f]{32}"
HEX32, HEX64 = "[0-9a-f]{64}", "[0-9a-f]{128}"
# Forms: text = a pattern, [x] = any number of x, (x, y) = just these, {x, y} = one of these.
WITNESS = {"institution": ID, "version": int, "signature": HEX64}
ROOT = {"number": int, "at": AT, "previous": HEX32, "names": HEX32, "reopened": HEX32,
        "lanes": [(ID, int, HEX32)], "root": HEX32, "key": int, "signature": HEX64,
        "witnesses": [WITNESS]}  # fmt: skip
NAME = {"institution": ID, "name": {None, str}, "salt": {None, HEX16}, "digest": HEX32}
OPENED = {"lane": ID, "after": int, "root": int, "closed": AT, "opened": AT, "reason": "[a-z]+"}
KEY = {"version": int, "intake_key": HEX, "witness_key": HEX32, "signed_by_previous": {None, HEX64}}
SERVER_KEY = {"key": HEX32, "signed_by_previous": {None, HEX64}}
EXPORT = {"format": "spona log 2", "instance": ID, "checkpoint_keys": [SERVER_KEY], "roots": [ROOT],
          "names": [NAME], "reopened": [OPENED],
          "institutions": [{"id": ID, "keys": [KEY]}]}  # fmt: skip
ENTRY = {"lane": ID, "seq": int, "at": AT, "name": str, "actor": str, "acted_for": {None, ID},
         "subject_kind": str, "subject_id": {None, ID}, "detail": dict, "previous": HEX32,
         "hash": HEX32}  # fmt: skip
NOTHING = "00" * 32  # What the first one names as the one before it.
LONGEST_LINE = 2**24  # Something else than a log must not fill the memory.
COMMANDS = """  Windows: certutil -hashfile spona_verify.py SHA256
  Mac: shasum -a 256 spona_verify.py
  Linux: sha256sum spona_verify.py
"""
WHY = {"restored": "WHY RESTORED", "machine": "WHY MACHINE", "intruder": "WHY INTRUDER",
       "unknown": "WHY UNKNOWN"}  # fmt: skip
TOLD = 20  # So many faults are told one by one.
Sentence = Tuple[str, Dict[str, Any]]  # A name in `SENTENCES`, and its facts.
Found = Iterator[Sentence]


def run(export: str, lane: str, typed: list[str]) -> tuple[int, list[Sentence]]:
    """How the program ends, and what it says."""
    pins = [parsed_pin(text) for text in typed]
    if None in pins:
        return USAGE, [("NOT A PIN", {"name": clean(typed[pins.index(None)])})]
    try:
        data = Path(export).read_bytes()
        content = read(data)
        if wrong := misfit(content, EXPORT) or ("" if content["roots"] else "/roots"):
            return WRONG_FILE, [wrong_file(data, content, wrong), ("AGAIN", {})]
        log = Log(content)
        # No more than can be told: somebody may have made the file to keep this busy for ever.
        faults = list(islice(log.faults(pins, lane), TOLD + 1))
    except OSError as error:
        return USAGE, [("UNREADABLE", {"name": clean(Path(str(error.filename)).name)})]
    return with_faults(log, faults) if faults else without_faults(log, pins)


def with_faults(log: Log, faults: list[Sentence]) -> tuple[int, list[Sentence]]:
    names = {name for name, _facts in faults}
    if not names <= NOT_A_LOG | (set() if log.pinned else NOT_FOUND):
        more: list[Sentence] = [("MORE", {})] if len(faults) > TOLD else []
        return FAULT, [*log.contents()[:1], *faults[:TOLD], *more, ("FAULTY", {})]
    last: list[Sentence] = [("AGAIN", {})]
    if names & NOT_FOUND:
        of = {"names": log.some_names()}
        last = [("NOTHING FITS", of), ("WHICH FILE", {}), ("RIGHT FILE", {})]
    return WRONG_FILE, [*log.contents()[:1], *faults, *last]


def without_faults(log: Log, pins: list[Any]) -> tuple[int, list[Sentence]]:
    said = [*log.contents(), *log.openings(), log.named(), ("LIMITS", {})]
    if not pins:
        return NO_PIN, [*said, ("NO PIN", {})]
    if log.reopened:
        return REOPENED, [*said, ("HOLDS BUT", {})]
    return HOLDS, [*said, ("HOLDS", {})]


def wrong_file(data: bytes, content: Any, wrong: str) -> Sentence:
    """Why this is no export; `wrong` is the place where its form is another one."""
    begins = data[:100].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if not begins:
        return "EMPTY", {}
    if content is None:
        return ("CUT", {}) if begins.startswith(b"{") else ("FOREIGN", {})
    said = content.get("format") if isinstance(content, dict) else None
    if isinstance(said, str) and said != EXPORT["format"] and re.match("spona log [0-9]", said):
        return "FORMAT", {"name": clean(said)}
    return "OTHER", {"key": wrong}


class Log:
    """An export whose form is right. Each check gives the faults that it finds."""

    def __init__(self, export: Any) -> None:
        self.instance, self.server_keys = export["instance"], export["checkpoint_keys"]
        self.roots, self.institutions = export["roots"], export["institutions"]
        self.listed, self.reopened = export["names"], export["reopened"]
        self.names = {one["id"]: one["id"][:8] for one in self.institutions}
        for one in self.listed:
            self.names[one["institution"]] = clean(one["name"] or one["institution"][:8])
        self.keys = {(i["id"], k["version"]): k for i in self.institutions for k in i["keys"]}
        self.signed: dict[tuple[str, int], list[int]] = {}  # key → numbers of the roots it signed
        self.found: list[Sentence] = []
        self.known: list[Sentence] = []  # What did not fit before the operator opened it again.
        self.pinned = 0  # The number of the newest root that a pin holds.

    def name(self, lane: str) -> str:
        return "Spona" if lane == str(UUID(int=0)) else self.names.get(lane, lane)

    def some_names(self) -> str:
        """By which somebody sees whether it is the log of their town."""
        names = [clean(one["name"]) for one in self.listed if one["name"]]
        return ", ".join([*names[:5], *(["…"] if names[5:] else [])])

    def faults(self, pins: list[Any], lane: str) -> Found:
        yield from self.order()
        yield from self.contents_of_roots()
        yield from self.signatures()
        yield from self.key_changes(pins)
        if lane:
            with Path(lane).open("rb") as file:
                yield from self.lane(file)
        for pin in pins:
            yield from self.words(pin) if isinstance(pin, str) else self.printed(**pin)

    def order(self) -> Found:
        before: Any = {"number": 0, "root": NOTHING, "at": "", "lanes": []}
        for root in self.roots:
            n, m = root["number"], before["number"]
            if n == m and root["root"] != before["root"]:
                yield "TWO", {"n": n}
            elif n <= m:
                yield "ORDER", {"n": n, "m": m}
            elif n > m + 1:
                yield "MISSING", {"a": m + 1, "b": n - 1}
            elif root["previous"] != before["root"]:
                yield "PREVIOUS", {"n": n}
            if root["at"] < before["at"]:
                yield "TIME", {"n": n, "m": m}
            yield from self.lanes(before, root)
            before = root
        used = [root["key"] for root in self.roots]
        first = [key["signed_by_previous"] for key in self.server_keys[:1]]
        expected = list(range(len(self.server_keys)))
        if used != sorted(used) or sorted(set(used)) != expected or first != [None]:
            yield "SERVER KEYS", {}
        yield from self.server_key_changes()

    def server_key_changes(self) -> Found:
        for before, root in zip(self.roots, self.roots[1:]):
            if root["key"] != before["key"]:
                keys = [self.server_keys[one["key"] :][:1] for one in (before, root)]
                if not all(keys) or not self.vouches(keys[0][0], before, keys[1][0]):
                    yield "SERVER KEY", {"n": root["number"]}

    def vouches(self, old: Any, last: Any, new: Any) -> bool:
        """Whether a key signed the next one, after the last root that it signed itself."""
        content = (_id(self.instance), last["number"], _hex(last["root"]), _hex(new["key"]))
        message = canonical("spona audit checkpoint key 1", *content)
        signature = new["signed_by_previous"]
        return bool(signature) and is_signed(_hex(old["key"]), message, _hex(signature))

    def lanes(self, before: Any, root: Any) -> Found:
        ids = [lane for lane, _seq, _head in root["lanes"]]
        if ids != sorted(set(ids)):
            yield "LANES", {"n": root["number"]}
        now = {lane: (seq, head) for lane, seq, head in root["lanes"]}
        for lane, old, head in before["lanes"]:
            facts = {"n": root["number"], "m": before["number"], "name": self.name(lane), "a": old}
            seq, newer = now.get(lane, (-1, ""))
            found: list[Sentence] = []
            if seq < 0:
                found = [("LANE GONE", facts)]
            elif seq < old:
                found = [("LANE BACK", {**facts, "b": seq})]
            elif seq == old and newer != head:
                found = [("LANE OTHER", facts)]
            if not self.was_known(lane, before["number"], root["number"], seq):
                yield from found
                continue
            for sentence in found:
                self.was_told(*sentence)

    def was_known(self, lane: str, m: int, n: int, seq: int) -> bool:
        """Whether the operator opened a lane again after it did not fit between two roots; the
        later one may be of after that, where the lane goes on behind.
        """
        return any(
            one["lane"] == lane and m <= one["root"] and (n <= one["root"] or seq > one["after"])
            for one in self.reopened
        )

    def contents_of_roots(self) -> Found:
        """Names, and what was opened again: are they what the roots say?"""
        last = self.roots[-1]
        ids = [one["institution"] for one in self.listed]
        parts = [x for one in self.listed for x in (_id(one["institution"]), _hex(one["digest"]))]
        digest = _hash("spona audit names 1", len(ids), *parts)
        if ids != sorted(set(ids)) or last["names"] != digest:
            yield "NAME LIST", {"n": last["number"]}
        for one in self.listed:
            name, salt, institution = one["name"], one["salt"], _id(one["institution"])
            if (name is None) != (salt is None) or (
                name is not None and name_digest(institution, name, salt) != one["digest"]
            ):
                yield "NAME", {"n": last["number"], "name": clean(name or one["institution"])}
        keys = ["after", "root", "closed", "opened", "reason"]
        for root in self.roots:
            n = root["number"]
            upto = [one for one in self.reopened if one["root"] < n or root is last]
            parts = [x for one in upto for x in (_id(one["lane"]), *(one[key] for key in keys))]
            if root["reopened"] != _hash("spona audit reopened 1", len(upto), *parts):
                yield "REOPENED LIST", {"n": n}

    def openings(self) -> list[Sentence]:
        """What the operator opened again, and what did not fit until then."""
        said: list[Sentence] = []
        for one in self.reopened:
            when = {"a": one["closed"][:16], "b": one["opened"][:16]}
            said.append(("REOPENED", {"name": self.name(one["lane"]), **when}))
            said.append(("REASON", {"why": WHY.get(one["reason"], one["reason"])}))
            said.append(("NOT VOUCHED", {"a": one["after"]}))
        known = [*self.known[:TOLD], *([("MORE", {})] if self.known[TOLD:] else [])]
        return [*said, *([("KNOWN", {})] if known else []), *known]

    def named(self) -> Sentence:
        """Which root holds the names: the pinned one, where they have not changed since."""
        last = self.roots[-1]
        pinned = [root for root in self.roots if root["number"] == self.pinned]
        if pinned and pinned[0]["names"] == last["names"]:
            return "NAMES HELD", {"n": self.pinned}
        return "NAMES", {"n": last["number"]}

    def signatures(self) -> Found:
        newest: dict[str, int] = {}  # institution → the version with which it signed last
        for root in self.roots:
            n = root["number"]
            if root_hash(self.instance, root) != root["root"]:
                yield "ROOT", {"n": n}
            key = self.server_keys[root["key"] :][:1]
            message = canonical("spona audit root signature 2", _hex(root["root"]))
            if not key or not is_signed(_hex(key[0]["key"]), message, _hex(root["signature"])):
                yield "SIGNATURE", {"n": n}
            there = [witness["institution"] for witness in root["witnesses"]]
            for witness in root["witnesses"]:
                who, version = witness["institution"], witness["version"]
                facts = {"n": n, "name": self.name(who), "v": version, "w": newest.get(who, 0)}
                if there.count(who) > 1:
                    yield "WITNESS TWICE", facts
                elif (who, version) not in self.keys:
                    yield "WITNESS UNKNOWN", facts
                elif not self.is_witness(root, witness):
                    other = [r["number"] for r in self.roots if self.is_witness(r, witness)]
                    yield "WITNESS OTHER" if other else "WITNESS", {**facts, "m": sum(other[:1])}
                elif version < newest.get(who, 0):
                    yield "WITNESS OLD", facts
                else:
                    newest[who] = version
                    self.signed.setdefault((who, version), []).append(n)

    def is_witness(self, root: Any, witness: Any) -> bool:
        who, version = witness["institution"], witness["version"]
        content = (_hex(root["root"]), root["number"], _id(who), version)
        key = _hex(self.keys[who, version]["witness_key"])
        message = canonical("spona audit witness 1", *content)
        return is_signed(key, message, _hex(witness["signature"]))

    def key_changes(self, pins: list[Any]) -> Found:
        compared = [place for place, key in self.keys.items() if words(place[0], key) in pins]
        if len(self.names) != len(self.institutions):
            yield "INSTITUTIONS", {}
        for one in self.institutions:
            who = one["id"]
            before: Any = {"version": 0, "witness_key": ""}
            gap: Any = None  # Where no key vouches for the next one, nor for any behind it.
            for key in one["keys"]:
                version, signature = key["version"], key["signed_by_previous"]
                facts = {"name": self.name(who), "v": version, "w": before["version"]}
                content = (_id(who), version, _hex(key["witness_key"]))
                message = canonical("spona audit witness key 1", *content)
                known = any(who == pin and version <= newer for pin, newer in compared)
                if version <= before["version"]:
                    yield "KEY ORDER", facts
                elif signature is None:
                    gap = gap or (facts if before["version"] else None)
                elif not is_signed(_hex(before["witness_key"]), message, _hex(signature)):
                    yield "KEY", facts
                gap = None if known else gap
                if gap and (who, version) in self.signed:
                    yield "KEY UNSIGNED", gap
                before = key

    def lane(self, file: BinaryIO) -> Found:
        """The entries of one lane, read one by one: it may be longer than the memory."""
        lane, last, head = "", 0, NOTHING
        opened: list[Any] = []
        heads: dict[int, list[tuple[int, str]]] = {}  # seq → (number of a root, head of the lane)
        for place, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
            entry = read(line)
            if wrong := misfit(entry, ENTRY):
                is_cut = place > 1 and not line.endswith(b"\n") and not file.read(1)
                name = "LANE CUT" if is_cut else "LINE" if lane else "LANE FOREIGN"
                yield name, {"a": place, "key": wrong}
                return
            if not lane:
                lane, heads = entry["lane"], self.heads(entry["lane"])
            if entry["lane"] != lane:
                yield "LINE LANE", {"a": place, "name": self.name(entry["lane"])}
            yield from self.new_faults(entry, last, head, heads)
            opened += opening(entry)
            last, head = entry["seq"], entry["hash"]
        if lane:
            yield from self.end_of_lane(lane, last, heads, opened)
        else:
            yield "LANE EMPTY", {}

    def new_faults(self, entry: Any, last: int, head: str, heads: Any) -> Found:
        """What does not fit in an entry; what the operator has looked at is only told."""
        seq, (after, upto) = entry["seq"], self.unvouched(entry["lane"])
        for name, facts in entry_faults(entry, last, head):
            if name != "ENTRY ORDER" and facts.get("b", seq) <= after:
                self.was_told(name, facts)
            else:
                yield name, facts
        for n, expected in heads.get(seq, ()):
            if entry["hash"] != expected and n <= upto:
                self.was_told("ENTRY ROOT", {"a": seq, "n": n})
            elif entry["hash"] != expected:
                yield "ENTRY ROOT", {"a": seq, "n": n}

    def end_of_lane(self, lane: str, last: int, heads: Any, opened: list[Any]) -> Found:
        upto = self.unvouched(lane)[1]
        vouched = (seq for seq, ones in heads.items() if seq <= last or ones[-1][0] > upto)
        known = max(vouched, default=0)
        if not heads:
            yield "LANE UNKNOWN", {"name": self.name(lane)}
        elif known > last:
            yield "LANE SHORT", {"n": heads[known][0][0], "a": known, "b": last}
        expected = [one for one in self.reopened if one["lane"] == lane]
        # One of after the last checkpoint is not in the export yet.
        unknown = [one for one in opened if one["root"] != self.roots[-1]["number"]]
        if any(one not in opened for one in expected) or any(
            one not in expected for one in unknown
        ):
            yield "REOPENED LANE", {"name": self.name(lane)}
        self.found.append(("LANE", {"name": self.name(lane), "a": last, "b": last - known}))

    def unvouched(self, lane: str) -> tuple[int, int]:
        """Up to which entry, and which root, nobody vouches for the lane."""
        mine = [(one["after"], one["root"]) for one in self.reopened if one["lane"] == lane]
        return max((after for after, _root in mine), default=0), max(
            (n for _, n in mine), default=0
        )

    def was_told(self, name: str, facts: dict[str, Any]) -> None:
        if len(self.known) <= TOLD:
            self.known.append((name, facts))

    def heads(self, lane: str) -> dict[int, list[tuple[int, str]]]:
        found: dict[int, list[tuple[int, str]]] = {}
        for root in self.roots:
            for one, seq, head in root["lanes"]:
                if one == lane:
                    found.setdefault(seq, []).append((root["number"], head))
        return found

    def printed(self, number: int, at: str, begins: str, witnesses: int) -> Found:
        """A printed line, which holds all up to this root."""
        root = next((root for root in self.roots if root["number"] == number), None)
        count = len({who for (who, _v), numbers in self.signed.items() if min(numbers) <= number})
        # Sixteen digits that stand elsewhere, or the same day: of this log, and not as printed.
        near = any(one["root"].startswith(begins) for one in self.roots)
        if root is None and not near:
            last = self.roots[-1]
            yield "PIN MISSING", {"n": number, "m": last["number"], "at": last["at"][:10]}
        elif root is None or root["at"][:16] != at or root["root"][:16] != begins:
            near = near or (root is not None and root["at"][:10] == at[:10])
            yield "PIN" if near else "PIN FOREIGN", {"n": number}
        elif count < witnesses:
            yield "PIN WITNESSES", {"n": number, "a": witnesses, "b": count}
        else:
            self.pinned = max(self.pinned, number)
            self.found.append(("PINNED", {"n": number}))

    def words(self, typed: str) -> Found:
        """Eight words, which hold all up to the last root that this key signed."""
        places = [place for place, key in self.keys.items() if words(place[0], key) == typed]
        if not places:
            yield "WORDS UNKNOWN", {}
        for who, version in places:
            facts, numbers = {"name": self.name(who), "v": version}, self.signed.get((who, version))
            if numbers:
                self.pinned = max(self.pinned, *numbers)
                self.found.append(("WORDS", {**facts, "n": max(numbers)}))
            else:
                yield "WORDS UNSIGNED", facts

    def contents(self) -> list[Sentence]:
        first, last = self.roots[0], self.roots[-1]
        n, houses = last["number"], sum(1 for one in self.institutions if one["keys"])
        signed = [self.name(who) for (who, _v), numbers in self.signed.items() if n in numbers]
        facts = {"n": n, "a": len(signed), "b": houses, "names": ", ".join(signed)}
        said: list[Sentence] = [
            ("READ", {"n": len(self.roots), "a": first["at"][:16], "b": last["at"][:16]}),
            ("LAST" if signed else "LAST NONE", facts),
        ]
        for before, root in zip(self.roots, self.roots[1:]):
            if root["key"] != before["key"]:
                said += [("NEW KEY", {"n": root["number"]}), ("ASK", {})]
        said += self.found
        if 0 < self.pinned < n:
            days = {root["number"]: root["at"][:10] for root in self.roots}
            said.append(("AFTER", {"n": self.pinned, "at": days[self.pinned]}))
        return said


def root_hash(instance: str, root: Any) -> str:
    lanes = [x for lane, seq, head in root["lanes"] for x in (_id(lane), seq, _hex(head))]
    content = canonical(
        "spona audit root 3", _id(instance), root["number"], root["at"], _hex(root["previous"]),
        _hex(root["names"]), _hex(root["reopened"]), len(root["lanes"]), *lanes,
    )  # fmt: skip
    return hashlib.sha256(content).hexdigest()


def name_digest(institution: UUID, name: str, salt: str) -> str:
    """Empty for what no server can name: half a character."""
    try:
        return _hash("spona audit name 1", _hex(salt), institution, name)
    except UnicodeEncodeError:
        return ""


def _hash(*parts: Any) -> str:
    return hashlib.sha256(canonical(*parts)).hexdigest()


def opening(entry: Any) -> list[Any]:
    """What an entry says where it lets a lane go on, as the export has it; else nothing."""
    kind = (entry["name"], entry["subject_kind"], entry["subject_id"])
    if kind != ("log:reopened", "log", None):
        return []
    said, at = entry["detail"], entry["at"]
    found = {"lane": entry["lane"], "after": said.get("after"), "root": said.get("root", 0)}
    found.update(closed=said.get("closed", at), opened=at, reason=said.get("reason", "unknown"))
    return [found]


def entry_faults(entry: Any, last: int, head: str) -> Found:
    """An entry by itself, and after the one before it."""
    seq = entry["seq"]
    if seq <= last:
        yield "ENTRY ORDER", {"a": seq, "b": last}
    elif seq > last + 1:
        yield "ENTRY MISSING", {"a": last + 1, "b": seq - 1}
    elif entry["previous"] != head:
        yield "ENTRY PREVIOUS", {"a": seq}
    if entry_hash(entry) != entry["hash"]:
        yield "ENTRY", {"a": seq}


def entry_hash(entry: Any) -> str:
    """In hex; empty for what no log can hold: half a character, or lists in lists without end."""
    who, subject = entry["acted_for"], entry["subject_id"]
    try:
        content = canonical(
            "spona audit entry", 1, _hex(entry["previous"]), _id(entry["lane"]), entry["seq"],
            entry["at"], entry["name"], entry["actor"], who and _id(who), entry["subject_kind"],
            subject and UUID(subject), _written(entry["detail"]),
        )  # fmt: skip
    except (UnicodeEncodeError, RecursionError):
        return ""
    return hashlib.sha256(content).hexdigest()


def canonical(*parts: Any) -> bytes:
    """Parts as bytes, so that different lists never give the same: letter, length, content."""
    found = []
    for part in parts:
        if isinstance(part, str):
            letter, content = b"s", part.encode()
        elif isinstance(part, UUID):
            letter, content = b"u", part.bytes
        elif part is None:
            letter, content = b"n", b""
        elif isinstance(part, bytes):
            letter, content = b"b", part
        elif isinstance(part, int) and not isinstance(part, bool):
            letter, content = b"i", b"%d" % part
        else:
            raise TypeError(type(part).__name__)
        found += [letter, len(content).to_bytes(8, "big"), content]
    return b"".join(found)


# --- Pins: what somebody has on paper. ---

CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aiou"
LATIN = str.maketrans(
    dict(zip("абвгдђежзијклмнопрстћуфхцчшљњџ", [*"abvgdđežzijklmnoprstćufhcčš", "lj", "nj", "dž"]))
)
LATIN.update({ord(chr(one).upper()): latin.capitalize() for one, latin in LATIN.items()})
ASCII = str.maketrans("čćžšđČĆŽŠĐ·…", "cczsdCCZSD-.")
LINE = re.compile(
    r"\D*(\d+)\D+(\d{4})\D+(\d\d?)\D+(\d\d?)\D+(\d\d?)\D+(\d\d)\W*(?:utc)?(.*)", re.ASCII | re.S
)


def parsed_pin(typed: str) -> Any:
    """The facts of a printed line; the forty letters of eight words; None for neither.

    As people type: any spaces and signs between, upper case, Cyrillic letters, o for 0, l for 1.
    """
    text = typed.lower().translate(LATIN)
    if match := LINE.match(text):
        number, year, month, day, hour, minute, rest = match.groups()
        rest = re.sub("[^0-9a-z]", "", rest)
        begins = rest[:16].replace("o", "0").replace("l", "1")
        # How many had co-signed: "potvrdilo 2 od 7".
        witnesses = re.search("([0-9]{1,9})o[df][0-9]", rest[16:])
        if re.fullmatch("[0-9a-f]{16}", begins) and len(number) < 18:
            at = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute}"
            count = int(witnesses.group(1)) if witnesses else 0
            return {"number": int(number), "at": at, "begins": begins, "witnesses": count}
    letters = re.sub("[^a-z]", "", text)
    word = f"[{CONSONANTS}][{VOWELS}][{CONSONANTS}][{VOWELS}][{CONSONANTS}]"
    return letters if re.fullmatch(f"({word}){{8}}", letters) else None


def words(institution: str, key: Any) -> str:
    """The eight words of an institution's key, without spaces."""
    label = canonical("spona vault fingerprint 1", "intake", _id(institution), key["version"])
    public = canonical(_hex(key["intake_key"]), _hex(key["witness_key"]))
    digest = hashlib.sha256(canonical("spona fingerprint", 1, label, public)).digest()
    found = ""
    for place in range(0, 16, 2):
        n = int.from_bytes(digest[place : place + 2], "big")
        found += CONSONANTS[n >> 12] + VOWELS[n >> 10 & 3] + CONSONANTS[n >> 6 & 15]
        found += VOWELS[n >> 4 & 3] + CONSONANTS[n & 15]
    return found


# --- Reading strictly: two programs must not read two things from one file. ---


def misfit(value: Any, form: Any, place: str = "") -> str:
    """Where a JSON value has another form than this; empty where it fits exactly."""
    inner: list[tuple[Any, Any, Any]] = []  # (value, form, its key or number)
    if isinstance(form, dict):
        if fits := isinstance(value, dict) and value.keys() == form.keys():
            inner = [(value[key], form[key], key) for key in form]
    elif isinstance(form, list):
        if fits := isinstance(value, list):
            inner = [(one, form[0], n) for n, one in enumerate(value)]
    elif isinstance(form, tuple):
        if fits := isinstance(value, list) and len(value) == len(form):
            inner = list(zip(value, form, range(len(form))))
    elif isinstance(form, set):
        fits = not all(misfit(value, one) for one in form)
    elif isinstance(form, str):
        fits = isinstance(value, str) and re.fullmatch(form, value) is not None
    else:
        fits = value is form or (type(value) is form and (form is not int or 0 <= value < 2**63))
    if not fits:
        return place or "/"
    return next(filter(None, (misfit(v, f, f"{place}/{key}") for v, f, key in inner)), "")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return found


# `int` refuses "NaN" and "Infinity", which are no JSON.
_parsed = json.JSONDecoder(object_pairs_hook=_once, parse_constant=int).decode
_written = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
_id = lru_cache(maxsize=1000)(UUID)
_hex = bytes.fromhex


def read(data: bytes) -> Any:
    """What a JSON text says; None where it is cut off or something else."""
    try:
        return _parsed(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


# --- Ed25519, RFC 8032. Only public things are computed with, so time may depend on them. ---
# Cofactorless, [s]B = R + [k]A, compared as bytes: what OpenSSL accepts, which signs on the server,
# so that both say the same of each signature. Stricter in one thing: a key of small order, for
# which anybody can sign, is none.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
NEUTRAL = (0, 1, 1, 0)  # Points are (X, Y, Z, T): x = X/Z, y = Y/Z, x·y = T/Z.
Point = Tuple[int, int, int, int]


def add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2]
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def decoded(data: bytes) -> Point | None:
    """The point of 32 bytes; None where there is none, or where another text is its right one."""
    sign, y = divmod(int.from_bytes(data, "little"), 2**255)
    x_squared = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x_squared, (P + 3) // 8, P)
    if x * x % P != x_squared:
        x = x * pow(2, (P - 1) // 4, P) % P
    if len(data) != 32 or y >= P or x * x % P != x_squared or (x == 0 and sign):
        return None
    x = x if x % 2 == sign else P - x
    return x, y, 1, x * y % P


def encoded(p: Point) -> bytes:
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y + x % 2 * 2**255).to_bytes(32, "little")


def doubles(point: Point) -> list[Point]:
    """1, 2, 4, 8 … times the point: made once for each key, then a product is a sum of some."""
    found = [point]
    while len(found) < 253:
        found.append(add(found[-1], found[-1]))
    return found


def times(number: int, doubled: list[Point]) -> Point:
    total = NEUTRAL
    for place, one in enumerate(doubled):
        if number >> place & 1:
            total = add(total, one)
    return total


BASE = doubles(decoded(b"\x58" + b"\x66" * 31) or NEUTRAL)


@lru_cache(maxsize=None)
def minus_doubles(key: bytes) -> list[Point]:
    """The doubles of −A; none for a key that is not canonical or of small order."""
    point = decoded(key)
    found = doubles((P - point[0], point[1], 1, P - point[3])) if point else []
    return [] if found and encoded(found[3]) == encoded(NEUTRAL) else found


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """True where the owner of the public key signed the message."""
    s = int.from_bytes(signature[32:], "little")
    minus = minus_doubles(key)
    # With s + ORDER the same signature would have a second form.
    if len(signature) != 64 or s >= ORDER or not minus:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    k = int.from_bytes(digest, "little") % ORDER
    return encoded(add(times(s, BASE), times(k, minus))) == signature[:32]


# --- What is said: a name, then English, then Serbian. ---

SENTENCES = """
TWO: There are two different checkpoints {n}: somebody keeps two histories.
Постоје две различите контролне тачке {n}: неко води две историје.
ORDER: Checkpoint {n} stands after checkpoint {m}: out of order, or twice.
Контролна тачка {n} стоји после контролне тачке {m}: погрешан редослед, или иста двапут.
MISSING: Checkpoints are missing: from {a} to {b}.
Недостају контролне тачке: од {a} до {b}.
PREVIOUS: Checkpoint {n} does not follow the one before it: it names another one.
Контролна тачка {n} не наставља се на претходну: позива се на неку другу.
TIME: Checkpoint {n} is older than checkpoint {m}, which stands before it.
Контролна тачка {n} старија је од контролне тачке {m}, која стоји пре ње.
LANES: Checkpoint {n}: the logs in it are not in order, or one stands twice.
Контролна тачка {n}: дневници у њој нису по реду, или један стоји двапут.
LANE GONE: Checkpoint {n}: the log of {name} is missing; checkpoint {m} still had it.
Контролна тачка {n}: нема дневника који је имала контролна тачка {m}: {name}.
LANE BACK: Checkpoint {n}: the log of {name} goes back from entry {a} to entry {b}.
Контролна тачка {n}: дневник се враћа са записа {a} на запис {b}: {name}.
LANE OTHER: Checkpoint {n}: entry {a} of {name} is another one than in checkpoint {m}.
Контролна тачка {n}: запис {a} није онај из контролне тачке {m}: {name}.
SERVER KEYS: The list of the server's keys does not fit the checkpoints.
Списак кључева сервера не одговара контролним тачкама.
SERVER KEY: Since checkpoint {n} the server signs with a key that no key before vouches for.
Од контролне тачке {n} сервер потписује кључем за који претходни кључ не јемчи.
ROOT: Checkpoint {n}: something in it was changed; its hash is another one.
Контролна тачка {n}: нешто у њој је измењено; њен отисак је другачији.
SIGNATURE: Checkpoint {n} is not signed by the server's key.
Контролну тачку {n} није потписао кључ сервера.
WITNESS TWICE: Checkpoint {n}: among those who co-signed, {name} stands twice.
Контролна тачка {n}: међу онима који су потврдили двапут стоји {name}.
WITNESS UNKNOWN: Checkpoint {n}: the export has no key {v} of {name}, said to have co-signed.
Контролна тачка {n}: нема кључа {v} којим је наводно потврдила установа {name}.
WITNESS: Checkpoint {n}: the signature was not made by key {v} of {name}.
Контролна тачка {n}: потпис није направљен кључем {v} установе {name}.
WITNESS OTHER: Checkpoint {n}: {name} did not sign this one, but checkpoint {m}.
Контролна тачка {n}: установа {name} није потврдила ову, него контролну тачку {m}.
WITNESS OLD: Checkpoint {n}: {name} signed with key {v}, having used the newer key {w} before.
Контролна тачка {n}: потписано је кључем {v}, а раније већ новијим кључем {w}: {name}.
INSTITUTIONS: An institution stands twice in the export.
Нека установа стоји двапут у извозу.
KEY: Key {v} of {name} is not signed by key {w}, the one before it.
Кључ {v} установе {name} није потписан кључем {w}, који му претходи.
KEY UNSIGNED: Key {v} of {name} lacks the signature of key {w}: compare its words by phone, --pin.
Кључу {v} недостаје потпис кључа {w}: {name}. Упоредите осам речи телефоном, па --pin.
KEY ORDER: The keys of {name} are out of order at key {v}, or it stands twice.
Кључеви установе {name} нису по реду код кључа {v}, или он стоји двапут.
LINE: Line {a} of the log is cut off, or is no entry ({key}).
Ред {a} дневника је непотпун, или није запис ({key}).
LINE LANE: Line {a} of the log belongs to the log of {name}.
Ред {a} припада дневнику који није овај: {name}.
ENTRY ORDER: Entry {a} of the log stands after entry {b}: out of order, or twice.
Запис {a} стоји после записа {b}: погрешан редослед, или исти двапут.
ENTRY MISSING: Entries of the log are missing: from {a} to {b}.
У дневнику недостају записи: од {a} до {b}.
ENTRY PREVIOUS: Entry {a} of the log does not follow the one before it.
Запис {a} не наставља се на претходни.
ENTRY: Entry {a} of the log was changed: its hash is another one.
Запис {a} је измењен: његов отисак је другачији.
ENTRY ROOT: Entry {a} of the log is not the one that stands in checkpoint {n}.
Запис {a} није онај који стоји у контролној тачки {n}.
LANE UNKNOWN: The log of {name} stands in no checkpoint of this export.
Дневника нема ни у једној контролној тачки овог извоза: {name}.
LANE SHORT: The log ends with entry {b}; checkpoint {n} knows entry {a}.
Дневник се завршава записом {b}, а контролна тачка {n} зна за запис {a}.
LANE EMPTY: The file of the log is empty.
Датотека дневника је празна.
LANE FOREIGN: The file given with --lane is no log of Spona's, but something else ({key}).
Датотека уз --lane није дневник Споне, него нешто друго ({key}).
LANE CUT: The file of the log breaks off in line {a}: it did not arrive whole.
Датотека дневника прекида се у реду {a}: није стигла цела.
PIN MISSING: The printed checkpoint {n} is not in the export, which ends with {m}, of {at}.
Одштампане контролне тачке {n} нема у извозу, који се завршава тачком {m}, од {at}.
PIN FOREIGN: Checkpoint {n} here has neither the day nor the sixteen characters of the paper.
Контролна тачка {n} у овом извозу нема ни дан ни шеснаест знакова са папира.
PIN: Checkpoint {n} is not the printed one: the past was changed since, or the line is mistyped.
Контролна тачка {n} није она са папира: прошлост је од тада измењена, или је ред погрешно укуцан.
PIN WITNESSES: By the printed line {a} institutions co-signed; up to checkpoint {n} here only {b}.
По одштампаном реду потврдило је установа: {a}, а овде до контролне тачке {n} само {b}.
WORDS UNKNOWN: No key in the export has these words: it was replaced, or they are mistyped.
Ниједан кључ у извозу нема ове речи: замењен је, или су погрешно укуцане.
WORDS UNSIGNED: The words are of key {v} of {name}, which co-signed no checkpoint here.
Речи су од кључа {v} установе {name}, а њиме овде није потврђена ниједна контролна тачка.
EMPTY: The file is empty: the download broke off.
Датотека је празна: преузимање је прекинуто.
CUT: The export is cut off or damaged: the download broke off.
Извоз је непотпун или оштећен: преузимање је прекинуто.
FOREIGN: This is no export of Spona's log, but another file: a document, a web page, a picture?
Ово није извоз дневника Споне, него друга датотека: документ, веб-страна, слика?
FORMAT: The export has the format "{name}", which this program does not read: take the newest one.
Извоз је у облику „{name}”, који овај програм не чита: узмите најновији.
OTHER: This is no export of Spona's log: {key} is missing, too much or of another form.
Ово није извоз дневника Споне: {key} недостаје, сувишно је или је другог облика.
AGAIN: NOT CHECKED. The right file? Download it again and repeat. The same each time: the handbook.
НИЈЕ ПРОВЕРЕНО. Права датотека? Преузмите је поново и поновите. Увек исто: видите приручник.
NOTHING FITS: NOTHING THAT YOU TYPED IS IN THIS FILE. It is of: {names}.
НИШТА ОД УКУЦАНОГ НИЈЕ У ОВОЈ ДАТОТЕЦИ. Она је од: {names}.
WHICH FILE: Of another town, an old one, or another paper? Take the right ones and repeat.
Да ли је из другог града, стара, или је папир други? Узмите праве и поновите.
RIGHT FILE: Both are the right ones? Then IT DOES NOT HOLD: keep them and call, see the handbook.
Обоје је право? Онда се НЕ СЛАЖЕ: сачувајте обоје и позовите, видите приручник.
MORE: … and more.
… и још.
READ: Checkpoints in the export: {n}, from {a} to {b} (UTC).
Контролних тачака у извозу: {n}, од {a} до {b} (UTC).
LAST: The last one, {n}, was co-signed by {a} of {b} institutions: {names}.
Последњу, {n}, потврдило је {a} од {b} установа: {names}.
LAST NONE: The last one, {n}, was co-signed by no institution: without a witness.
Последњу, {n}, није потврдила ниједна установа: без сведока.
NEW KEY: Since checkpoint {n} the server signs with another key, for which the one before vouches.
Од контролне тачке {n} сервер потписује другим кључем, за који јемчи претходни.
ASK: Ask the operator when the key files were exchanged and why; with a thief's keys both are easy.
Питајте оператера када су и зашто замењене датотеке с кључевима; ко их украде, може обоје.
LANE: Log of {name}: {a} entries, each follows the one before; {b} since the last checkpoint.
Дневник ({name}): записа {a}, сваки се наставља на претходни; после последње тачке: {b}.
PINNED: Found: printed checkpoint {n}. Up to it no entry was changed or taken out since then.
Нађена је одштампана контролна тачка {n}. До ње од тада ниједан запис није измењен ни уклоњен.
WORDS: Found: the eight words of {name}, key {v}. Up to checkpoint {n} all is as its officers saw.
Нађено је осам речи, кључ {v}: {name}. До контролне тачке {n} све је како је та установа видела.
AFTER: What came after checkpoint {n}, of {at}, only agrees with itself.
Оно после контролне тачке {n}, од {at}, само се слаже са собом.
LIMITS: Not shown: whether others got the same history. Ask by phone for their eight words: --pin.
Ово не показује да ли су други добили исто. Телефоном затражите њихових осам речи, па --pin.
NAMES: Names are as checkpoint {n} has them. Whose a key is, only its eight words show.
Називи су онакви какве има контролна тачка {n}. Чији је који кључ, показује само осам речи.
NAMES HELD: Names are as in the found checkpoint {n}. Whose a key is, only its eight words show.
Називи су као у нађеној контролној тачки {n}. Чији је који кључ, показује само осам речи.
REOPENED: The log of {name} was closed on {a} and opened again by the operator on {b} (UTC).
Дневник је затворен {a}, а оператер га је поново отворио {b} (UTC): {name}.
REASON: The reason that the operator gave: {why}. Compare with what they told you.
Разлог који је оператер навео: {why}. Упоредите са оним што вам је рекао.
WHY RESTORED: an older copy of the database had been put in its place
на место базе враћена је њена старија копија
WHY MACHINE: the disk or the machine had failed
отказао је диск или рачунар
WHY INTRUDER: somebody had written into the database past Spona
неко је писао у базу мимо Споне
WHY UNKNOWN: it was not found out
није утврђен
NOT VOUCHED: Nobody vouches for its entries up to {a}. For all since then this check counts.
За записе у њему до {a} не јемчи нико. За све од тада важи ова провера.
KNOWN: Until then, this did not fit:
До тада се није слагало:
NAME LIST: The list of the institutions' names is not the one of checkpoint {n}.
Списак назива установа није онај који има контролна тачка {n}.
NAME: The name {name} was changed: checkpoint {n} has another one.
Назив је измењен: контролна тачка {n} има другачији: {name}.
REOPENED LIST: What the operator opened again is not what checkpoint {n} says.
Оно што је оператер поново отворио није оно што каже контролна тачка {n}.
REOPENED LANE: The log of {name} and the export differ in what the operator opened again.
Дневник и извоз не слажу се у томе шта је оператер поново отворио: {name}.
HOLDS: IT HOLDS.
СВЕ СЕ СЛАЖЕ.
HOLDS BUT: IT HOLDS, but for what the operator opened again: see above, and ask them.
СВЕ СЕ СЛАЖЕ, осим онога што је оператер поново отворио: видите горе и питајте га.
NO PIN: AGREES WITH ITSELF, no more: the server's keys could write all of it anew. Add --pin.
СЛАЖЕ СЕ САМО СА СОБОМ: ко има кључеве сервера, могао је све да напише изнова. Додајте --pin.
FAULTY: DOES NOT HOLD. Keep the files as they are and call, not through Spona: see the handbook.
НЕ СЛАЖЕ СЕ. Сачувајте датотеке такве какве су и позовите, не преко Споне: видите приручник.
ABOUT: Let an institution that has this file from elsewhere read its 64 characters out by phone.
Нека установа која има ову датотеку из другог извора телефоном прочита своја 64 знака.
ABOUT SUM: A program that was altered can name any sum. The computer itself does not; for that type:
Измењен програм може да наведе било који збир. Сам рачунар га рачуна поштено; за то укуцајте:
USAGE: Type: python3 spona_verify.py EXPORT.json --pin "line or words" [--lane LOG.jsonl]
Укуцајте: python3 spona_verify.py ИЗВОЗ.json --pin "ред или речи" [--lane ДНЕВНИК.jsonl]
UNREADABLE: The file cannot be opened: {name}
Датотека не може да се отвори: {name}
NOT A PIN: Neither a printed line (number, day, time, 16 characters) nor eight words: {name}
Ово није ни одштампани ред (број, дан, време, 16 знакова) ни осам речи: {name}
"""


def clean(text: str) -> str:
    """A name from a file: it may hold line breaks, or what a terminal obeys."""
    return "".join(one if one.isprintable() else "?" for one in text)[:80]


def preferred() -> str:
    """The language of this computer, and its script. Whoever has set it to a neighbour's language
    reads Serbian in Latin letters more easily than English.
    """
    try:
        here = locale.getlocale()[0]
    except ValueError:  # Some systems have names that Python does not know.
        here = ""
    names = [*map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG")), here]
    name = next(filter(None, names), "")
    if re.match(r"(hr|bs|sh|cnr)([-_@.]|$)|croatian|bosnian", name, re.IGNORECASE):
        return "sr-latn"
    if not re.match(r"sr([-_@.]|$)|serbian", name, re.IGNORECASE):
        return "en"
    return "sr-latn" if re.search("lat", name, re.IGNORECASE) else "sr"


def tell(sentences: list[Sentence], language: str) -> None:
    """Writes them: in Latin letters, or at last without their marks, where no others are shown.

    A console of Windows takes every letter and may show boxes: there one chooses `sr-latn`.
    """
    lines = SENTENCES.strip().splitlines()
    texts = dict(one.split(": ", 1) for one in lines[::2])
    texts = texts if language == "en" else dict(zip(texts, lines[1::2]))
    encoding = sys.stdout.encoding or "ascii"
    for name, facts in sentences:
        why = facts.get("why", "")
        text = texts[name].format(**{**facts, "why": texts.get(why, clean(why))})
        latin = text.translate(LATIN)
        for written in (text, latin, latin.translate(ASCII))[language == "sr-latn" :]:
            shown = written.encode(encoding, "replace").decode(encoding)
            if shown == written:
                break
        sys.stdout.write(shown + "\n")


def about(language: str) -> None:
    """The version and the sum of this file as it lies there, to be read out by phone."""
    found = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    groups = " ".join(found[n : n + 8] for n in range(0, 64, 8))
    sys.stdout.write(f"spona_verify.py {VERSION}\nSHA-256: {groups}\n")
    tell([("ABOUT", {}), ("ABOUT SUM", {})], language)
    sys.stdout.write(COMMANDS)


class Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise ValueError(message)


def main(arguments: list[str]) -> int:
    parser = Arguments(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", nargs="?")
    # Without quotation marks a line comes as several words.
    parser.add_argument("--pin", nargs="+", action="append", default=[])
    parser.add_argument("--lane", default="")
    parser.add_argument("--language", choices=("en", "sr", "sr-latn"), default="")
    parser.add_argument("--about", action="store_true")
    try:
        given = parser.parse_args(arguments)
        if not given.export and not given.about:
            parser.error("no file")
    except ValueError:
        tell([("USAGE", {})], preferred())
        return USAGE
    language = given.language or preferred()
    if not given.language:
        # In letters that every console has.
        sys.stdout.write("Language / jezik: --language en | sr-latn | sr\n")
    if given.about:
        about(language)
        return HOLDS
    ends, said = run(given.export, given.lane, [" ".join(pin) for pin in given.pin])
    tell(said, language)
    return ends


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
