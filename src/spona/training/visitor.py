"""Who acts when nobody has signed in: an actor without an id, so the log has nothing to keep."""

from __future__ import annotations

from typing import Final

from spona.access.actor import Actor

VISITOR: Final = Actor()
