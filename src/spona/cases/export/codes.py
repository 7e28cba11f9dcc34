"""What all files of an institution are taken out for: a code in the log, never words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EXPORTED_FOR: Final[Mapping[str, Promise]] = {
    "leaving": _("The institution leaves Spona"),
    "archive": _("For the archive of the institution"),
    "exchange": _("For another system: two tables by HTCDS 2.0, with names"),
}
# Tables in place of papers and texts.
AS_TABLES: Final = frozenset({"exchange"})
# Why what is assigned to colleagues is opened with the rest (`vault.reasons`).
REASON_OF: Final[Mapping[str, str]] = {
    "leaving": "handover", "archive": "archive", "exchange": "handover",
}  # fmt: skip
