"""Pages of editors, and the files that anybody may fetch once they appeared."""

from spona.library.views.articles import (
    article,
    articles,
    bring_back,
    publish,
    take_back,
    version,
    withdraw,
)
from spona.library.views.calendars import calendar, calendar_of
from spona.library.views.events import (
    call_off,
    call_on,
    change_event,
    event,
    events,
    hide_event,
    plan_event,
    show_event,
)
from spona.library.views.files import picture_file, publication_file, recording_file
from spona.library.views.phrases import phrases, phrases_of, take_back_phrases
from spona.library.views.pictures import add_picture, picture, pictures, withdraw_picture
from spona.library.views.publications import (
    add_publication,
    change_publication,
    hide_publication,
    publication,
    publications,
    replace_file,
    show_publication,
)
from spona.library.views.recordings import (
    add_recording,
    hide_recording,
    recordings,
    show_recording,
)
from spona.library.views.writing import change, preview, write

__all__ = [
    "add_picture",
    "add_publication",
    "add_recording",
    "article",
    "articles",
    "bring_back",
    "calendar",
    "calendar_of",
    "call_off",
    "call_on",
    "change",
    "change_event",
    "change_publication",
    "event",
    "events",
    "hide_event",
    "hide_publication",
    "hide_recording",
    "phrases",
    "phrases_of",
    "picture",
    "picture_file",
    "pictures",
    "plan_event",
    "preview",
    "publication",
    "publication_file",
    "publications",
    "publish",
    "recording_file",
    "recordings",
    "replace_file",
    "show_event",
    "show_publication",
    "show_recording",
    "take_back",
    "take_back_phrases",
    "version",
    "withdraw",
    "withdraw_picture",
    "write",
]
