"""The addresses of one app alone, without the apps above."""

from django.urls import include, path

urlpatterns = [path("", include("spona.notifications.urls"))]
