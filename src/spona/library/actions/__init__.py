"""What changes articles, pictures, publications, events, recordings and who stands for phrases."""

from spona.library.actions.articles import (
    bring_back,
    publish,
    rewrite,
    take_back,
    withdraw,
    write_article,
)
from spona.library.actions.events import call_off, change_event, plan_event
from spona.library.actions.phrases import confirm_phrases, take_back_phrases
from spona.library.actions.pictures import add_picture, describe_picture, withdraw_picture
from spona.library.actions.publications import (
    add_publication,
    change_publication,
    read_words,
    replace_file,
)
from spona.library.actions.recordings import add_recording
from spona.library.actions.visibility import hide, show

__all__ = [
    "add_picture",
    "add_publication",
    "add_recording",
    "bring_back",
    "call_off",
    "change_event",
    "change_publication",
    "confirm_phrases",
    "describe_picture",
    "hide",
    "plan_event",
    "publish",
    "read_words",
    "replace_file",
    "rewrite",
    "show",
    "take_back",
    "take_back_phrases",
    "withdraw",
    "withdraw_picture",
    "write_article",
]
