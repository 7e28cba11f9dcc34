"""Slows down whoever tries too often, and never locks anybody out.

What is counted is a keyed hash under a key of the day: of (what is tried, network
prefix), and of the prefix alone. So whoever guesses at Vesna's name from one network
makes that network wait, and Vesna still comes in from hers. No address is stored, and
the next day not even the operator can tell which rows belonged together.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from spona.audit.readonly import writable
from spona.crypto import kdf
from spona.crypto.encoding import canonical
from spona.crypto.mac import mac
from spona.identity.models import Attempt


class TooFast(Exception):
    """Too many tries from this network; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too fast")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Pace:
    """After `free` failures each further one doubles the wait, from 2 s up to `longest` s."""

    free: int
    longest: int

    def wait(self, count: int) -> timedelta:
        beyond = max(0, count - self.free)
        # The exponent is bounded before the power is taken: counts grow without end.
        seconds = min(self.longest, 2 ** min(beyond, 20)) if beyond else 0
        return timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Share:
    """What one account may take of something slow: `most` times in each stretch of `seconds`."""

    most: int
    seconds: int = 600


ONE_NAME = Pace(free=5, longest=900)
# A whole institution may sit behind one address, so this one is generous.
ONE_NETWORK = Pace(free=40, longest=60)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One admitted try; `forgive` takes it back when it succeeded."""

    one_name: str
    one_network: str


def admit(purpose: str, subject: str, address: str) -> Ticket:
    """Count a try before the slow work begins, so that parallel guesses count too.

    `purpose` is a fixed word ("sign in"), `subject` the folded login or a locator,
    `address` REMOTE_ADDR. Raises TooFast; that try is then not counted.
    """
    now = timezone.now()
    day, prefix = now.date().isoformat(), network_prefix(address)
    key = kdf.hkdf(settings.SECRETS["limiter"], info=canonical("spona limiter", 1, day))
    ticket = Ticket(
        mac(key, "one name", purpose, subject, prefix).hex(), mac(key, "one network", prefix).hex()
    )
    paces = {ticket.one_name: ONE_NAME, ticket.one_network: ONE_NETWORK}
    with transaction.atomic():
        Attempt.objects.bulk_create(
            [Attempt(key=name, at=now) for name in sorted(paces)], ignore_conflicts=True
        )
        rows = list(Attempt.objects.select_for_update().filter(key__in=paces).order_by("key"))
        late = [row.not_before - now for row in rows if row.not_before and row.not_before > now]
        if late:
            raise TooFast(max(1, round(max(late).total_seconds())))
        for row in rows:
            row.count += 1
            wait = paces[row.key].wait(row.count)
            # Without a wait nothing is set: two right tries at once must not look too fast.
            row.not_before = now + wait if wait else None
        Attempt.objects.bulk_update(rows, ["count", "not_before"])
    return ticket


def forgive(ticket: Ticket, *, tries: int = 1) -> None:
    """Take admitted tries back: the last one succeeded, so nobody was guessing.

    With a security key a sign-in takes two: it is asked first, then it answers.
    """
    with transaction.atomic():
        Attempt.objects.filter(key=ticket.one_name).delete()
        row = Attempt.objects.select_for_update().filter(key=ticket.one_network).first()
        if row is not None and row.count:
            row.count = max(0, row.count - tries)
            wait = ONE_NETWORK.wait(row.count)
            row.not_before = row.at + wait if wait else None
            row.save(update_fields=["count", "not_before"])


def spend(purpose: str, subject: str, share: Share) -> None:
    """Count something that is allowed but slow (a PDF, a table); also while a page is read.

    `subject` is an account, or for the public a network prefix. Raises TooFast when the share
    of this stretch is used up; `seconds` is how long until the next one begins.
    """
    now = timezone.now()
    stretch, gone = divmod(int(now.timestamp()), share.seconds)
    day = now.date().isoformat()
    key = kdf.hkdf(settings.SECRETS["limiter"], info=canonical("spona limiter", 1, day))
    name = mac(key, "one share", purpose, subject, stretch).hex()
    with writable(), transaction.atomic():
        Attempt.objects.bulk_create([Attempt(key=name, at=now)], ignore_conflicts=True)
        row = Attempt.objects.select_for_update().get(key=name)
        if row.count >= share.most:
            raise TooFast(share.seconds - gone)
        row.count += 1
        row.save(update_fields=["count"])


def network_prefix(address: str) -> str:
    """Return the /24 of an IPv4 address or the /48 of an IPv6 one; "" for anything else."""
    with suppress(ValueError):
        parsed = ip_address(address.strip())
        if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
            parsed = parsed.ipv4_mapped
        bits = 24 if parsed.version == 4 else 48
        return str(ip_network((parsed, bits), strict=False))
    return ""
