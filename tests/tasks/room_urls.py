"""The addresses of one room and the one it links to, without the rooms above."""

from django.urls import include, path

urlpatterns = [
    path("", include("spona.tasks.urls")),
    path("", include("spona.notifications.urls")),
]
