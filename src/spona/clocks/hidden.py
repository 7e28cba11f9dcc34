"""What somebody was locked out of is no row for them, on any page: asked here, once.

An exclusion is sealed in `cases`, which `tasks` and `clocks` cannot ask. So the settings name,
for each kind of thing, the function that knows: it takes the actor and returns the ids of what
they are locked out of, as a query. `visible_to` of both rooms goes through here.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from spona.access.actor import Actor


def not_hidden_from(actor: Actor) -> Q:
    """The condition on rows with `subject_kind` and `subject_id`; no query of its own."""
    shown = Q()
    # Nobody can be locked out where no room above says how (this room tested alone).
    known: dict[str, str] = getattr(settings, "LOCKED_OUT", {})
    for kind, path in known.items():
        shown &= ~Q(subject_kind=kind, subject_id__in=import_string(path)(actor))
    return shown
