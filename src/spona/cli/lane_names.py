"""Whose a part of the log is: the operator has to know whom to call."""

from __future__ import annotations

import re
from typing import Final
from uuid import UUID

from spona.audit.lane_heads import HeadsFile
from spona.audit.models import Lane
from spona.audit.recording import SYSTEM_LANE
from spona.directory.models import Institution

SYSTEM: Final = "system"
# As sentences of `audit` and `vault` name it.
_NAMED: Final = re.compile(r"\b(lane|institution) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
# Shorter beginnings of an id would be guesses.
_LEAST: Final = 4


def lane_name(lane: UUID) -> str:
    """The name with the code."""
    if lane == SYSTEM_LANE:
        return "the system"
    row = Institution.objects.filter(pk=lane).first()
    return f"{row.words} ({row.code})" if row else "no institution of the directory"


def short_name(lane: UUID) -> str:
    """What `find_lane` takes for it: the code, else the beginning of the id."""
    if lane == SYSTEM_LANE:
        return SYSTEM
    code = Institution.objects.filter(pk=lane).values_list("code", flat=True).first()
    return code or str(lane)[:8]


def named(sentence: object) -> str:
    """The sentence with the name of the institution beside each id in it."""
    return _NAMED.sub(lambda one: f"{one[0]}, {lane_name(UUID(one[2]))}", str(sentence))


def find_lane(typed: str, file: HeadsFile) -> UUID:
    """By code, as `system`, or by the beginning of its id; LookupError with a sentence."""
    wanted = typed.strip().lower()
    if wanted == SYSTEM:
        return SYSTEM_LANE
    if row := Institution.objects.filter(code__iexact=wanted).first():
        return row.pk
    known = {*Lane.objects.values_list("pk", flat=True), *file.read(), *file.closed()}
    digits = wanted.replace("-", "")
    found = [one for one in known if len(digits) >= _LEAST and one.hex.startswith(digits)]
    if len(found) == 1:
        return found[0]
    how = "Type the code of the institution, as I068, `system`, or the beginning of its id; "
    said = f"More than one part begins with {typed}." if found else f"There is no part {typed}."
    raise LookupError(f"{said} {how}`./spona audit open` alone lists what is closed.")
