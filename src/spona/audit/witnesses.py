"""Institutions co-sign the roots of the log, so that its past can be bent by nobody later.

Whoever holds the key of an institution looks at what is new since it last signed: every root, and
the institution's own lane between both heads. Nothing waits for a number of witnesses.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from spona.access.registry import Registry
from spona.audit.exchanged_keys import ServerKeys
from spona.audit.lane_heads import Head
from spona.audit.models import Checkpoint, Entry, Witness
from spona.audit.roots import fits, heads_of, newest_root, one_each, root_faults
from spona.audit.shares import reopened
from spona.audit.signed_messages import witness_message
from spona.audit.stretches import Stretch, stretch_faults
from spona.crypto.chain import GENESIS
from spona.crypto.errors import Unopenable
from spona.crypto.signing import verify

# A line that says "co-signed by" speaks of so many days.
RECENT: Final = timedelta(days=30)
# Written once somebody published a key for an institution.
_PUBLISHED: Final = "intake_key:published"
# As many of an institution's own signatures are looked at, from the newest back.
_LOOKED_AT: Final = 30
type Keys = Mapping[tuple[UUID, int], bytes]
WITNESS_KEYS: Final = Registry[Callable[[Collection[UUID]], Keys]](
    "witness keys of institutions, by version",
    ("vault",),
    why="Without it, a signature that anybody planted would count as the institution's.",
)


@dataclass(frozen=True, slots=True)
class Unseen:
    """The newest root, which this institution has not signed, and the last one that it has."""

    newest: Checkpoint
    last: Checkpoint | None

    def faults(self, institution: UUID) -> Iterator[str]:
        """What does not fit since then, in the roots and in the institution's own lane."""
        yield from root_faults(self.last, self.newest)
        after, upto = self._head(self.last, institution), self._head(self.newest, institution)
        # Where the operator has looked since, nobody vouches for what lies before.
        begun = reopened(institution).get(institution)
        opened = Head(0, GENESIS) if begun is None else Head(begun.after, begun.previous)
        if 0 < opened.seq >= upto.seq:
            return
        after = opened if opened.seq >= after.seq else after
        part = Stretch(institution, after.seq, upto.seq, upto, after.digest)
        yield from (str(fault) for fault in stretch_faults(part))

    @staticmethod
    def _head(point: Checkpoint | None, lane: UUID) -> Head:
        heads = heads_of(point) if point else []
        found = (Head(seq, digest) for one, seq, digest in heads if one == lane)
        return next(found, Head(0, GENESIS))


def unseen(institution: UUID) -> Unseen | None:
    """None where there is no root, or the newest one bears its signature; two queries, and one for
    the keys.

    A root that the server did not sign is no reason to close anything: somebody planted it. What
    comes before it is signed, and `doctor` tells the operator.
    """
    own = Witness.objects.filter(institution=institution).select_related("checkpoint")
    last = next(iter(_signed_by_own_key(own.order_by("-checkpoint__number")[:_LOOKED_AT])), None)
    since = last.checkpoint if last else None
    newest, keys = None, ServerKeys()
    roots = Checkpoint.objects.filter(number__gt=since.number if since else 0)
    for point in one_each(roots):
        # One that is signed with the key, and not written down, is looked at: that is an alarm.
        # With a key that was replaced after a theft, the thief alone signs such ones.
        if not (keys.is_signed(point) or (keys.bears_signature_of_today(point) and fits(point))):
            break
        newest = point
    return Unseen(newest, since) if newest else None


def witnessed() -> tuple[int, int]:
    """(institutions that co-signed within thirty days, those that can); three queries.

    As an export of the roots counts them: of an institution that was invented for a drill, and is
    gone with it, the log tells, and nobody there signs any more.
    """
    rows = Witness.objects.filter(at__gt=timezone.now() - RECENT).order_by("-at")
    published = Entry.objects.filter(name=_PUBLISHED).values_list("lane", flat=True).distinct()
    keys = WITNESS_KEYS["vault"](set(published))
    signed = _signed_by_own_key(rows.select_related("checkpoint").defer("checkpoint__heads"), keys)
    return len(signed), len({institution for institution, _version in keys})


def signed_by() -> dict[UUID, Checkpoint]:
    """Institution → the newest root that it co-signed; two queries."""
    rows = Witness.objects.select_related("checkpoint").defer("checkpoint__heads")
    rows = rows.order_by("-checkpoint__number")
    return {row.institution: row.checkpoint for row in _signed_by_own_key(rows)}


def _signed_by_own_key(rows: Iterable[Witness], keys: Keys | None = None) -> list[Witness]:
    """Of each institution the first of these whose signature is its own; somebody may have put
    others in. `keys`: where they are known already.
    """
    asked = list(rows)
    if not asked:
        return []
    if keys is None:
        keys = WITNESS_KEYS["vault"]({row.institution for row in asked})
    found: dict[UUID, Witness] = {}
    for row in asked:
        key = keys.get((row.institution, row.version))
        if row.institution not in found and key is not None and _is_signed(row, key):
            found[row.institution] = row
    return list(found.values())


def _is_signed(row: Witness, key: bytes) -> bool:
    point = row.checkpoint
    said = witness_message(bytes(point.root), point.number, row.institution, row.version)
    try:
        verify(key, said, bytes(row.signature))
    except Unopenable:
        return False
    return True


def root_line(language: str = "") -> str:
    """The line at the foot of every document: number, time and beginning of the newest root, and
    how many institutions co-sign; empty before the first root. Four queries. In the `language`
    of the paper, which need not be the reader's.
    """
    latest = newest_root()
    if latest is None:
        return ""
    signed, could = witnessed()
    # On papers of both scripts, whichever the reader's is: Latin, as the rest of the line.
    spoken = language or get_language() or "sr"
    with override("sr-latn" if spoken == "sr" else spoken):
        said = _("co-signed by %(n)s of %(all)s") % {"n": signed, "all": could}
        return f"{line_of(latest)} · {said if signed else _('without a witness')}"


def line_of(point: Checkpoint) -> str:
    """Number, time and beginning of a root, by which its line is found again."""
    return f"{point.number} · {point.at:%Y-%m-%d %H:%M} UTC · {bytes(point.root).hex()[:16]}"
