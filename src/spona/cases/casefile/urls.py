"""Paths of a file and of light notes, added to those of the app."""

from __future__ import annotations

from django.urls import path

from spona.cases.casefile.views import files, notes

urlpatterns = [
    path("f/new/", files.self_report, name="self_report"),
    path("f/hand-over/", files.hand_over_work, name="hand_over_work"),
    path("f/<slug:reference>/", files.file, name="file"),
    path("f/<slug:reference>/name/", files.show_file_name, name="show_file_name"),
    path("f/<slug:reference>/edit/<slug:section>/", files.write_section, name="write_section"),
    path("f/<slug:reference>/count/", files.write_count, name="write_count"),
    path("f/<slug:reference>/notes/", files.add_note, name="add_note"),
    path("f/<slug:reference>/attach/", files.attach_file, name="attach_file"),
    path("f/<slug:reference>/attached/<uuid:file_id>/", files.read_attached, name="read_attached"),
    path("f/<slug:reference>/team/", files.team, name="team"),
    path("f/<slug:reference>/team/assign/", files.assign_file, name="assign_file"),
    path("f/<slug:reference>/team/unassign/", files.unassign_file, name="unassign_file"),
    path("f/<slug:reference>/team/exclude/", files.exclude, name="exclude"),
    path("f/<slug:reference>/holders/", files.name_holders, name="name_holders"),
    path("f/<slug:reference>/log/", files.file_log, name="file_log"),
    path("f/<slug:reference>/told/", files.told, name="told"),
    path("f/<slug:reference>/join/", files.join_files, name="join_files"),
    path("kept/", notes.light_notes, name="light_notes"),
    path("kept/new/", notes.write_light_note, name="write_light_note"),
    path("kept/<uuid:note_id>/renew/", notes.renew_light_note, name="renew_light_note"),
    path("kept/<uuid:note_id>/end/", notes.end_light_note, name="end_light_note"),
]
