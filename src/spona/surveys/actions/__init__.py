"""Everything that changes rounds or takes in and opens answers."""

from spona.surveys.actions.answers import Opened, open_answers, receive
from spona.surveys.actions.destroying import (
    agree_to_destroy,
    ask_to_destroy,
    destroy_again,
    destroy_due,
)
from spona.surveys.actions.forms import put_form
from spona.surveys.actions.rounds import (
    Outline,
    close_due,
    close_round,
    make_round,
    note_tried,
    open_round,
)

__all__ = [
    "Opened",
    "Outline",
    "agree_to_destroy",
    "ask_to_destroy",
    "close_due",
    "close_round",
    "destroy_again",
    "destroy_due",
    "make_round",
    "note_tried",
    "open_answers",
    "open_round",
    "put_form",
    "receive",
]
