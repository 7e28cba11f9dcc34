"""Paths of this step, added to those of the app. A filter may stand in one, a name never."""

from __future__ import annotations

from django.urls import path

from spona.cases.worklists import views

urlpatterns = [
    path("reports/", views.sent, name="sent"),
    path("reports/export/", views.export_sent, name="export_sent"),
    path("inbox/", views.queue, name="queue"),
    path("inbox/export/", views.export_queue, name="export_queue"),
    path("cases/", views.files, name="files"),
    path("cases/mine/", views.mine, name="mine"),
    path("cases/institution/", views.institution, name="institution"),
    path("cases/services-given/", views.figures, name="figures"),
    path("cases/find/", views.find, name="find"),
    path("cases/export/", views.export_files, name="export_files"),
]
