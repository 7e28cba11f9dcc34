from django.urls import path

from . import views

app_name = "mandates"

urlpatterns = [
    path("acts/", views.acts, name="acts"),
    path("acts/new/<slug:slug>/", views.write_act, name="write_act"),
    path("acts/coverage/", views.coverage, name="coverage"),
    path("acts/coverage/<slug:kind>/", views.export_coverage, name="export_coverage"),
    path("acts/seats/<slug:slug>/", views.seats, name="seats"),
    path("acts/people/<uuid:member_id>/", views.hand_over, name="hand_over"),
    path(
        "acts/signatures/<uuid:signatory_id>/paper/", views.signatory_paper, name="signatory_paper"
    ),
    path(
        "acts/signatures/<uuid:signatory_id>/withdraw/",
        views.withdraw_signatory,
        name="withdraw_signatory",
    ),
    path("acts/owed/<uuid:condition_id>/", views.condition, name="condition"),
    path("acts/owed/<uuid:condition_id>/paper/", views.condition_paper, name="condition_paper"),
    path(
        "acts/owed/<uuid:condition_id>/withdraw/",
        views.withdraw_condition,
        name="withdraw_condition",
    ),
    path("acts/conditions/<slug:slug>/", views.conditions, name="conditions"),
    path("acts/conditions/<slug:slug>/switch/", views.turn_switch, name="turn_switch"),
    path("acts/conditions/<slug:slug>/<slug:code>/", views.institution, name="institution"),
    path(
        "acts/conditions/<slug:slug>/<slug:code>/<slug:kind>/",
        views.write_condition,
        name="write_condition",
    ),
    path("acts/<uuid:mandate_id>/", views.act, name="act"),
    path("acts/<uuid:mandate_id>/paper/", views.act_paper, name="act_paper"),
    path("acts/<uuid:mandate_id>/correct/", views.correct_act, name="correct_act"),
    path("acts/<uuid:mandate_id>/end/", views.end_act, name="end_act"),
    path("acts/<uuid:mandate_id>/withdraw/", views.withdraw_act, name="withdraw_act"),
    path("acts/<uuid:mandate_id>/signatures/", views.sign_act, name="sign_act"),
]
