"""Paths of a file and of light notes, added to those of the app."""

from __future__ import annotations

from django.urls import path

from spona.cases.casefile.views import data_requests, files, notes

urlpatterns = [
    path("cases/new/", files.self_report, name="self_report"),
    path("cases/hand-over/", files.hand_over_work, name="hand_over_work"),
    path("cases/assessment/", files.assessment_rule, name="assessment_rule"),
    path("cases/closed/", files.closed_files, name="closed_files"),
    path("cases/destroyed/", files.destroyed_files, name="destroyed_files"),
    path("cases/retention/", files.retention_rules, name="retention_rules"),
    path(
        "cases/retention/<uuid:rule_id>/adopt/",
        files.adopt_retention_rule,
        name="adopt_retention_rule",
    ),
    path(
        "cases/retention/<uuid:rule_id>/withdraw/",
        files.withdraw_retention_rule,
        name="withdraw_retention_rule",
    ),
    path("cases/<slug:reference>/", files.file, name="file"),
    path("cases/<slug:reference>/name/", files.show_file_name, name="show_file_name"),
    path("cases/<slug:reference>/edit/<slug:section>/", files.write_section, name="write_section"),
    path("cases/<slug:reference>/people/", files.add_person, name="add_person"),
    path(
        "cases/<slug:reference>/people/<uuid:person_id>/", files.change_person, name="change_person"
    ),
    path(
        "cases/<slug:reference>/people/<uuid:person_id>/take-out/",
        files.take_out_person,
        name="take_out_person",
    ),
    path("cases/<slug:reference>/erasures/", files.asked_erasures, name="asked_erasures"),
    path(
        "cases/<slug:reference>/history/<slug:section>/",
        files.section_history,
        name="section_history",
    ),
    path(
        "cases/<slug:reference>/history/<slug:section>/<int:revision>/",
        files.section_text,
        name="section_text",
    ),
    path(
        "cases/<slug:reference>/history/<slug:section>/<int:revision>/erase/",
        files.ask_to_erase,
        name="ask_to_erase",
    ),
    path(
        "cases/<slug:reference>/history/<slug:section>/<int:revision>/agree/",
        files.agree_to_erase,
        name="agree_to_erase",
    ),
    path(
        "cases/<slug:reference>/history/<slug:section>/<int:revision>/keep/",
        files.refuse_to_erase,
        name="refuse_to_erase",
    ),
    path("cases/<slug:reference>/steps/new/", files.add_step, name="add_step"),
    path("cases/<slug:reference>/steps/<uuid:task_id>/", files.end_step, name="end_step"),
    path(
        "cases/<slug:reference>/steps/<uuid:task_id>/change/",
        files.change_step,
        name="change_step",
    ),
    path(
        "cases/<slug:reference>/steps/<uuid:task_id>/undo/", files.reopen_step, name="reopen_step"
    ),
    path("cases/<slug:reference>/reminders/new/", files.add_reminder, name="add_reminder"),
    path(
        "cases/<slug:reference>/reminders/<uuid:task_id>/done/",
        files.end_reminder,
        name="end_reminder",
    ),
    path("cases/<slug:reference>/assessment/", files.ask_to_approve, name="ask_to_approve"),
    path(
        "cases/<slug:reference>/assessment/approve/",
        files.approve_assessment,
        name="approve_assessment",
    ),
    path(
        "cases/<slug:reference>/assessment/take-back/",
        files.take_back_assessment,
        name="take_back_assessment",
    ),
    path("cases/<slug:reference>/decision/", files.write_decision, name="write_decision"),
    path(
        "cases/<slug:reference>/decision/<uuid:decision_id>/",
        files.correct_decision,
        name="correct_decision",
    ),
    path(
        "cases/<slug:reference>/decision/<uuid:decision_id>/paper/",
        files.sign_told,
        name="sign_told",
    ),
    path("cases/<slug:reference>/plan/", files.careplan, name="careplan"),
    path("cases/<slug:reference>/plan/needs/new/", files.add_need, name="add_need"),
    path(
        "cases/<slug:reference>/plan/needs/<uuid:need_id>/", files.change_need, name="change_need"
    ),
    path(
        "cases/<slug:reference>/plan/needs/<uuid:need_id>/remove/",
        files.remove_need,
        name="remove_need",
    ),
    path(
        "cases/<slug:reference>/plan/needs/<uuid:need_id>/steps/new/",
        files.add_plan_step,
        name="add_plan_step",
    ),
    path(
        "cases/<slug:reference>/plan/steps/<uuid:step_id>/",
        files.change_plan_step,
        name="change_plan_step",
    ),
    path(
        "cases/<slug:reference>/plan/steps/<uuid:step_id>/remove/",
        files.remove_plan_step,
        name="remove_plan_step",
    ),
    path(
        "cases/<slug:reference>/plan/steps/<uuid:step_id>/end/",
        files.end_plan_step,
        name="end_plan_step",
    ),
    path(
        "cases/<slug:reference>/plan/steps/<uuid:step_id>/given/new/",
        files.add_given,
        name="add_given",
    ),
    path(
        "cases/<slug:reference>/plan/given/<uuid:given_id>/",
        files.change_given,
        name="change_given",
    ),
    path(
        "cases/<slug:reference>/plan/given/<uuid:given_id>/remove/",
        files.remove_given,
        name="remove_given",
    ),
    path("cases/<slug:reference>/plan/decided/", files.decided_steps, name="decided_steps"),
    path(
        "cases/<slug:reference>/plan/decided/<uuid:decision_id>/",
        files.step_of_decision,
        name="step_of_decision",
    ),
    path("cases/<slug:reference>/plan/adopt/", files.adopt_plan, name="adopt_plan"),
    path("cases/<slug:reference>/plan/person/", files.ask_about_paper, name="ask_about_paper"),
    path(
        "cases/<slug:reference>/plan/person/read/", files.read_person_plan, name="read_person_plan"
    ),
    path("cases/<slug:reference>/plan/person/print/", files.print_plan, name="print_plan"),
    path("cases/<slug:reference>/plan/paper/", files.sign_plan, name="sign_plan"),
    path("cases/<slug:reference>/part/<slug:part>/", files.file, name="file_part"),
    path("cases/<slug:reference>/legal/", files.legal_track, name="legal_track"),
    path("cases/<slug:reference>/legal/new/", files.add_legal_entry, name="add_legal_entry"),
    path(
        "cases/<slug:reference>/legal/<uuid:entry_id>/",
        files.change_legal_entry,
        name="change_legal_entry",
    ),
    path(
        "cases/<slug:reference>/legal/<uuid:entry_id>/remove/",
        files.remove_legal_entry,
        name="remove_legal_entry",
    ),
    path(
        "cases/<slug:reference>/legal/<uuid:entry_id>/days/new/",
        files.add_hearing,
        name="add_hearing",
    ),
    path(
        "cases/<slug:reference>/legal/days/<uuid:hearing_id>/",
        files.change_hearing,
        name="change_hearing",
    ),
    path(
        "cases/<slug:reference>/legal/days/<uuid:hearing_id>/remove/",
        files.remove_hearing,
        name="remove_hearing",
    ),
    path(
        "cases/<slug:reference>/legal/days/<uuid:hearing_id>/m.ics",
        files.hearing_calendar,
        name="hearing_calendar",
    ),
    path("cases/<slug:reference>/notes/", files.notes, name="notes"),
    path("cases/<slug:reference>/notes/new/", files.add_note, name="add_note"),
    path(
        "cases/<slug:reference>/notes/<uuid:note_id>/correct/",
        files.correct_note,
        name="correct_note",
    ),
    path("cases/<slug:reference>/attach/", files.attach_file, name="attach_file"),
    path("cases/<slug:reference>/attached/", files.attachments, name="attachments"),
    path(
        "cases/<slug:reference>/attached/<uuid:file_id>/", files.read_attached, name="read_attached"
    ),
    path("cases/<slug:reference>/team/", files.team, name="team"),
    path("cases/<slug:reference>/team/assign/", files.assign_file, name="assign_file"),
    path("cases/<slug:reference>/team/unassign/", files.unassign_file, name="unassign_file"),
    path("cases/<slug:reference>/team/exclude/", files.exclude, name="exclude"),
    path("cases/<slug:reference>/holders/", files.name_holders, name="name_holders"),
    path("cases/<slug:reference>/log/", files.file_log, name="file_log"),
    path("cases/<slug:reference>/disclosures/", files.disclosures, name="disclosures"),
    path("cases/<slug:reference>/close/", files.close_file, name="close_file"),
    path("cases/<slug:reference>/close/confirm/", files.confirm_closing, name="confirm_closing"),
    path(
        "cases/<slug:reference>/close/take-back/",
        files.take_back_closing,
        name="take_back_closing",
    ),
    path("cases/<slug:reference>/closing/paper/", files.sign_closing, name="sign_closing"),
    path("cases/<slug:reference>/reopen/", files.reopen_file, name="reopen_file"),
    path("cases/<slug:reference>/retention/", files.retention, name="retention"),
    path(
        "cases/<slug:reference>/destroy/confirm/",
        files.confirm_destroying,
        name="confirm_destroying",
    ),
    path("cases/<slug:reference>/destroyed/", files.destroyed_file, name="destroyed_file"),
    path(
        "cases/<slug:reference>/destroyed/paper/", files.sign_destruction, name="sign_destruction"
    ),
    path("cases/<slug:reference>/whole/", files.whole_file, name="whole_file"),
    path("cases/<slug:reference>/whole.pdf", files.print_whole_file, name="print_whole_file"),
    path("cases/<slug:reference>/join/", files.join_files, name="join_files"),
    path("data-requests/", data_requests.data_requests, name="data_requests"),
    path("data-requests/new/", data_requests.new_data_request, name="new_data_request"),
    path("data-requests/<uuid:request_id>/", data_requests.data_request, name="data_request"),
    path("notes/", notes.light_notes, name="light_notes"),
    path("notes/new/", notes.write_light_note, name="write_light_note"),
    path("notes/<uuid:note_id>/renew/", notes.renew_light_note, name="renew_light_note"),
    path("notes/<uuid:note_id>/end/", notes.end_light_note, name="end_light_note"),
]
