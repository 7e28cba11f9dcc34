"""What somebody was locked out of is no row for them, on any page: asked here, once.

An exclusion is sealed in `cases`, which `tasks` and `clocks` cannot ask. So the settings name,
for each kind of thing, the function that knows: it takes the actor and returns the ids of what
they are locked out of. `visible_to` of both rooms goes through here.

Everybody is asked about alike, whether or not there is anything: a page that came faster to those
who are locked out of nothing would tell the others that somebody does not trust them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from spona.access.actor import Actor

type Hidden = dict[str, list[UUID]]

_known: ContextVar[dict[Actor, Hidden] | None] = ContextVar("known", default=None)


def not_hidden_from(actor: Actor) -> Q:
    """The condition on rows with `subject_kind` and `subject_id`."""
    shown = Q()
    for kind, ids in hidden_from(actor).items():
        shown &= ~Q(subject_kind=kind, subject_id__in=ids)
    return shown


def hidden_from(actor: Actor) -> Hidden:
    """Kind of thing to the ids of those that the actor was locked out of; a query for each."""
    known = _known.get()
    if known is not None and actor in known:
        return known[actor]
    # Nobody can be locked out where no room above says how (this room tested alone).
    rooms: dict[str, str] = getattr(settings, "LOCKED_OUT", {})
    found = {kind: list(import_string(path)(actor)) for kind, path in rooms.items()}
    if known is not None:
        known[actor] = found
    return found


@contextmanager
def asked_once() -> Iterator[None]:
    """Within it each actor is asked about once: for a request in which nobody locks out anybody."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)
