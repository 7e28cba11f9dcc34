from django.urls import path

from spona.projects import views

app_name = "projects"
_PART = "projects/<slug:slug>/parts/<slug:part>/"
urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/new/", views.create, name="create"),
    path("projects/rates/", views.rates, name="rates"),
    path("projects/rates/<uuid:rate_id>/withdraw/", views.withdraw_rate, name="withdraw_rate"),
    path("projects/<slug:slug>/", views.project, name="project"),
    path("projects/<slug:slug>/edit/", views.edit, name="edit"),
    path("projects/<slug:slug>/budget/<slug:kind>/", views.budget, name="budget"),
    path("projects/<slug:slug>/sent/<uuid:row_id>/", views.sent, name="sent"),
    path("projects/<slug:slug>/sent/<uuid:row_id>/undo/", views.unsent, name="unsent"),
    path(_PART, views.part, name="part"),
    path(f"{_PART}<uuid:row_id>/", views.change, name="change"),
    path(f"{_PART}<uuid:row_id>/take-out/", views.take_out, name="take_out"),
    path(f"{_PART}<uuid:row_id>/put-back/", views.put_back, name="put_back"),
    path(f"{_PART}<uuid:row_id>/paper/", views.paper, name="paper"),
]
