"""Reading a referral, answering it, and the file that was opened for it."""

from spona.cases.timeline.views.answering import (
    accept,
    assign,
    finish,
    give_feedback,
    open_file,
    open_packet,
    start_work,
    write_registry_number,
)
from spona.cases.timeline.views.file import file, show_file_name
from spona.cases.timeline.views.reading import read, show_name

__all__ = [
    "accept",
    "assign",
    "file",
    "finish",
    "give_feedback",
    "open_file",
    "open_packet",
    "read",
    "show_file_name",
    "show_name",
    "start_work",
    "write_registry_number",
]
