"""Paths of what went on paper, added to those of the app."""

from __future__ import annotations

from django.urls import path

from spona.cases.offline_partners import views

urlpatterns = [
    path("blank/", views.blank_forms, name="blank_forms"),
    path("blank/<slug:name>.pdf", views.print_blank_form, name="print_blank_form"),
    path("r/<slug:reference>/call.pdf", views.print_call, name="print_call"),
    path("r/<slug:reference>/handed/", views.deliver, name="deliver"),
    path("r/<slug:reference>/calls/", views.log_call, name="log_call"),
    path("r/<slug:reference>/heard/<slug:code>/", views.answer, name="hear"),
    path("r/<slug:reference>/paper-back/", views.recall, name="recall"),
    path("r/<slug:reference>/packet/", views.send_packet, name="send_packet"),
    path("r/<slug:reference>/scan/", views.add_scan, name="add_scan"),
    path("r/<slug:reference>/scan/<uuid:file_id>/", views.read_scan, name="read_scan"),
]
