"""Signing in, against the one thing in it that must be slow."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from spona.crypto.kdf import PRODUCTION, argon2id, new_salt
from tools.bench.figures import Section, median, ms, p95
from tools.bench.http import Client
from tools.bench.world import World

_BLOCK = 6
_HOW = (
    "The real POST of the login page with password and a printed one-time code, against a served "
    "process, two at once, every one with its own person or code; and the bare Argon2id of the "
    "same cost (64 MiB, 3 passes, 1 lane), two at once, in turns with the logins. Aims: login "
    "p95 under 0.5 s and at most 1.3 × the bare cost."
)
type Try = tuple[str, str, str]


def measure(world: World, quick: bool) -> Section:
    """Logins and bare hashes in alternating blocks, so that both meet the same machine."""
    world.running()
    faults: list[str] = []
    both_hands = _tries(world, 2 if quick else 8)
    logins: list[float] = []
    bare: list[float] = []

    def login(one: Try) -> float:
        return _login(world.port, one, faults)

    _two_at_once([hand[:1] for hand in both_hands], login)
    _two_at_once([["", ""], ["", ""]], _bare)
    for at in range(1, min(map(len, both_hands)), _BLOCK):
        logins += _two_at_once([hand[at : at + _BLOCK] for hand in both_hands], login)
        bare += _two_at_once([[""] * _BLOCK, [""] * _BLOCK], _bare)
    section = Section("login", _HOW, ("what", "times", "median", "p95"), faults=faults)
    for name, times in (("login", logins), ("bare Argon2id", bare)):
        section.rows.append((name, str(len(times)), ms(median(times)), ms(p95(times))))
    ratios = (f"{median(logins) / median(bare):.2f} ×", f"{p95(logins) / p95(bare):.2f} ×")
    section.rows.append(("login to bare", "", *ratios))
    return section


def _tries(world: World, codes_each: int) -> list[list[Try]]:
    """Two lists without a person in common, so that no two logins at once are of one person."""
    accounts = world.accounts()
    cards = world.cards(list(accounts))
    hands: list[list[Try]] = [[], []]
    for number in range(codes_each):
        for place, (login, password) in enumerate(accounts.items()):
            hands[place % 2].append((login, password, cards[login][number]))
    return hands


def _two_at_once[T](hands: list[list[T]], act: Callable[[T], float]) -> list[float]:
    """Each hand does its list one after the other; both hands work at the same time."""
    with ThreadPoolExecutor(2) as pool:
        took = pool.map(lambda hand: [act(one) for one in hand], hands)
        return [seconds for times in took for seconds in times]


def _login(port: int, one: Try, faults: list[str]) -> float:
    client, (login, password, code) = Client(port), one
    fields = {"login": [login], "password": [password], "code": [code]}
    began = time.perf_counter()
    answer = client.post("/sr/login/", fields)
    took = time.perf_counter() - began
    client.close()
    if answer.status != 302:
        faults.append(f"A login was answered with {answer.status}.")
    return took


def _bare(_nothing: str) -> float:
    salt = new_salt()
    began = time.perf_counter()
    argon2id(b"lipa jasen breza 27", salt=salt, cost=PRODUCTION)
    return time.perf_counter() - began
