"""The nine sections of a file, their order and their empty shapes."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Document = dict[str, Any]

# `name` is small and apart, for lists and search; `count` is what may be counted.
SECTIONS: Final[dict[str, Promise]] = {
    "name": _("Name"),
    "identity": _("Who the person is"),
    "contact": _("How to reach them safely"),
    "account": _("What was noticed"),
    "health": _("Health"),
    "legal": _("Legal matters"),
    "plan": _("Plan and support"),
    "notes": _("Notes"),
    "count": _("The counted record"),
}
# A section that says nothing yet.
EMPTY: Final[Document] = {"schema": 1}

# Written by people as a whole; notes are only added to, and the count has a form of its own.
EDITED: Final = ("name", "identity", "contact", "account", "health", "legal", "plan")


def empty_sections() -> dict[str, Document]:
    """Every section, empty: a missing one would tell that there is nothing to know."""
    documents: dict[str, Document] = {name: dict(EMPTY) for name in SECTIONS}
    documents["notes"]["notes"] = []
    return documents
