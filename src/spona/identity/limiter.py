"""Slows down whoever tries too often, and never locks anybody out.

What is counted is a keyed hash under a key of the day: of (what is tried, network
prefix), and of the prefix alone. So whoever guesses at Vesna's name from one network
makes that network wait, and Vesna still comes in from hers. No address is stored, and
the next day not even the operator can tell which rows belonged together.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

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


@dataclass(frozen=True, slots=True)
class Flow:
    """What strangers may send to one place, such as a town, before somebody has to wait.

    Up to `calm` in a stretch no network is looked at. Beyond that each network sends `one_network`
    at once and then one every `turn` seconds; beyond `place` everybody waits `hold` seconds once.
    Whoever has waited for `PATIENCE` turns goes before their network's next one, up to `place`:
    else who asks all the time would take every turn from whoever shares the network.
    """

    purpose: str
    calm: int
    one_network: int
    place: int
    seconds: int = 600
    turn: int = 30
    hold: int = 10


PATIENCE = 3
ONE_NAME = Pace(free=5, longest=900)
# A whole institution may sit behind one address, so this one is generous.
ONE_NETWORK = Pace(free=40, longest=60)


_HELD = "spona held"


@dataclass(frozen=True, slots=True)
class Ticket:
    """One admitted try; `forgive` takes it back when it succeeded.

    `left`: how many more are admitted at once; where none is, the next one is in `seconds`. Both
    are the same for a name that nobody has.
    """

    one_name: str
    one_network: str
    left: int = 0
    seconds: int = 0

    @property
    def sentence(self) -> str:
        """What is said beside a failure, so that nobody learns of the wait by running into it."""
        if self.seconds:
            return wait_sentence(self.seconds)
        return ngettext(
            "You can try %(n)s more time before you have to wait.",
            "You can try %(n)s more times before you have to wait.",
            self.left,
        ) % {"n": self.left}


def admit(purpose: str, subject: str, address: str) -> Ticket:
    """Count a try before the slow work begins, so that parallel guesses count too.

    `purpose` is a fixed word ("sign in"), `subject` the folded login or a locator,
    `address` REMOTE_ADDR. Raises TooFast; that try is then not counted.
    """
    now = timezone.now()
    day, prefix = now.date().isoformat(), network_prefix(address)
    key = kdf.hkdf(settings.SECRETS["limiter"], info=canonical("spona limiter", 1, day))
    one_name = mac(key, "one name", purpose, subject, prefix).hex()
    one_network = mac(key, "one network", prefix).hex()
    paces = {one_name: ONE_NAME, one_network: ONE_NETWORK}
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
    left = min(max(0, paces[row.key].free + 1 - row.count) for row in rows)
    seconds = max(int(paces[row.key].wait(row.count).total_seconds()) for row in rows)
    return Ticket(one_name, one_network, left, seconds)


def wait_sentence(seconds: int) -> str:
    """In whole minutes where it is long."""
    if seconds > 90:
        minutes = -(-seconds // 60)
        return ngettext(
            "Wait %(n)s minute, then try again.", "Wait %(n)s minutes, then try again.", minutes
        ) % {"n": minutes}
    return ngettext(
        "Wait %(n)s second, then try again.", "Wait %(n)s seconds, then try again.", seconds
    ) % {"n": seconds}


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


def spend(purpose: str, subject: str, share: Share) -> int:
    """Count something that is allowed but slow (a PDF, a table); also while a page is read.

    Returns how many times it was in this stretch, with this one. `subject` is an account, or for
    the public a network prefix. Raises TooFast when the share of this stretch is used up;
    `seconds` is how long until the next one begins.
    """
    now = timezone.now()
    stretch, gone = divmod(int(now.timestamp()), share.seconds)
    name = _name(purpose, subject, stretch, share.seconds)
    with writable(), transaction.atomic():
        [row] = _locked([name], _begun(stretch, share.seconds))
        if row.count >= share.most:
            raise TooFast(share.seconds - gone)
        row.count += 1
        row.save(update_fields=["count"])
    return row.count


def let_in(flow: Flow, place: str, address: str, *, waited: float) -> None:
    """Count what a stranger sends to `place`; TooFast, and not counted, where it has to wait.

    Slowed and never refused: after `hold` seconds (`waited`, see there) it goes through, and where
    its network has had its share, at that network's next turn. While the place is calm nothing
    about the network is written down.
    """
    now = timezone.now()
    stretch = int(now.timestamp()) // flow.seconds
    begun = _begun(stretch, flow.seconds)
    here, before = (_name(flow.purpose, place, one, flow.seconds) for one in (stretch, stretch - 1))
    with transaction.atomic():
        [own] = _locked([here], begun)
        rows, full = [own], list[Attempt]()
        if own.count >= flow.calm or _was_busy(before, flow):
            most = {
                _name(flow.purpose, prefix, stretch, flow.seconds): flow.one_network * times
                for prefix, times in _networks(address)
            }
            networks = _locked(most, begun)
            full = [row for row in networks if row.count >= most[row.key]]
            rows += networks
        patient = waited >= PATIENCE * flow.turn and own.count < flow.place
        if (full and not patient) or own.count >= flow.place:
            turns = [(row.not_before - now).total_seconds() for row in full if row.not_before]
            wait = max(flow.hold - waited, *turns, 0)
            if wait > 0:
                raise TooFast(max(1, round(wait)))
        for row in rows:
            row.count += 1
        for row in full:
            row.not_before = now + timedelta(seconds=flow.turn)
        Attempt.objects.bulk_update(rows, ["count", "not_before"])


def hold(token: str) -> str:
    """A ticket for the page of something that has to wait: it says since when, for this token."""
    return signing.dumps([token, int(timezone.now().timestamp())], salt=_HELD)


def waited(token: str, ticket: str) -> float:
    """For how many seconds this token has waited; 0 for a ticket that is not ours, or another's."""
    try:
        own, since = signing.loads(ticket, salt=_HELD)
    except (signing.BadSignature, ValueError, TypeError):
        return 0
    return max(0.0, timezone.now().timestamp() - since) if own == token else 0


def _was_busy(before: str, flow: Flow) -> bool:
    """A flood does not begin anew with each stretch."""
    return Attempt.objects.filter(key=before, count__gt=flow.calm).exists()


def _locked(names: Collection[str], begun: datetime) -> list[Attempt]:
    """The rows of one stretch. They keep its beginning: a time of each would lead to who wrote."""
    Attempt.objects.bulk_create(
        [Attempt(key=name, at=begun) for name in sorted(names)], ignore_conflicts=True
    )
    return list(Attempt.objects.select_for_update().filter(key__in=names).order_by("key"))


def _begun(stretch: int, seconds: int) -> datetime:
    return datetime.fromtimestamp(stretch * seconds, UTC)


def _name(purpose: str, subject: str, stretch: int, seconds: int) -> str:
    day = _begun(stretch, seconds).date().isoformat()
    key = kdf.hkdf(settings.SECRETS["limiter"], info=canonical("spona limiter", 1, day))
    return mac(key, "one share", purpose, subject, stretch).hex()


def _networks(address: str) -> list[tuple[str, int]]:
    """The prefixes that something is counted under, each with how many shares it has.

    IPv4: the /24, as of a sign-in; one address would be one household. IPv6: a household gets a
    /64 or more, and whoever rents a server gets a /48 with 65,536 of them, so both are counted.
    """
    wide = network_prefix(address)
    with suppress(ValueError):
        parsed = ip_address(address.strip())
        if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped:
            return [(str(ip_network((parsed, 64), strict=False)), 1), (wide, 4)]
    return [(wide, 1)]


def network_prefix(address: str) -> str:
    """Return the /24 of an IPv4 address or the /48 of an IPv6 one; "" for anything else."""
    with suppress(ValueError):
        parsed = ip_address(address.strip())
        if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
            parsed = parsed.ipv4_mapped
        bits = 24 if parsed.version == 4 else 48
        return str(ip_network((parsed, bits), strict=False))
    return ""
