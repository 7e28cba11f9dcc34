"""Pages about projects, for `spona.plans.urls` to take in."""

from django.urls import path

from spona.plans.projects import views

urlpatterns = [
    path("projects/due/<uuid:row_id>/", views.project_report_due, name="project_report_due"),
    path("projects/<slug:slug>/report/", views.project_report, name="project_report"),
    path(
        "projects/<slug:slug>/report/<slug:kind>/",
        views.project_report_file,
        name="project_report_file",
    ),
    path("projects/<slug:slug>/activities/", views.project_activities, name="project_activities"),
    path(
        "projects/<slug:slug>/activities/<slug:kind>/",
        views.project_activities_file,
        name="project_activities_file",
    ),
]
