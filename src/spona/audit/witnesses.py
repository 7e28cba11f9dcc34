"""Institutions co-sign the roots of the log, so that its past can be bent by nobody later.

Whoever holds the key of an institution looks at what is new since it last signed: every root, and
the institution's own lane between both heads. Nothing waits for a number of witnesses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from spona.audit.lane_heads import Head
from spona.audit.models import Checkpoint, Entry, Witness
from spona.audit.queries import heads_of, root_faults
from spona.audit.shares import reopened
from spona.audit.stretches import Stretch, stretch_faults
from spona.crypto.chain import GENESIS

# A line that says "co-signed by" speaks of so many days.
RECENT: Final = timedelta(days=30)
# Written once somebody published a key for an institution: those are the ones that can co-sign.
_PUBLISHED: Final = "intake_key:published"


@dataclass(frozen=True, slots=True)
class Unseen:
    """The newest root, which this institution has not signed, and the last one that it has."""

    newest: Checkpoint
    last: Checkpoint | None

    def faults(self, institution: UUID) -> Iterator[str]:
        """What does not fit since then, in the roots and in the institution's own lane."""
        yield from root_faults(self.last)
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
    """None where there is no root, or the newest one bears its signature; two queries."""
    newest = Checkpoint.objects.order_by("-number").first()
    own = Witness.objects.filter(institution=institution).order_by("-checkpoint__number")
    last = own.select_related("checkpoint").first()
    if newest is None or (last and last.checkpoint_id == newest.pk):
        return None
    return Unseen(newest, last.checkpoint if last else None)


def witnessed() -> tuple[int, int]:
    """(institutions that co-signed within thirty days, those that can); two queries."""
    recent = Witness.objects.filter(at__gt=timezone.now() - RECENT)
    could = Entry.objects.filter(name=_PUBLISHED).values("lane").distinct()
    return recent.values("institution").distinct().count(), could.count()


def signed_by() -> dict[UUID, Checkpoint]:
    """Institution → the newest root that it co-signed; one query."""
    rows = Witness.objects.select_related("checkpoint").order_by("checkpoint__number")
    return {row.institution: row.checkpoint for row in rows}


def root_line(language: str = "") -> str:
    """The line at the foot of every document: number, time and beginning of the newest root, and
    how many institutions co-sign; empty before the first root. Three queries. In the `language`
    of the paper, which need not be the reader's.
    """
    latest = Checkpoint.objects.order_by("-number").first()
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
