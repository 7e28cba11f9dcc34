"""What it costs that a quantum computer opens nothing: suite 2 of the wraps beside suite 1."""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from spona.crypto import keypairs, wrap
from spona.crypto.encoding import canonical
from tools.bench import lists
from tools.bench.figures import Section, median, ms
from tools.bench.world import World

ROUNDS, QUICK_ROUNDS = 25, 5
NAMES, QUICK_NAMES = 10_000, 500
_OF_EACH: Final = 400
_HOW: Final = (
    "Each wrap by both suites, that many times in turns, then what people do in a demo world: "
    "send a report, take it over, search a name in that many files. Of those files no name was "
    "sealed by the institution's own symmetric key, as it is where colleagues write them: each "
    "was wrapped by somebody elsewhere, which is the worst that can be. Time is that of the action "
    "or view, without network and login. Suite 1 seals nothing any more: what it would have taken "
    "is the time less what the wraps made and opened on the way cost more than its own. Aim: at "
    "most 1.3 times that."
)


def measure(world: World, quick: bool) -> Section:
    """In a process of its own, which points at the database of a new world."""
    world.begin_anew()
    world.running()
    size = (QUICK_ROUNDS, QUICK_NAMES) if quick else (ROUNDS, NAMES)
    head = ("what", "times", "bytes", "made", "opened", "suite 2", "suite 1", "ratio")
    section = Section("post-quantum", _HOW, head)
    world.fill(section, "post_quantum", *size)
    return section


@dataclass(slots=True)
class _Costs:
    """Seconds that one wrap takes, to make and to open, by the suite's first byte."""

    make: dict[bytes, float] = field(default_factory=dict)
    open: dict[bytes, float] = field(default_factory=dict)

    def more(self, made: int, opened: int) -> float:
        """What so many wraps cost more by suite 2 than by suite 1."""
        return sum(
            count * (each[wrap.HYBRID] - each[wrap.CLASSICAL])
            for count, each in ((made, self.make), (opened, self.open))
        )


@dataclass(slots=True)
class _Counter:
    """How many wraps were made and opened since it was set to nothing."""

    made: int = 0
    opened: int = 0

    def watch(self) -> None:
        make, unwrap = wrap.wrap_to, wrap.Unwrapper.unwrap

        def counted_make(*args: Any, **named: Any) -> bytes:
            self.made += 1
            return make(*args, **named)

        def counted_open(*args: Any, **named: Any) -> bytes:
            self.opened += 1
            return unwrap(*args, **named)

        wrap.wrap_to = counted_make
        wrap.Unwrapper.unwrap = counted_open  # type: ignore[method-assign]


def main(rounds: int, names: int) -> None:
    """Prints a line of cells for each thing that was measured."""
    import django

    costs = _wraps()
    django.setup()
    counter = _Counter()
    counter.watch()
    for name, act, times in _actions(rounds, names):
        act()
        taken = []
        for _ in range(times):
            counter.made = counter.opened = 0
            began = time.perf_counter()
            act()
            taken.append(time.perf_counter() - began)
        now = median(taken)
        before = now - costs.more(counter.made, counter.opened)
        cells = (
            name, str(times), "", str(counter.made), str(counter.opened), ms(now), ms(before),
            f"{now / before:.2f} ×",
        )  # fmt: skip
        print("\t".join(cells), flush=True)


def _wraps() -> _Costs:
    """Measured in turns, so that a busy moment is nobody's alone."""
    private, secret, info = keypairs.new_private_key(), secrets.token_bytes(32), b"bench"
    hybrid = keypairs.recipient_of(keypairs.public_key(private))
    classical = X25519PrivateKey.from_private_bytes(private).public_key()
    to = {wrap.HYBRID: hybrid, wrap.CLASSICAL: classical}
    costs, opener = _Costs(), wrap.Unwrapper(private)
    made = {suite: _wrapped(suite, to[suite], secret, info) for suite in to}
    times: dict[tuple[str, bytes], list[float]] = {}
    for _ in range(_OF_EACH):
        for suite, key in to.items():
            began = time.perf_counter()
            _wrapped(suite, key, secret, info)
            middle = time.perf_counter()
            opener.unwrap(made[suite], info=info)
            times.setdefault(("make", suite), []).append(middle - began)
            times.setdefault(("open", suite), []).append(time.perf_counter() - middle)
    for suite in to:
        costs.make[suite] = median(times["make", suite])
        costs.open[suite] = median(times["open", suite])
    sizes = f"{len(made[wrap.HYBRID])} / {len(made[wrap.CLASSICAL])}"
    for name, each in (("make a wrap", costs.make), ("open a wrap", costs.open)):
        both = each[wrap.HYBRID], each[wrap.CLASSICAL]
        micro = (f"{seconds * 1e6:.0f} µs" for seconds in both)
        ratio = f"{both[0] / both[1]:.2f} ×"
        print("\t".join((name, str(_OF_EACH), sizes, "", "", *micro, ratio)), flush=True)
    return costs


def _wrapped(suite: bytes, to: Any, secret: bytes, info: bytes) -> bytes:
    # As `wrap_to` does it, for suite 1 has no maker any more.
    return suite + wrap.SUITES[suite].encrypt(secret, to, canonical("spona wrap", suite, info))


def _actions(rounds: int, names: int) -> list[tuple[str, Callable[[], object], int]]:
    from spona.cases.referrals.actions import accept, open_packet, send
    from spona.demo.casework.reports import PHONE, report_of
    from spona.demo.people import actor_of, keys_of
    from spona.demo.world import PASSWORD

    place = lists.demo_place()
    elsewhere = lists.Place(
        place.sender, place.receiver, actor_of(place.sender), keys_of(place.sender, PASSWORD),
        place.used,
    )  # fmt: skip
    lists.fill_files(elsewhere, names, sections=())
    network = lists.network_of(place)
    can: dict[str, Any] = {"by": place.by, "keys": place.keys}
    waiting = []

    def sent() -> None:
        waiting.append(
            send(
                report_of(place.sender, PHONE),
                network=network,
                recipient=place.receiver.institution,
                by=elsewhere.by,
            )
        )

    def taken_over() -> None:
        accept(open_packet(waiting.pop(), **can)[0], **can)

    found = lists.pages(place, search=True)["search by name, few fit"]
    return [
        ("send a report", sent, rounds),
        ("take it over", taken_over, rounds),
        (f"search in {names:,} names", found, lists.ROUNDS),
    ]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
