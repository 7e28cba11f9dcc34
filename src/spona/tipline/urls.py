"""Addresses that name no matter. The public ones carry the language and nothing of the writer."""

from __future__ import annotations

from typing import Final

from django.urls import path, re_path

from spona.tipline.views import answering, reading, reporting, returning, routing, writing
from spona.ui.languages import codes, pattern

app_name = "tipline"
_CODES: Final = pattern(codes("public"))
_MESSAGE: Final = rf"^(?P<language>{_CODES})/message/"
_TOWN: Final = _MESSAGE + r"in/(?P<town>[a-z0-9-]+)/"

# What everybody may open, also under a name of its own (`spona.tip_urls`).
public = [
    re_path(_MESSAGE + r"$", writing.towns, name="towns"),
    re_path(_TOWN + r"$", writing.start, name="start"),
    re_path(_TOWN + r"new/$", writing.send_message, name="send_message"),
    re_path(_TOWN + r"at-work/$", reporting.send_report, name="send_report"),
    re_path(_MESSAGE + r"card/$", returning.print_card, name="print_card"),
    re_path(_MESSAGE + r"receipt/$", returning.print_receipt, name="print_receipt"),
    re_path(_MESSAGE + r"back/$", returning.come_back, name="come_back"),
    re_path(_MESSAGE + r"back/more/$", returning.write_more, name="write_more"),
    re_path(_MESSAGE + r"back/file/$", returning.add_file, name="add_file"),
]
urlpatterns = [
    *public,
    path("network/messages/<slug:slug>/", routing.readers, name="readers"),
    path("network/messages/<slug:slug>/<slug:code>/add/", routing.add_reader, name="add_reader"),
    path("network/messages/<slug:slug>/<slug:code>/end/", routing.end_reader, name="end_reader"),
    path("messages/", reading.arrived, name="arrived"),
    path("messages/<slug:reference>/", reading.read, name="read"),
    path("messages/<slug:reference>/open/", answering.open_tip, name="open_tip"),
    path("messages/<slug:reference>/take/", answering.take_over, name="take_over"),
    path("messages/<slug:reference>/reply/", answering.reply, name="reply"),
    path("messages/<slug:reference>/call/", answering.log_call, name="log_call"),
    path("messages/<slug:reference>/close/", answering.close, name="close"),
    path("messages/<slug:reference>/file/", answering.open_file, name="open_file"),
    path("messages/<slug:reference>/report/", answering.begin_report, name="begin_report"),
    path(
        "messages/<slug:reference>/<uuid:message_id>/<uuid:file_id>/",
        answering.attachment,
        name="attachment",
    ),
]
