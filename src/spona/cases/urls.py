"""Paths of the app: a neutral reference or a random id, never a matter."""

from __future__ import annotations

from django.urls import path

from spona.cases.casefile import views as casefile
from spona.cases.casefile.urls import urlpatterns as file_pages
from spona.cases.casefile.views.files import open_another
from spona.cases.conference_pages.urls import urlpatterns as conference_pages
from spona.cases.export.urls import urlpatterns as export_pages
from spona.cases.intake import views as intake
from spona.cases.offline_partners import views as offline_partners
from spona.cases.offline_partners.urls import urlpatterns as paper_pages
from spona.cases.question_pages.urls import urlpatterns as question_pages
from spona.cases.referral_pages.urls import urlpatterns as referral_pages
from spona.cases.standards.urls import urlpatterns as standard_pages
from spona.cases.worklists.urls import urlpatterns as list_pages

app_name = "cases"

urlpatterns = [
    *list_pages,
    *export_pages,
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
    path("signs/<uuid:draft_id>/report.pdf", offline_partners.print_draft, name="print_draft"),
    path(
        "signs/<uuid:draft_id>/call.pdf", offline_partners.print_draft_call, name="print_draft_call"
    ),
    path("signs/<uuid:draft_id>/paper/", offline_partners.send_on_paper, name="send_on_paper"),
    path("r/<slug:reference>/", casefile.read, name="read"),
    path("r/<slug:reference>/name/", casefile.show_name, name="show_name"),
    path("r/<slug:reference>/open/", casefile.open_packet, name="open_packet"),
    path("r/<slug:reference>/accept/", casefile.accept, name="accept"),
    path("r/<slug:reference>/another/", open_another, name="open_another"),
    path("r/<slug:reference>/file/", casefile.open_file, name="open_file"),
    path("r/<slug:reference>/assign/", casefile.assign, name="assign"),
    path("r/<slug:reference>/start/", casefile.start_work, name="start_work"),
    path("r/<slug:reference>/feedback/", casefile.give_feedback, name="give_feedback"),
    path("r/<slug:reference>/answer/", casefile.answer_question, name="answer_question"),
    path("r/<slug:reference>/finish/", casefile.finish, name="finish"),
    path(
        "r/<slug:reference>/number/", casefile.write_registry_number, name="write_registry_number"
    ),
    path("r/<slug:reference>/report.pdf", offline_partners.print_report, name="print_report"),
    *paper_pages,
    *file_pages,
    *referral_pages,
    *conference_pages,
    *question_pages,
    *standard_pages,
]
