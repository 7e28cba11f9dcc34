"""What is done with a whole file and everything that came with it or went out of it."""

from spona.cases.casefile.actions.after_restore import exclude_again, let_in_by_name
from spona.cases.casefile.actions.another_case import open_another_case
from spona.cases.casefile.actions.destruction import (
    ask_to_destroy,
    confirm_destroying,
    destroy_again,
    leave_file,
    postpone,
    set_retention,
)
from spona.cases.casefile.actions.erasing import (
    agree_to_erase,
    ask_to_erase,
    refuse_to_erase,
)
from spona.cases.casefile.actions.excluding import exclude, take_out
from spona.cases.casefile.actions.handing_over import HandedOver, hand_over_work
from spona.cases.casefile.actions.joining import join_files
from spona.cases.casefile.actions.related_people import (
    add_person,
    change_person,
    take_out_person,
)
from spona.cases.casefile.actions.self_report import open_self_report
from spona.cases.casefile.actions.telling import read_told

__all__ = [
    "HandedOver",
    "add_person",
    "agree_to_erase",
    "ask_to_destroy",
    "ask_to_erase",
    "change_person",
    "confirm_destroying",
    "destroy_again",
    "exclude",
    "exclude_again",
    "hand_over_work",
    "join_files",
    "leave_file",
    "let_in_by_name",
    "open_another_case",
    "open_self_report",
    "postpone",
    "read_told",
    "refuse_to_erase",
    "set_retention",
    "take_out",
    "take_out_person",
]
