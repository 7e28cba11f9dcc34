"""The nine stages of the way of a case: computed from what happened, never typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from spona.cases.referrals.models import Referral
from spona.cases.referrals.when import local


@dataclass(frozen=True, slots=True)
class Stage:
    """`state`: done, now or ahead; `when` a sentence or empty."""

    label: str
    when: str
    state: str


@dataclass(frozen=True, slots=True)
class Path:
    stages: list[Stage]
    number: int
    now_label: str
    next_label: str

    @property
    def total(self) -> int:
        return len(self.stages)


def path_of(referral: Referral) -> Path:
    """Where the matter stands, as far as this referral tells it.

    The stages after acceptance belong to the Centre and to the file; they are ahead until
    those steps write what happened.
    """
    times: list[tuple[str, datetime | None]] = [
        (_("Signs"), referral.sent_at),
        (_("Report"), referral.sent_at),
        (_("Opened"), referral.opened_at),
        (_("Taken over"), referral.accepted_at),
        (_("Assessment of the Centre"), None),
        (_("Decision"), None),
        (_("Plan and support"), None),
        (_("Follow-up"), None),
        (_("Closed"), referral.closed_at),
    ]
    now = next((n for n, (_label, at) in enumerate(times) if at is None), len(times) - 1)
    if referral.closed_at is not None:
        now = len(times) - 1
    stages = [
        Stage(label, local(at, referral.network) if at else "", _state(number, at, now))
        for number, (label, at) in enumerate(times)
    ]
    following = stages[now + 1].label if now + 1 < len(stages) else ""
    return Path(stages, now + 1, stages[now].label, following)


def _state(number: int, at: datetime | None, now: int) -> str:
    if number == now:
        return "now"
    return "done" if at else "ahead"
