"""What was handed over, held against the log: a row that was put back or taken away is found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import Q

from spona.audit.models import Entry
from spona.directory.models import Network
from spona.directory.row_integrity import verify_latest
from spona.reference.models.signed import tampered
from spona.statistics.models import FiguresState, YearFigures

# How the log names that figures were handed over, by key or on paper.
HANDED_OVER: Final = "figures:handed_over"
_KIND: Final = "figures"


def checked_figures(
    *, network: Network | None = None, year: int | None = None
) -> list[YearFigures]:
    """All rows of a network, or of all; newest year and version first. Denied where one is not in
    its last state, or where one that was handed over is not there.
    """
    wanted, said = Q(), Q()
    if network is not None:
        wanted, said = Q(network=network), Q(detail__network=str(network.pk))
    if year is not None:
        wanted, said = wanted & Q(year=year), said & Q(detail__year=year)
    rows = list(YearFigures.objects.filter(wanted).select_related("network__town", "supersedes"))
    verify_latest(*rows)
    lines = Entry.objects.filter(said, subject_kind=_KIND, name=HANDED_OVER)
    if set(lines.values_list("subject_id", flat=True)) - {row.pk for row in rows}:
        raise tampered()
    return rows


def newest(rows: Sequence[YearFigures], year: int) -> YearFigures | None:
    """The version of this year that stands: the last one that was handed over."""
    done = (FiguresState.RELEASED, FiguresState.ON_PAPER)
    return next((row for row in rows if row.year == year and row.state in done), None)


def waiting(rows: Sequence[YearFigures], year: int) -> YearFigures | None:
    state = FiguresState.WAITING
    return next((row for row in rows if row.year == year and row.state == state), None)
