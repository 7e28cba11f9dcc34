"""The pages of a file: reading it, writing in it, its team, its log, what the person may know."""

from spona.cases.casefile.views.file import file, show_file_name
from spona.cases.casefile.views.files.assessment import (
    approve_assessment,
    ask_to_approve,
    assessment_rule,
    take_back_assessment,
)
from spona.cases.casefile.views.files.attachments import attach_file, attachments, read_attached
from spona.cases.casefile.views.files.careplan import (
    add_need,
    add_plan_step,
    adopt_plan,
    careplan,
    change_need,
    change_plan_step,
    end_plan_step,
    remove_need,
    remove_plan_step,
)
from spona.cases.casefile.views.files.closing import (
    close_file,
    confirm_closing,
    reopen_file,
    take_back_closing,
)
from spona.cases.casefile.views.files.conference_decisions import decided_steps, step_of_decision
from spona.cases.casefile.views.files.decisions import correct_decision, write_decision
from spona.cases.casefile.views.files.disclosures import disclosures, file_log
from spona.cases.casefile.views.files.history import (
    agree_to_erase,
    ask_to_erase,
    asked_erasures,
    refuse_to_erase,
    section_history,
    section_text,
)
from spona.cases.casefile.views.files.holders import name_holders
from spona.cases.casefile.views.files.legal_track import (
    add_hearing,
    add_legal_entry,
    change_hearing,
    change_legal_entry,
    hearing_calendar,
    legal_track,
    remove_hearing,
    remove_legal_entry,
)
from spona.cases.casefile.views.files.notes import add_note, correct_note, notes
from spona.cases.casefile.views.files.opening import join_files, open_another, self_report
from spona.cases.casefile.views.files.papers_to_sign import (
    sign_closing,
    sign_destruction,
    sign_plan,
    sign_told,
)
from spona.cases.casefile.views.files.person_plan import (
    ask_about_paper,
    print_plan,
    read_person_plan,
)
from spona.cases.casefile.views.files.related_people import (
    add_person,
    change_person,
    take_out_person,
)
from spona.cases.casefile.views.files.retention import (
    adopt_retention_rule,
    closed_files,
    confirm_destroying,
    destroyed_file,
    destroyed_files,
    retention,
    retention_rules,
    withdraw_retention_rule,
)
from spona.cases.casefile.views.files.services_given import (
    add_given,
    change_given,
    remove_given,
)
from spona.cases.casefile.views.files.steps import (
    add_reminder,
    add_step,
    change_step,
    end_reminder,
    end_step,
    reopen_step,
)
from spona.cases.casefile.views.files.team import (
    assign_file,
    exclude,
    hand_over_work,
    team,
    unassign_file,
)
from spona.cases.casefile.views.files.whole_case import print_whole_file, whole_file
from spona.cases.casefile.views.files.writing import write_section

__all__ = [
    "add_given",
    "add_hearing",
    "add_legal_entry",
    "add_need",
    "add_note",
    "add_person",
    "add_plan_step",
    "add_reminder",
    "add_step",
    "adopt_plan",
    "adopt_retention_rule",
    "agree_to_erase",
    "approve_assessment",
    "ask_about_paper",
    "ask_to_approve",
    "ask_to_erase",
    "asked_erasures",
    "assessment_rule",
    "assign_file",
    "attach_file",
    "attachments",
    "careplan",
    "change_given",
    "change_hearing",
    "change_legal_entry",
    "change_need",
    "change_person",
    "change_plan_step",
    "change_step",
    "close_file",
    "closed_files",
    "confirm_closing",
    "confirm_destroying",
    "correct_decision",
    "correct_note",
    "decided_steps",
    "destroyed_file",
    "destroyed_files",
    "disclosures",
    "end_plan_step",
    "end_reminder",
    "end_step",
    "exclude",
    "file",
    "file_log",
    "hand_over_work",
    "hearing_calendar",
    "join_files",
    "legal_track",
    "name_holders",
    "notes",
    "open_another",
    "print_plan",
    "print_whole_file",
    "read_attached",
    "read_person_plan",
    "refuse_to_erase",
    "remove_given",
    "remove_hearing",
    "remove_legal_entry",
    "remove_need",
    "remove_plan_step",
    "reopen_file",
    "reopen_step",
    "retention",
    "retention_rules",
    "section_history",
    "section_text",
    "self_report",
    "show_file_name",
    "sign_closing",
    "sign_destruction",
    "sign_plan",
    "sign_told",
    "step_of_decision",
    "take_back_assessment",
    "take_back_closing",
    "take_out_person",
    "team",
    "unassign_file",
    "whole_file",
    "withdraw_retention_rule",
    "write_decision",
    "write_section",
]
