"""What the worker does: files that nobody has taken over are forgotten."""

from __future__ import annotations

from spona.services.importing import actions


def forget() -> int:
    return actions.forget()
