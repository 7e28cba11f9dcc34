"""The sections of a file, their order and their empty shapes."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Document = dict[str, Any]

# `name` is small and apart, for lists and search; `count` is what may be counted.
SECTIONS: Final[dict[str, Promise]] = {
    "name": _("Name"),
    "identity": _("Who the person is"),
    "papers": _("Papers and numbers"),
    "contact": _("How to reach them safely"),
    "people": _("Family and people around"),
    "account": _("What was noticed"),
    "assessment": _("Initial assessment"),
    "health": _("Health"),
    "legal": _("Legal matters"),
    "plan": _("Plan and support"),
    "notes": _("Notes"),
    "count": _("What is counted"),
}
# Where a document keeps the names of the fields that were answered with "not known".
NOT_KNOWN: Final = "not_known"
# And where the answers to a network's own questions: key → label as it was then, and value.
OWN: Final = "own"
# A section that says nothing yet.
EMPTY: Final[Document] = {"schema": 1}

# Written when the work comes so far: name → the section whose readers read it.
LATER: Final = {
    "decisions": "legal",
    "legal_track": "legal",
    "careplan": "plan",
    "closing": "plan",
    "retention": "plan",
    "assessment_approval": "assessment",
}

# The sections on each page of a file, in the order in which they are read; the name stands at its
# head and the notes on a page of their own.
PILLAR_SECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "identification": (
        "identity", "papers", "contact", "people", "account", "assessment", "count",
    ),
    "support": ("health", "plan"),
    "inclusion": (),
    "justice": ("legal",),
}  # fmt: skip

# Written by people as a whole; notes are only added to, people around have forms of their own, and
# the count is computed.
EDITED: Final = (
    "name", "identity", "papers", "contact", "account", "assessment", "health", "legal", "plan",
)  # fmt: skip

# Files that were sealed earlier do not have these: absent, one reads as empty, and with its first
# answer it is begun for whoever reads the section beside it.
BESIDE: Final = {"papers": "identity", "people": "identity", "assessment": "plan"}


def empty_section(name: str) -> Document:
    """Notes and people around are lists, the others have fields."""
    return EMPTY | ({name: []} if name in ("notes", "people") else {})


def empty_sections() -> dict[str, Document]:
    """Every section, empty: a missing one would tell that there is nothing to know."""
    return {name: empty_section(name) for name in SECTIONS}


def pillar_of(section: str) -> str:
    """On which page of the file a section stands, or what is written beside it."""
    section = LATER.get(section, section)
    found = [pillar for pillar, names in PILLAR_SECTIONS.items() if section in names]
    return found[0] if found else "identification"
