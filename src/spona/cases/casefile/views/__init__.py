"""Reading a referral and answering it; `files` and `notes` have the pages of a file."""

from spona.cases.casefile.views.answering import (
    accept,
    answer_question,
    assign,
    open_file,
    open_packet,
    start_work,
)
from spona.cases.casefile.views.reading import read, show_name
from spona.cases.casefile.views.single import finish, give_feedback, write_registry_number

__all__ = [
    "accept",
    "answer_question",
    "assign",
    "finish",
    "give_feedback",
    "open_file",
    "open_packet",
    "read",
    "show_name",
    "start_work",
    "write_registry_number",
]
