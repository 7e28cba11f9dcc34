"""A child's path: child, or not sure and so a child until it is settled.

The guardianship authority is on the team, which means an open referral, and before any guardian
sees or agrees the question of collision has an answer. Kinship alone opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from spona.cases.case.models import Case
from spona.cases.fields.possible import is_under_age
from spona.cases.legal_track.dates import adult_on
from spona.cases.legal_track.track import collision_guardian_named, guardian_named
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import CLOSED
from spona.deadlines.late import today_in

GUARDIANSHIP: Final = "social_work"


@dataclass(frozen=True, slots=True)
class ChildsPath:
    """`authority` is whoever is the guardianship authority here, None where nobody is asked yet.

    `guardian_may`: the question of collision was answered with no; only then may a guardian
    see something or agree. `collides`: it was answered with yes, and nobody was appointed for it
    yet, which has to be done. `adult_on`: the day on which this path ends, where it is known, and
    `has_ended` from that day on.
    """

    settled: bool
    authority: str | None
    guardian_named: bool
    guardian_may: bool
    collides: bool = False
    adult_on: date | None = None
    has_ended: bool = False


def is_child(identity: dict[str, Any] | None) -> bool:
    """Anything but a written "adult" is the child's path, and of an adult a birth that says
    otherwise: it may have come so from elsewhere.
    """
    said = identity or {}
    return said.get("age") != "adult" or is_under_age(str(said.get("born") or ""))


def childs_path(
    case: Case,
    identity: dict[str, Any] | None,
    legal: dict[str, Any] | None,
    referrals: Iterable[Referral],
    track: dict[str, Any] | None = None,
) -> ChildsPath | None:
    """None for an adult. `referrals` are those that came with the file and went out of it; `track`
    is the legal track, as far as it opened.
    """
    if not is_child(identity):
        return None
    legal = legal or {}
    kind = legal.get("guardian_kind") or "nobody"
    adult = adult_on(identity)
    return ChildsPath(
        settled=(identity or {}).get("age") == "child",
        authority=_authority(case, referrals),
        guardian_named=kind != "nobody" or guardian_named(track),
        guardian_may=kind in ("temporary", "collision")
        or guardian_named(track)
        or legal.get("conflict") == "no",
        collides=legal.get("conflict") == "yes"
        and kind not in ("temporary", "collision")
        and not collision_guardian_named(track),
        adult_on=adult,
        has_ended=adult is not None and adult <= today_in(case.network),
    )


def _authority(case: Case, referrals: Iterable[Referral]) -> str | None:
    own = case.owner_institution
    if own.sector == GUARDIANSHIP:
        return str(own.words)
    for one in referrals:
        if one.state in CLOSED:
            continue
        for side in (one.recipient_institution, one.sender_institution):
            if side.pk != own.pk and side.sector == GUARDIANSHIP:
                return str(side.words)
    return None
