"""Find by reference: what was typed never stands in an address."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.notifications.queries import where
from spona.reference.reference_codes import normalise


@dataclass(frozen=True, slots=True)
class Found:
    """The path of the thing, or the sentence that says why there is none."""

    path: str
    sentence: str


def find(typed: str, actor: Actor) -> Found:
    """Where the typed reference leads for this actor."""
    try:
        reference = normalise(typed)
    except ValueError:
        return Found("", _("One symbol of this reference is mistyped. Compare it once more."))
    if reference is None:
        return Found("", _("Type the reference as it stands in the notice, for example R-7K3M-Q2."))
    path = where(reference, actor)
    if path is None:
        # Unknown and forbidden read the same: the answer must not tell what exists.
        return Found(
            "",
            _("Under this reference there is nothing you can open. Ask whoever gave it to you."),
        )
    return Found(path, "")
