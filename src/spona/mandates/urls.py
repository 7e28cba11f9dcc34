from django.urls import path

from . import views

app_name = "mandates"

urlpatterns = [
    path("mandates/documents/", views.documents, name="documents"),
    path("mandates/documents/new/<slug:slug>/", views.write_document, name="write_document"),
    path("mandates/coverage/", views.coverage, name="coverage"),
    path("mandates/coverage/<slug:kind>/", views.export_coverage, name="export_coverage"),
    path("mandates/seats/<slug:slug>/", views.seats, name="seats"),
    path("mandates/people/<uuid:member_id>/", views.hand_over, name="hand_over"),
    path(
        "mandates/signatures/<uuid:signatory_id>/paper/",
        views.signatory_paper,
        name="signatory_paper",
    ),
    path(
        "mandates/signatures/<uuid:signatory_id>/withdraw/",
        views.withdraw_signatory,
        name="withdraw_signatory",
    ),
    path("mandates/owed/<uuid:condition_id>/", views.condition, name="condition"),
    path("mandates/owed/<uuid:condition_id>/paper/", views.condition_paper, name="condition_paper"),
    path(
        "mandates/owed/<uuid:condition_id>/withdraw/",
        views.withdraw_condition,
        name="withdraw_condition",
    ),
    path("mandates/conditions/<slug:slug>/", views.conditions, name="conditions"),
    path("mandates/conditions/<slug:slug>/switch/", views.turn_switch, name="turn_switch"),
    path("mandates/conditions/<slug:slug>/<slug:code>/", views.institution, name="institution"),
    path(
        "mandates/conditions/<slug:slug>/<slug:code>/<slug:kind>/",
        views.write_condition,
        name="write_condition",
    ),
    path("mandates/documents/<uuid:document_id>/", views.document, name="document"),
    path(
        "mandates/documents/<uuid:document_id>/paper/", views.document_paper, name="document_paper"
    ),
    path(
        "mandates/documents/<uuid:document_id>/correct/",
        views.correct_document,
        name="correct_document",
    ),
    path("mandates/documents/<uuid:document_id>/end/", views.end_document, name="end_document"),
    path(
        "mandates/documents/<uuid:document_id>/withdraw/",
        views.withdraw_document,
        name="withdraw_document",
    ),
    path(
        "mandates/documents/<uuid:document_id>/signatures/",
        views.sign_document,
        name="sign_document",
    ),
]
