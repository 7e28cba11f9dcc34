"""Paths of the room: a neutral reference or a random id, never a matter."""

from __future__ import annotations

from django.urls import path

from spona.cases.convening.urls import urlpatterns as convening
from spona.cases.intake import views as intake
from spona.cases.lists.urls import urlpatterns as list_pages
from spona.cases.paper import views as paper
from spona.cases.paper.urls import urlpatterns as paper_pages
from spona.cases.referring.urls import urlpatterns as sending_on
from spona.cases.timeline import views as timeline
from spona.cases.timeline.urls import urlpatterns as file_pages

app_name = "cases"

urlpatterns = [
    path("signs/", intake.begin_draft, name="begin_draft"),
    path("signs/<uuid:draft_id>/", intake.danger, name="danger"),
    path("signs/<uuid:draft_id>/signs/", intake.signs, name="signs"),
    path("signs/<uuid:draft_id>/signs/<int:number>/", intake.signs, name="signs"),
    path("signs/<uuid:draft_id>/person/", intake.person, name="person"),
    path("signs/<uuid:draft_id>/recipient/", intake.recipient, name="recipient"),
    path("signs/<uuid:draft_id>/preview/", intake.preview, name="preview"),
    path("signs/<uuid:draft_id>/send/", intake.send, name="send"),
    path("signs/<uuid:draft_id>/save/<slug:part>/", intake.save_draft, name="save_draft"),
    path("signs/<uuid:draft_id>/delete/", intake.delete_draft, name="delete_draft"),
    path("signs/<uuid:draft_id>/report.pdf", paper.print_draft, name="print_draft"),
    path("signs/<uuid:draft_id>/call.pdf", paper.print_draft_call, name="print_draft_call"),
    path("signs/<uuid:draft_id>/paper/", paper.send_on_paper, name="send_on_paper"),
    *list_pages,
    path("r/<slug:reference>/", timeline.read, name="read"),
    path("r/<slug:reference>/name/", timeline.show_name, name="show_name"),
    path("r/<slug:reference>/open/", timeline.open_packet, name="open_packet"),
    path("r/<slug:reference>/accept/", timeline.accept, name="accept"),
    path("r/<slug:reference>/file/", timeline.open_file, name="open_file"),
    path("r/<slug:reference>/assign/", timeline.assign, name="assign"),
    path("r/<slug:reference>/start/", timeline.start_work, name="start_work"),
    path("r/<slug:reference>/feedback/", timeline.give_feedback, name="give_feedback"),
    path("r/<slug:reference>/answer/", timeline.answer_question, name="answer_question"),
    path("r/<slug:reference>/finish/", timeline.finish, name="finish"),
    path(
        "r/<slug:reference>/number/", timeline.write_registry_number, name="write_registry_number"
    ),
    path("r/<slug:reference>/report.pdf", paper.print_report, name="print_report"),
    *paper_pages,
    *file_pages,
    *sending_on,
    *convening,
]
