"""The nine stages of the way of a case: computed from what happened, never typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from spona.cases.case.models import Case
from spona.cases.referrals.models import Referral
from spona.cases.referrals.when import local
from spona.directory.models import Network

CENTRE: Final = "centre"


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
        (_("Accepted"), referral.accepted_at),
        (_("Assessment of the Centre"), None),
        (_("Decision"), None),
        (_("Plan and support"), None),
        (_("Follow-up"), None),
        (_("Closed"), referral.closed_at),
    ]
    return _path(times, referral.network)


def path_of_file(case: Case, brought: Sequence[Referral], sent: Sequence[Referral]) -> Path:
    """Where the file stands, by what came (`brought`) and what went out of it (`sent`).

    A file that a person opened by coming themselves was a report, opened and accepted at once.
    """
    first = brought[0] if brought else None
    centre = [one.closed_at for one in sent if one.recipient_institution.sector == CENTRE]
    times: list[tuple[str, datetime | None]] = [
        (_("Signs"), first.sent_at if first else case.opened_at),
        (_("Report"), first.sent_at if first else case.opened_at),
        (_("Opened"), first.opened_at if first else case.opened_at),
        (_("Accepted"), first.accepted_at if first else case.opened_at),
        (_("Assessment of the Centre"), next((at for at in centre if at), None)),
        (_("Decision"), None),
        (_("Plan and support"), None),
        (_("Follow-up"), None),
        (_("Closed"), case.closed_at),
    ]
    return _path(times, case.network)


def _path(times: list[tuple[str, datetime | None]], network: Network) -> Path:
    now = next((n for n, (_label, at) in enumerate(times) if at is None), len(times) - 1)
    if times[-1][1] is not None:
        now = len(times) - 1
    stages = [
        Stage(label, local(at, network) if at else "", _state(number, at, now))
        for number, (label, at) in enumerate(times)
    ]
    following = stages[now + 1].label if now + 1 < len(stages) else ""
    return Path(stages, now + 1, stages[now].label, following)


def _state(number: int, at: datetime | None, now: int) -> str:
    if number == now:
        return "now"
    return "done" if at else "ahead"
