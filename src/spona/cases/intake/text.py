"""The text of a draft: one document, a part per step, whatever was typed so far."""

from __future__ import annotations

from typing import Any, Final

type Document = dict[str, Any]
type Values = dict[str, Any]

STEPS: Final = ("danger", "signs", "person", "recipient", "packet")


def new_text(list_id: str) -> Document:
    """An empty draft that will be answered with one list of signs (its id)."""
    return {"schema": 1, "list": list_id, **{step: {} for step in STEPS}}


def with_step(text: Document, step: str, values: Values) -> Document:
    """The text with what was typed on one step; what the page did not show stays.

    ValueError for a step that is none. Signs merge sign by sign, because a page shows one group.
    """
    if step not in STEPS:
        raise ValueError(f"{step!r} is no step of the flow")
    return text | {step: text[step] | values}
