"""`./spona audit verify`, `checkpoint`, `open` and `export`: the log of the server."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from contextlib import suppress
from itertools import chain
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.audit.acknowledged_faults import RowFault
from spona.audit.actions import checkpoint, open_again
from spona.audit.lane_heads import Fault, HeadsFile, LaneClosed, heads_file
from spona.audit.models import Lane
from spona.audit.queries import broken_lanes, faults_beside_lanes, told_apart
from spona.audit.root_contents import REASONS, UNKNOWN
from spona.audit.roots import Past, foreign_roots
from spona.audit.shares import WORTH_A_PROCESS, reopened
from spona.audit.witnesses import root_line
from spona.cli.keys.read_back import answer
from spona.cli.lane_names import find_lane, lane_name, named, short_name
from spona.cli.missing_exclusions import RESTORE, missing_exclusions
from spona.cli.open_roots import ROOTS, open_roots, seen_sentences
from spona.cli.restore.endings import said_of_restore
from spona.directory.models import Network
from spona.vault.actions import tell_of_closed_lanes
from spona.vault.log_export import exported_lane, exported_roots
from spona.vault.witness_keys import witness_faults

_log = logging.getLogger("spona.audit")


def run(args: list[str]) -> int:
    """0 when the log is whole, 1 with a line for each fault."""
    asked = argparse.ArgumentParser(prog="./spona audit")
    verbs = asked.add_subparsers(dest="what", required=True)
    verbs.add_parser("verify", help="every hash, every number, every checkpoint")
    verbs.add_parser("checkpoint", help="sign the log as it stands now")
    opening = verbs.add_parser(
        "open", help="after you have looked: let a closed part of the log go on"
    )
    opening.add_argument(
        "lane", nargs="?", default="",
        help="code of the institution, `system`, or the beginning of the id; `roots`: what stands "
        "beside the server's roots; default: show what is closed",
    )  # fmt: skip
    opening.add_argument("--yes", action="store_true", help="do not ask: for scripts")
    opening.add_argument(
        "--reason", choices=REASONS, default=UNKNOWN,
        help="why it had to be closed; institutions read it, and compare it with what you say",
    )  # fmt: skip
    exporting = verbs.add_parser(
        "export", help="every line of one part, for a court or an authority; tells of lock-outs"
    )
    exporting.add_argument(
        "lane", help="id of the institution; `roots`: all signed roots, against which it is checked"
    )
    given = asked.parse_args(args)
    if given.what == "checkpoint":
        return _checkpoint()
    if given.what == "export":
        return _export(given.lane) if given.lane != ROOTS else _export_roots()
    if given.what == "open":
        return _open(given.lane, sure=given.yes, reason=given.reason)
    return verify()


def verify() -> int:
    """What no operator has looked at yet is a fault; what it finds in a part closes that part. The
    lines say which rows lock somebody out: one that is gone is a fault too, and closes nothing.
    """
    broken = list(broken_lanes())
    _close(broken)
    new, known = told_apart(chain(broken, faults_beside_lanes(), witness_faults()))
    for fault in new:
        print(named(fault))
    _say_reopened(known)
    for sentence in seen_sentences(known):
        print(sentence)
    if new:
        print(f"\n{len(new)} faults. Keep this database as it is and compare it with a backup.")
        if broken:
            print("What does not fit is closed until you have looked: ./spona audit open")
            tell_of_closed_lanes(by=Actor.system("housekeeping"))
        if any(isinstance(fault, RowFault) for fault in new):
            print("After you have looked at roots and signatures: ./spona audit open roots")
    elif known:
        print(f"Nothing new: {len(known)} faults were known when the operator had looked.")
    elif said := said_of_restore():
        print(said)
    else:
        print("The log is whole.")
    if not new and (file := heads_file()) is not None and (count := file.catch_up(begin=True)):
        print(f"The heads of {count} parts of it were written down in {file.path}.")
    print(f"Last checkpoint: {root_line('en') or 'none yet: ./spona audit checkpoint'}")
    missing = missing_exclusions()
    if missing:
        print("\n" + "\n".join(missing) + f"\n{RESTORE}")
    return 1 if new or missing else 0


def _say_reopened(known: list[Past | RowFault]) -> None:
    """From where on each part is vouched for again, and what was known by then."""
    for lane, one in sorted(reopened().items()):
        print(
            f"lane {lane}, {lane_name(lane)}: opened again by the operator; entries up to "
            f"{one.after} are vouched for by nobody"
        )
        for fault in known:
            if isinstance(fault, Past) and fault.lane == lane and not fault.of:
                print(f"  known since {one.at:%Y-%m-%d %H:%M} UTC: {fault}")


def close_broken_lanes(worth: int = WORTH_A_PROCESS) -> list[str]:
    """Close each lane in which something does not fit; a sentence about each fault."""
    found = list(broken_lanes(worth))
    _close(found)
    if (file := heads_file()) is not None:
        # What did not reach the file, on a full disk or in a crash, and is whole.
        file.catch_up()
    return list(map(named, found))


def warn_of_broken_lanes() -> bool:
    """Whether something does not fit; it is closed, and said. For what goes on all the same."""
    found = close_broken_lanes()
    for sentence in found:
        print(f"WARNING: {sentence}")
    if found:
        print("The log is not as it was left: ./spona audit verify, ./spona audit open")
    return bool(found)


def _close(found: list[Fault]) -> None:
    if (file := heads_file()) is not None:
        for fault in found:
            file.close(fault)


def _checkpoint() -> int:
    """Signed all the same: what stands there now is to be held fast too."""
    broken = warn_of_broken_lanes()
    checkpoint(by=Actor.system("housekeeping"))
    found = report_planted()
    for sentence in found:
        print(f"WARNING: {sentence}")
    print(root_line("en"))
    return 1 if broken or found else 0


def report_planted() -> list[str]:
    """Sentences about roots and signatures that somebody put beside those of the server and of the
    institutions, and that no operator has looked at; a line for each in the log of the process too.
    They close nothing, or one INSERT would close every institution.
    """
    new, _known = told_apart([*foreign_roots(), *witness_faults()])
    found = list(map(named, new))
    for _sentence in found:
        _log.error("log_planted", extra={"spona": {"event": "log_planted"}})
    return found


def _open(typed: str, *, sure: bool, reason: str) -> int:
    if typed.strip().lower() == ROOTS:
        return open_roots(sure=sure, reason=reason)
    file = heads_file()
    if file is None:
        print("This server keeps no heads outside the database, so nothing is closed.")
        return 1
    before = set(file.closed())
    close_broken_lanes()
    if not typed:
        for ident, why in file.closed().items():
            print(f"{short_name(ident)}  {lane_name(ident)}, lane {ident}: {why}")
        print(f"{len(file.closed())} closed. After you have looked: ./spona audit open CODE")
        return 0
    try:
        lane = find_lane(typed, file)
        if why_not := _refusal(file, lane, just_closed=lane not in before, sure=sure):
            print(why_not)
            return 1
        number = open_again(lane, file, by=Actor.system("operator"), reason=reason)
    except LookupError as error:
        print(error)
        return 1
    print(
        f"{lane_name(lane)}, lane {lane}, goes on with entry {number}. What does not fit before it "
        "stays as it is, and `./spona audit verify` says so from now on."
    )
    print(f"The reason that institutions read: {REASONS[reason]}.")
    _sign_what_was_opened()
    tell_of_closed_lanes(by=Actor.system("operator"))
    return 0


def _sign_what_was_opened() -> None:
    """At once: whoever checks an export before the next root would not read that it was opened."""
    try:
        checkpoint(by=Actor.system("operator"))
    except LaneClosed:
        print("It is signed when the system's part is open again too.")
    else:
        print(f"Signed, to compare on the phone: {root_line('en')}")


def _refusal(file: HeadsFile, lane: UUID, *, just_closed: bool, sure: bool) -> str:
    """Why the part stays as it is; empty where whoever types this has looked and says so."""
    name = lane_name(lane)
    if lane not in file.closed():
        return f"{name} is not closed, and no fault is found there. Nothing was changed."
    print(f"{name}, lane {lane}: {file.closed()[lane]}")
    if sure and just_closed:
        return "It was found and closed just now. Look first, then type this again."
    return "" if sure or _confirmed(short_name(lane)) else "Nothing was opened."


def _confirmed(word: str) -> bool:
    print("What was written down there until now will be vouched for by nobody, for ever.")
    return (
        answer(f"Have you looked? To let it go on, type {word}: ").strip().lower() == word.lower()
    )


def _export_roots() -> int:
    """What an intake officer takes along, with the names of all institutions."""
    networks = list(Network.objects.values_list("pk", flat=True))
    json.dump(exported_roots(networks), sys.stdout, ensure_ascii=False, indent=1)
    return 0


def _export(typed: str) -> int:
    """To where the shell sends it; the institution's log says that it was made."""
    with suppress(ValueError):
        lane = UUID(typed)
        if Lane.objects.filter(pk=lane).exists():
            return _export_lane(lane)
    print(f"There is no lane {typed}.", file=sys.stderr)
    return 1


def _export_lane(lane: UUID) -> int:
    audit.record_read("log:exported", by=Actor.system("operator"), subject=("log", None), lane=lane)
    for line in exported_lane(lane):
        sys.stdout.buffer.write(line)
    print(
        "It says who was locked out of which file: give it to nobody of the institution.",
        file=sys.stderr,
    )
    return 0
