"""Paths of this step, added to those of the app. A filter may stand in one, a name never."""

from __future__ import annotations

from django.urls import path

from spona.cases.worklists import views

urlpatterns = [
    path("reports/", views.sent, name="sent"),
    path("reports/export/", views.export_sent, name="export_sent"),
    path("arrived/", views.queue, name="queue"),
    path("arrived/export/", views.export_queue, name="export_queue"),
    path("files/", views.files, name="files"),
    path("files/find/", views.find, name="find"),
    path("files/export/", views.export_files, name="export_files"),
]
