from django.urls import path

from spona.gatherings import views

app_name = "gatherings"
urlpatterns = [
    path("m/", views.meetings, name="meetings"),
    path("m/<slug:reference>/", views.read, name="read"),
    path("m/<slug:reference>/answer/", views.answer, name="answer"),
    path("m/<slug:reference>/attendance/", views.attendance, name="attendance"),
    path("m/<slug:reference>/decide/", views.decide, name="decide"),
    path("m/<slug:reference>/call-off/", views.call_off, name="call_off"),
]
