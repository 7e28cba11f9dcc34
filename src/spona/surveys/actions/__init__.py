"""Everything that changes rounds or takes in and opens answers."""

from spona.surveys.actions.answers import Opened, open_answers, receive
from spona.surveys.actions.destroying import (
    agree_to_destroy,
    ask_to_destroy,
    destroy_again,
    destroy_due,
)
from spona.surveys.actions.drafts import (
    Begun,
    DraftChanged,
    drop_coded,
    drop_due,
    drop_own,
    keep_again,
    keep_by_code,
    keep_own,
    open_by_code,
    open_own,
)
from spona.surveys.actions.forms import put_form
from spona.surveys.actions.owners import change_owners
from spona.surveys.actions.rounds import (
    Outline,
    close_due,
    close_round,
    make_round,
    note_tried,
    open_round,
)

__all__ = [
    "Begun",
    "DraftChanged",
    "Opened",
    "Outline",
    "agree_to_destroy",
    "ask_to_destroy",
    "change_owners",
    "close_due",
    "close_round",
    "destroy_again",
    "destroy_due",
    "drop_coded",
    "drop_due",
    "drop_own",
    "keep_again",
    "keep_by_code",
    "keep_own",
    "make_round",
    "note_tried",
    "open_answers",
    "open_by_code",
    "open_own",
    "open_round",
    "put_form",
    "receive",
]
