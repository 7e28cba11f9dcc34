"""Words without an account: how many a second, beside the one slow step in each; 16 at once."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from spona.crypto.kdf import PRODUCTION, argon2id, new_salt
from tools.bench.figures import ROOT, Section, median, ms
from tools.bench.http import Client, Form, form_with
from tools.bench.world import World

AT_ONCE = (1, 4, 16)
_CORES = os.cpu_count() or 2
# More lines than cores, so that a core never waits for this program.
_LINES = 2 * _CORES
_NEW = "/sr/message/in/vranje/new/"
_BACK = "/sr/message/back/"
_CODE = re.compile(r'id="code">(.*?)</p>', re.DOTALL)
_HOW = (
    "Somebody without an account sends the real form over HTTP; the form was fetched before. "
    "Rate: as many as fit, in turns with the bare Argon2id that each code costs (64 MiB, 3 "
    f"passes, 1 lane), {_CORES} at once. At once: all press the button at the same moment; time "
    "from that press to the page with the code. Kept: the code opens its own words again. Aims: "
    "at least 60 % of the bare rate, 0 lost, 0 errors."
)


@dataclass(slots=True)
class Sent:
    """`codes` by the text that was sent; `rate` only where many were sent one after the other."""

    codes: dict[str, str] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    rate: float = 0.0


def measure(world: World, quick: bool) -> Section:
    world.running()
    section = Section(
        "tips", _HOW, ("what", "asked", "kept", "lost", "errors", "median", "slowest", "a second")
    )
    lines = [Client(world.port, network=n + 1) for n in range(max(*AT_ONCE, _LINES))]
    _rates(world, lines[:_LINES], section, blocks=1 if quick else 4, each=4 if quick else 12)
    for number in AT_ONCE:
        _forget_pace(world)
        _at_once(lines[:number], section, rounds=1 if quick else 4)
    for client in lines:
        client.close()
    return section


def _forget_pace(world: World) -> None:
    """What is measured is how fast messages are taken, not how they are slowed in a flood."""
    forget = "from spona.identity.models import Attempt; Attempt.objects.all().delete()"
    subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {forget}"],
        cwd=ROOT, env=world.environment(), check=True,
    )  # fmt: skip


def _rates(world: World, lines: list[Client], section: Section, *, blocks: int, each: int) -> None:
    """Blocks of both in turns, so that they meet the same machine."""
    sent, words, hashes = Sent(), 0.0, 0.0
    bare: list[float] = []
    _sent_by(lines, 1, Sent())
    for _ in range(blocks):
        _forget_pace(world)
        words += _sent_by(lines, each, sent)
        hashes += _in_turns([_bare] * _CORES, each * len(lines) // _CORES, bare)
    sent.rate, limit = len(sent.times) / words, len(bare) / hashes
    _row(section, f"words, {len(lines)} lines", blocks * each * len(lines), sent, lines[0])
    section.rows.append(
        ("bare Argon2id", str(len(bare)), "", "", "", ms(median(bare)), ms(max(bare)),
         f"{limit:.1f}")
    )  # fmt: skip
    section.rows.append(("words to bare", "", "", "", "", "", "", f"{sent.rate / limit:.0%}"))


def _at_once(lines: list[Client], section: Section, *, rounds: int) -> None:
    sent = Sent()
    for _ in range(rounds):
        forms = [_written(client) for client in lines]
        gate = threading.Barrier(len(lines))

        def press(one: tuple[Client, Form], gate: threading.Barrier = gate) -> None:
            gate.wait(timeout=60)
            _send(*one, sent)

        with ThreadPoolExecutor(len(lines)) as pool:
            list(pool.map(press, zip(lines, forms, strict=True)))
    _row(section, f"{len(lines)} at once", rounds * len(lines), sent, lines[0])


def _row(section: Section, what: str, asked: int, sent: Sent, reader: Client) -> None:
    kept = sum(_opens(reader, code, text) for text, code in sent.codes.items())
    times = sent.times or [0.0]
    section.rows.append(
        (what, str(asked), str(kept), str(asked - kept), str(len(sent.errors)),
         ms(median(times)), ms(max(times)), f"{sent.rate:.1f}" if sent.rate else "")
    )  # fmt: skip
    if kept < asked or sent.errors:
        why = "; ".join(sorted(set(sent.errors)))
        section.faults.append(f"{what}: {asked - kept} of {asked} lost. {why}")


def _sent_by(lines: list[Client], each: int, sent: Sent) -> float:
    """Each line sends its forms one after the other; seconds until the last answer."""
    forms = [[_written(client) for _ in range(each)] for client in lines]

    def work(one: tuple[Client, list[Form]]) -> None:
        for form in one[1]:
            _send(one[0], form, sent)

    began = time.perf_counter()
    with ThreadPoolExecutor(len(lines)) as pool:
        list(pool.map(work, zip(lines, forms, strict=True)))
    return time.perf_counter() - began


def _in_turns(acts: list[Callable[[], float]], each: int, times: list[float]) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(len(acts)) as pool:
        for took in pool.map(lambda act: [act() for _ in range(each)], acts):
            times += took
    return time.perf_counter() - began


_counted = iter(range(10**9))


def _written(client: Client) -> Form:
    form = form_with(client.get(_NEW).text, "text")
    form.fields |= {"text": [f"Измишљена порука {next(_counted)}."], "language": ["sr"]}
    return form


def _send(client: Client, form: Form, sent: Sent) -> None:
    began = time.perf_counter()
    try:
        answer = client.post(_NEW, form.fields)
    except (OSError, http.client.HTTPException) as error:
        sent.errors.append(f"sending: {error}")
        return
    sent.times.append(time.perf_counter() - began)
    shown = _CODE.search(answer.text)
    if answer.status == 200 and shown:
        sent.codes[form.fields["text"][0]] = re.sub(r"<[^>]+>", "", shown[1])
    else:
        sent.errors.append(f"sending was answered with {answer.status}")


def _opens(client: Client, code: str, text: str) -> bool:
    return text in client.post(_BACK, {"code": [code]}).text


def _bare() -> float:
    salt = new_salt()
    began = time.perf_counter()
    argon2id(b"0123456789012345", salt=salt, cost=PRODUCTION)
    return time.perf_counter() - began
