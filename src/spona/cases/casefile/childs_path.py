"""A child's path: child, or not sure and so a child until it is settled.

The guardianship authority is on the team, which means an open referral, and before any guardian
sees or agrees the question of collision has an answer. Kinship alone opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from spona.cases.case.models import Case
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import CLOSED

GUARDIANSHIP: Final = "social_work"


@dataclass(frozen=True, slots=True)
class ChildsPath:
    """`authority` is whoever is the guardianship authority here, None where nobody is asked yet.

    `guardian_may`: the question of collision was answered with no; only then may a guardian
    see something or agree.
    """

    settled: bool
    authority: str | None
    guardian_named: bool
    guardian_may: bool


def is_child(identity: dict[str, Any] | None) -> bool:
    """Anything but a written "adult" is the child's path."""
    return (identity or {}).get("age") != "adult"


def childs_path(
    case: Case,
    identity: dict[str, Any] | None,
    legal: dict[str, Any] | None,
    referrals: Iterable[Referral],
) -> ChildsPath | None:
    """None for an adult. `referrals` are those that came with the file and went out of it."""
    if not is_child(identity):
        return None
    legal = legal or {}
    kind = legal.get("guardian_kind") or "nobody"
    return ChildsPath(
        settled=(identity or {}).get("age") == "child",
        authority=_authority(case, referrals),
        guardian_named=kind != "nobody",
        guardian_may=kind in ("temporary", "collision") or legal.get("conflict") == "no",
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
