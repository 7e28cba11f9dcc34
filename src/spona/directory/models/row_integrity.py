"""Rows that decide who acts for whom: signed, and the last state of each is in the log.

An old row with its old tag still fits, so the log keeps the tag of each row's last state:
`spona.directory.row_integrity` asks it, where somebody is about to get something by the row.
A queryset's `delete()` goes past all this: never for these rows.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from spona import audit
from spona.access.denied import Denied
from spona.reference.models import Signed


class Authenticated(Signed):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            verify_rows(self)
        with audit.transaction() as log:
            super().save(*args, **kwargs)
            log.row(self.pk, kind=self.row_kind(), tag=self.short_tag())

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        ident = self.pk
        with audit.transaction() as log:
            done = super().delete(*args, **kwargs)
            log.row(ident, kind=self.row_kind(), tag="")
        return done

    def short_tag(self) -> str:
        """Half of the tag, as the log names this state of the row."""
        return bytes(self.mac).hex()[:32]


def verify_rows(*rows: Authenticated) -> None:
    """Denied, with whom to tell, where one of the rows was not written by Spona."""
    if not all(row.has_valid_mac() for row in rows):
        raise tampered()


def tampered() -> Denied:
    """The refusal where somebody wrote the database past Spona."""
    return Denied(
        _("The directory is not as Spona left it here. Tell the operator before anything else.")
    )
