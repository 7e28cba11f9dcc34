"""The text of a draft: one document, a part per step, whatever was typed so far."""

from __future__ import annotations

from typing import Any, Final

from spona.cases.intake.forms.call import CALL

type Document = dict[str, Any]
type Values = dict[str, Any]

STEPS: Final = ("danger", "signs", "person", "recipient", "packet")


def new_text(list_id: str) -> Document:
    """An empty draft that will be answered with one list of signs (its id)."""
    return {"schema": 1, "list": list_id, **{step: {} for step in STEPS}}


def with_step(text: Document, step: str, values: Values) -> Document:
    """The text with what was typed on one step; what the page did not show stays.

    ValueError for a step that is none. Signs merge sign by sign, because a page shows one group.
    The call is kept with the first step, also where it was typed beside the urgency.
    """
    if step not in STEPS:
        raise ValueError(f"{step!r} is no step of the flow")
    if step == "person":
        called = {name: values[name] for name in CALL if name in values}
        values = {name: value for name, value in values.items() if name not in called}
        text = text | {"danger": text["danger"] | called}
    return text | {step: text[step] | values}


def called(text: Document) -> Values:
    """What a draft says about the call, wherever it was typed."""
    return {name: text["danger"].get(name, "") for name in CALL}
