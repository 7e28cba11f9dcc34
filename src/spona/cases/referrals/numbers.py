"""Whom to call at the other institution: the numbers of the directory, the confirmed ones first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from spona.directory.models import EMERGENCY, ContactKind, Institution


@dataclass(frozen=True, slots=True)
class Number:
    """`number` as people write it; `confirmed_on` None where nobody has called it yet."""

    number: str
    confirmed_on: dt.date | None

    @property
    def tel(self) -> str:
        """Digits and plus only, for a `tel:` link."""
        return "".join(sign for sign in self.number if sign.isdigit() or sign == "+")


def numbers_of(institution: Institution) -> list[Number]:
    """Its numbers today, the office first; without the emergency line, which is for danger."""
    rows = institution.contact_points.filter(ended_at=None).exclude(
        Q(kind=ContactKind.EMERGENCY) | Q(number=EMERGENCY)
    )
    # A number that somebody wrote past Spona would have an impostor called.
    ours = [row for row in rows if row.has_valid_mac()]
    found = sorted(
        ours, key=lambda row: (row.confirmed_on is None, row.kind != ContactKind.OFFICE, row.number)
    )
    return [Number(row.number, row.confirmed_on) for row in found]
