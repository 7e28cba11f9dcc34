"""Everything that changes rounds or takes in and opens answers."""

from spona.surveys.actions.answers import Opened, open_answers, receive
from spona.surveys.actions.destroying import (
    agree_to_destroy,
    ask_to_destroy,
    destroy_again,
    destroy_due,
)
from spona.surveys.actions.devices import (
    add_device,
    revoke_device,
    revoke_every_device,
    see_device,
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
from spona.surveys.actions.phone_files import Unmatched, open_sent_file, open_unmatched
from spona.surveys.actions.phones import (
    Outcome,
    take_from_browser,
    take_from_phone,
    try_from_browser,
)
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
    "Outcome",
    "Outline",
    "Unmatched",
    "add_device",
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
    "open_sent_file",
    "open_unmatched",
    "put_form",
    "receive",
    "revoke_device",
    "revoke_every_device",
    "see_device",
    "take_from_browser",
    "take_from_phone",
    "try_from_browser",
]
