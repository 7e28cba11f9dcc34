"""The addresses of one room alone, without the rooms above."""

from django.urls import include, path

urlpatterns = [path("", include("spona.notifications.urls"))]
