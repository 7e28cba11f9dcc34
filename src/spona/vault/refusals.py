"""Refusals that callers tell apart from others."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.denied import Conflict, Denied
from spona.crypto.documents import Document
from spona.crypto.errors import Unopenable

__all__ = [
    "KeyReplaced",
    "NoSuchFile",
    "NoSuchRevision",
    "NotConnected",
    "ReasonNeeded",
    "TextConflict",
    "Unopenable",
]


class NotConnected(Denied):
    """Nobody at the recipient holds a key, so nothing can be sealed to it."""

    def __init__(self) -> None:
        super().__init__(
            _("Nobody at this institution can open it here yet. Hand it over on paper or by phone.")
        )


class KeyReplaced(Unopenable):
    """A public key in the database is not the one that was published: nothing is sealed to it.

    `kind` and `ident` name the key (`intake_key` and its institution, `account`,
    `statistics_key` and its network); `owner` is the institution whose key it is, if any.
    """

    def __init__(self, kind: str, ident: UUID, *, owner: UUID | None) -> None:
        super().__init__()
        self.kind = kind
        self.ident = ident
        self.owner = owner


class NoSuchRevision(Unopenable):
    """The section has no earlier text of this number."""


class NoSuchFile(Unopenable):
    """The section names no file of this id."""


class ReasonNeeded(Denied):
    """An intake holder opens what is assigned to a colleague: allowed, with a reason."""

    def __init__(self) -> None:
        super().__init__(
            _("This is assigned to a colleague. Choose a reason; the other holders will see it.")
        )


class TextConflict(Conflict):
    """Somebody saved meanwhile. Carries both texts, in memory only.

    `theirs` is None where the one who saves may not read it; `revision` is the one to name
    when saving again.
    """

    def __init__(self, *, mine: Document, theirs: Document | None, revision: int) -> None:
        super().__init__(_("Somebody changed this meanwhile. Both texts are below."))
        self.mine = mine
        self.theirs = theirs
        self.revision = revision
