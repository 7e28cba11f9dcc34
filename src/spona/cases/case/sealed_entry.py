"""An entry of a sealed document: what a later version wrote and this one does not know stays.

Two may write in it at once: who names an entry as it was read hears where it is another one now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from django.utils.translation import gettext as _

from spona.access.denied import Conflict


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """Its fields are the names in the document; `rest` is what this version does not know."""

    rest: Mapping[str, Any] = field(default_factory=dict, kw_only=True)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        known = {one.name for one in fields(cls)} - {"rest"}
        found: dict[str, Any] = {key: one for key, one in document.items() if key in known}
        return cls(**found, rest={key: one for key, one in document.items() if key not in known})

    def to_document(self) -> dict[str, Any]:
        own = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "rest"}
        return {**self.rest, **own}


class EntryChanged(Conflict):
    """A colleague has changed this very entry since it was read, or taken it out."""

    def __init__(self) -> None:
        super().__init__(
            _("A colleague has changed this meanwhile. What stands there now is beside yours.")
        )


class OtherThanShown(Conflict):
    """Something was written since the preview; the page shows what would leave now."""

    def __init__(self) -> None:
        super().__init__(
            _("Something was written meanwhile. Look at the figures once more and then update.")
        )


def mark_of(value: Any) -> str:
    """A short hash: so that a form can name what it was made from without carrying it."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:32]
