from django.urls import path

from spona.deadlines import views

app_name = "deadlines"
urlpatterns = [
    path("deadlines/<uuid:deadline_id>/", views.deadline, name="deadline"),
    path("deadlines/", views.rules, name="rules"),
    path("deadlines/<slug:slug>/together/", views.together, name="together"),
    path(
        "deadlines/<slug:slug>/together/propose/", views.propose_together, name="propose_together"
    ),
    path("deadlines/<slug:slug>/together/adopt/", views.adopt_together, name="adopt_together"),
    path("deadlines/<slug:slug>/new/", views.propose_new_rule, name="propose_new_rule"),
    path("deadlines/<slug:slug>/changes/<uuid:proposal_id>/", views.proposal, name="proposal"),
    path(
        "deadlines/<slug:slug>/changes/<uuid:proposal_id>/adopt/",
        views.adopt_rule,
        name="adopt_rule",
    ),
    path(
        "deadlines/<slug:slug>/changes/<uuid:proposal_id>/refuse/",
        views.refuse_rule,
        name="refuse_rule",
    ),
    path(
        "deadlines/<slug:slug>/changes/<uuid:proposal_id>/withdraw/",
        views.withdraw_rule,
        name="withdraw_rule",
    ),
    path("deadlines/<slug:slug>/<slug:key>/", views.rule, name="rule"),
    path("deadlines/<slug:slug>/<slug:key>/change/", views.propose_rule, name="propose_rule"),
    path("deadlines/<slug:slug>/<slug:key>/end/", views.propose_rule_end, name="propose_rule_end"),
    path("absences/", views.absences, name="absences"),
    path("absences/new/", views.enter_absence, name="enter_absence"),
    path("absences/<uuid:absence_id>/end/", views.end_absence, name="end_absence"),
    path("roster/", views.roster, name="roster"),
    path("roster/new/", views.enter_duty, name="enter_duty"),
    path("roster/<uuid:duty_id>/end/", views.end_duty, name="end_duty"),
    path("roster/seen/", views.see_roster, name="see_roster"),
]
