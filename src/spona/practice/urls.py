"""Paths of the app: a drill is a random id, a story a word of its own; neither tells a matter."""

from __future__ import annotations

from django.urls import path

from spona.practice import views

app_name = "practice"
urlpatterns = [
    path("practice/", views.overview, name="overview"),
    path("practice/export/", views.export, name="export"),
    path("practice/reminding/<slug:slug>/", views.set_reminding, name="set_reminding"),
    path("practice/new/<slug:scenario>/", views.call_drill, name="call_drill"),
    path("practice/d/<uuid:drill_id>/", views.drill, name="drill"),
    path("practice/d/<uuid:drill_id>/join/", views.join_drill, name="join_drill"),
    path("practice/d/<uuid:drill_id>/leave/", views.leave_drill, name="leave_drill"),
    path("practice/d/<uuid:drill_id>/begin/", views.begin_drill, name="begin_drill"),
    path(
        "practice/d/<uuid:drill_id>/membership/", views.switch_membership, name="switch_membership"
    ),
    path("practice/d/<uuid:drill_id>/look/", views.advance, name="advance"),
    path("practice/d/<uuid:drill_id>/end/", views.end_drill, name="end_drill"),
    path("practice/d/<uuid:drill_id>/paper/", views.print_feedback, name="print_feedback"),
]
