"""What ends or goes on by itself. No key is needed: everything was sealed beforehand."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.referrals.actions.expire import (
    ended_agreements,
    expire,
    pass_over,
    unopened_with_second,
)
from spona.cases.referrals.models import Referral

_log = logging.getLogger("spona.jobs")


def end_and_pass_on() -> int:
    """Agreements that ran out, and the second institution where the first did not open.

    Every minute. Each row in its own transaction, so that one broken row holds up no other.
    """
    return _each(ended_agreements(), expire) + _each(unopened_with_second(), pass_over)


def _each(rows: Iterable[Referral], act: Callable[..., Referral]) -> int:
    by, changed = Actor.system("escalation"), 0
    for row in rows:
        try:
            changed += act(row, by=by).state != row.state
        except (Conflict, Denied) as refused:
            # Somebody was faster, or nobody there can open it any more: it stays as it was.
            _log.warning("left as it was", extra={"spona": {"error": type(refused).__name__}})
    return changed
