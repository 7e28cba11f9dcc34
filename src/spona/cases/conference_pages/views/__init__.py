"""Pages on which a conference is called, read, held and called off."""

from spona.cases.conference_pages.views.approving import refuse_conference, second_look
from spona.cases.conference_pages.views.calling import call
from spona.cases.conference_pages.views.convening import convene
from spona.cases.conference_pages.views.holding import call_off, decide, minutes
from spona.cases.conference_pages.views.presence import attendance, note_answer_of
from spona.cases.conference_pages.views.printing import print_minutes
from spona.cases.conference_pages.views.reading import conference, open_shared

__all__ = [
    "attendance",
    "call",
    "call_off",
    "conference",
    "convene",
    "decide",
    "minutes",
    "note_answer_of",
    "open_shared",
    "print_minutes",
    "refuse_conference",
    "second_look",
]
