"""The addresses of one app and the one it links to, without the apps above."""

from django.urls import include, path

urlpatterns = [
    path("", include("spona.tasks.urls")),
    path("", include("spona.notifications.urls")),
]
