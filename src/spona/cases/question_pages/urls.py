"""Paths of a network's questions, added to those of the app."""

from __future__ import annotations

from django.urls import path

from spona.cases.question_pages import views

urlpatterns = [
    path("questions/", views.questions, name="questions"),
    path("questions/<slug:slug>/new/", views.propose_question, name="propose_question"),
    path("questions/<slug:slug>/hide/<str:key>/", views.propose_hiding, name="propose_hiding"),
    path("questions/<slug:slug>/end/<str:key>/", views.propose_end, name="propose_question_end"),
    path(
        "questions/<slug:slug>/<uuid:proposal_id>/",
        views.question_proposal,
        name="question_proposal",
    ),
    path(
        "questions/<slug:slug>/<uuid:proposal_id>/confirm/",
        views.confirm_question,
        name="confirm_question",
    ),
    path(
        "questions/<slug:slug>/<uuid:proposal_id>/refuse/",
        views.refuse_question,
        name="refuse_question",
    ),
    path(
        "questions/<slug:slug>/<uuid:proposal_id>/withdraw/",
        views.withdraw_question,
        name="withdraw_question",
    ),
]
