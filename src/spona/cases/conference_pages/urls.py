"""Paths of this step, added to those of the app."""

from __future__ import annotations

from django.urls import path

from spona.cases.conference_pages import views

urlpatterns = [
    path("cases/<slug:reference>/conference/new/", views.call, name="call_conference"),
    path("m/<slug:reference>/conference/", views.conference, name="conference"),
    path("m/<slug:reference>/conference/open/", views.open_shared, name="open_shared"),
    path("m/<slug:reference>/conference/answer/", views.note_answer_of, name="note_answer_of"),
    path("m/<slug:reference>/conference/attendance/", views.attendance, name="attendance"),
    path("m/<slug:reference>/conference/minutes/", views.minutes, name="minutes"),
    path("m/<slug:reference>/conference/minutes.pdf", views.print_minutes, name="print_minutes"),
    path("m/<slug:reference>/conference/decide/", views.decide, name="decide"),
    path("m/<slug:reference>/conference/call-off/", views.call_off, name="call_off"),
    path("m/<slug:reference>/conference/second-look/", views.second_look, name="conference_second"),
    path(
        "m/<slug:reference>/conference/second-look/refuse/",
        views.refuse_conference,
        name="refuse_conference",
    ),
    path("r/<slug:reference>/convene/", views.convene, name="convene"),
]
