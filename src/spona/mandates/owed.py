"""What each institution has, and still owes: institution × condition, with its dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.deadlines.late import has_passed
from spona.directory.institution_names import short_name
from spona.directory.models import Institution, Network, Seat, Standing
from spona.mandates.models import SURE, Condition, FoundingDocument, Signatory, Switch
from spona.reference.models import Code
from spona.reference.scripts import serbian_key

LIST: Final = "condition"
SIGNED_DOCUMENT: Final = "signed_act"
# So long before the end the institution is reminded.
NOTICE: Final = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class State:
    """How a condition stands; `icon` and `ground` as in the parts of `ui`."""

    name: str
    icon: str
    ground: str
    word: str | Promise


MET: Final = State("met", "circle-check", "plain", pgettext_lazy("of a condition", "met"))
EXPIRING: Final = State("expiring", "clock", "today", _("runs out soon"))
EXPIRED: Final = State("expired", "clock-exclamation", "today", _("has run out"))
MISSING: Final = State("missing", "circle-dashed", "plain", _("not written down"))
STATES: Final = (MET, EXPIRING, EXPIRED, MISSING)


@dataclass(frozen=True, slots=True)
class Kind:
    """A condition of the list as it stands on a day. `months`: how long it lasts, 0 for no end."""

    code: str
    label: str
    months: int
    blocks: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """One condition of one institution. `until` is its last day, None where it has no end.

    `row` is what was written down, `signatory` the signature under the document that counts for it.
    """

    institution: Institution
    kind: Kind
    state: State
    until: dt.date | None = None
    row: Condition | None = None
    signatory: Signatory | None = None

    @property
    def is_lacking(self) -> bool:
        return self.state in (EXPIRED, MISSING)


@dataclass(frozen=True, slots=True)
class Line:
    """An institution of the table with all its conditions, in the order of the list."""

    seat: Seat
    name: str
    cells: list[Owed]


def kinds(network: Network, day: dt.date) -> list[Kind]:
    """The conditions that hold that day, and whether this network lets nobody in without."""
    closed = set(Switch.objects.filter(network=network, blocks=True).values_list("code", flat=True))
    return [
        Kind(row.code, str(row.words), int(row.extra.get("months", 0)), row.code in closed)
        for row in Code.objects.of(LIST, day)
    ]


@dataclass(frozen=True, slots=True)
class _Book:
    """What is written down about some institutions of a network, read in a handful of questions."""

    day: dt.date
    kinds: list[Kind]
    rows: dict[tuple[UUID, str], list[Condition]]
    signed: dict[UUID, Signatory]
    document: FoundingDocument | None

    def of(self, institution: Institution) -> list[Owed]:
        return [self._owed(institution, kind) for kind in self.kinds]

    def _owed(self, institution: Institution, kind: Kind) -> Owed:
        """The row that lasts longest counts; a signature lasts as long as the document under it."""
        rows = self.rows.get((institution.pk, kind.code), ())
        best = max((row for row in rows if row.done_on <= self.day), key=_lasts, default=None)
        under = self.signed.get(institution.pk) if kind.code == SIGNED_DOCUMENT else None
        if under is not None and self.document is not None:
            last = self.document.last_day
            if best is None or _lasts(best) < (last or dt.date.max):
                state = state_until(last, self.day)
                return Owed(institution, kind, state, last, signatory=under)
        if best is None:
            return Owed(institution, kind, MISSING)
        state = state_until(best.valid_until, self.day)
        return Owed(institution, kind, state, best.valid_until, row=best)


def table(network: Network, document: FoundingDocument | None, day: dt.date) -> list[Line]:
    """Every institution with a seat, by name; as many questions for three as for thirty."""
    rows = (
        Seat.objects.active_on(day)
        .filter(network=network, standing=Standing.MEMBER)
        .select_related("institution", "member__person", "deputy__person")
    )
    seats = [seat for seat in rows if seat.has_valid_mac()]
    book = _read(network, document, day, [seat.institution for seat in seats])
    lines = [Line(one, short_name(one.institution), book.of(one.institution)) for one in seats]
    return sorted(lines, key=lambda line: serbian_key(line.name))


def conditions_on(
    institution: Institution, network: Network, document: FoundingDocument | None, day: dt.date
) -> list[Owed]:
    """What this institution has and owes in the network that day, in the order of the list."""
    return _read(network, document, day, [institution]).of(institution)


def _read(
    network: Network, document: FoundingDocument | None, day: dt.date, bodies: list[Institution]
) -> _Book:
    found: dict[tuple[UUID, str], list[Condition]] = {}
    rows = Condition.objects.standing().filter(network=network, institution__in=bodies)
    for row in rows.select_related("written_by__person"):
        found.setdefault((row.institution_id, row.code), []).append(row)
    return _Book(day, kinds(network, day), found, _signed(document, bodies), document)


def _signed(document: FoundingDocument | None, bodies: list[Institution]) -> dict[UUID, Signatory]:
    if document is None:
        return {}
    rows = document.signatories.filter(
        withdrawn_at=None, certainty__in=SURE, institution__in=bodies
    )
    return {row.institution_id: row for row in rows}


def _lasts(row: Condition) -> dt.date:
    return row.valid_until or dt.date.max


def state_until(last: dt.date | None, day: dt.date) -> State:
    if last is None or last - day > NOTICE:
        return MET
    return EXPIRED if has_passed(last, day) else EXPIRING
