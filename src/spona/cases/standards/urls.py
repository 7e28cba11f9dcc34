"""Paths of this step, added to those of the app."""

from __future__ import annotations

from django.urls import path

from spona.cases.standards import views

urlpatterns = [
    path("standards/", views.standards, name="standards"),
    path("standards/rows/", views.standard_rows, name="standard_rows"),
    path("standards/import/", views.standard_import, name="standard_import"),
]
