"""What happens to a file: it is opened, written in, added to."""

from spona.cases.case.actions.attaching import attach_file, read_attached
from spona.cases.case.actions.first_contact import (
    FIRST_CONTACT,
    assign_first_contact,
    begin_first_contact,
    end_first_contact,
)
from spona.cases.case.actions.light_notes import (
    end_light_note,
    end_light_notes_due,
    read_light_notes,
    renew_light_note,
    write_light_note,
)
from spona.cases.case.actions.noting import add_note
from spona.cases.case.actions.opening import let_in, open_case
from spona.cases.case.actions.reading import read_file, read_names
from spona.cases.case.actions.writing import write_section

__all__ = [
    "FIRST_CONTACT",
    "add_note",
    "assign_first_contact",
    "attach_file",
    "begin_first_contact",
    "end_first_contact",
    "end_light_note",
    "end_light_notes_due",
    "let_in",
    "open_case",
    "read_attached",
    "read_file",
    "read_light_notes",
    "read_names",
    "renew_light_note",
    "write_light_note",
    "write_section",
]
