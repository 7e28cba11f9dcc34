"""Paths of this step, added to those of the app."""

from __future__ import annotations

from django.urls import path

from spona.cases.export import views

urlpatterns = [
    path("cases/institution/take-out/", views.take_out, name="take_out"),
    path("cases/institution/take-out/archive/", views.take_out_archive, name="take_out_archive"),
]
