"""What stands in a section of a file, as label and value; what is empty is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.cases.referrals.words import AGE, CERTAINTY, YES_NO, word

type Codes = Mapping[str, str | Promise]

GUARDIAN: Final[Codes] = {
    "nobody": gettext_lazy("Nobody is named yet"),
    "parent": gettext_lazy("A parent"),
    "guardian": gettext_lazy("A guardian"),
    "temporary": gettext_lazy("A temporary guardian"),
    "collision": gettext_lazy("A collision guardian"),
}


def facts_of(document: dict[str, Any]) -> list[tuple[str, str]]:
    """Labels of what a file holds, in the order in which it is read."""
    call = document.get("call") or {}
    reached = [call.get(name, "") for name in ("reached", "role", "at")]
    lines = (
        (_("Is it a child?"), word(AGE, document.get("age", ""))),
        (_("Age, if you know it"), document.get("age_detail", "")),
        (_("Date or year of birth"), document.get("born", "")),
        (_("Language"), document.get("language", "")),
        (_("What else says who it is"), document.get("more", "")),
        (_("Safe to contact"), word(YES_NO, document.get("safe", ""))),
        (_("How to reach them"), document.get("how_to_reach", "")),
        (_("Phone of the person"), document.get("phone", "")),
        (_("Address"), document.get("address", "")),
        (_("A person they trust"), document.get("trusted", "")),
        (_("What is asked"), document.get("asked", "")),
        (_("Reached by phone"), ", ".join(filter(None, reached))),
        (_("In their own words"), document.get("own_words", "")),
        (_("What else was noticed"), document.get("noticed", "")),
        (_("Who else heard or saw it"), document.get("who_else", "")),
        (_("The writer's certainty"), word(CERTAINTY, document.get("certainty", ""))),
        (_("Guardian"), _guardian(document)),
        (_("May the guardian's interests collide with the child's?"),
         word(YES_NO, document.get("conflict", ""))),
        (_("What is known"), document.get("text", "")),
    )  # fmt: skip
    return [(label, str(value)) for label, value in lines if value]


def _guardian(document: dict[str, Any]) -> str:
    kind = str(GUARDIAN.get(document.get("guardian_kind", ""), ""))
    return ", ".join(filter(None, (kind, str(document.get("guardian", "")))))
