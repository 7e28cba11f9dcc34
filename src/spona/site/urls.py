from django.urls import path, re_path

from spona.site import views

app_name = "site"
_LANGUAGE = r"^(?P<language>sr|sr-latn|en)/"
urlpatterns = [
    re_path(_LANGUAGE + r"$", views.front, name="front"),
    re_path(_LANGUAGE + r"help/$", views.help_now, name="help"),
    re_path(_LANGUAGE + r"help/(?P<town>[a-z0-9-]+)/$", views.help_in_town, name="help_in_town"),
    path("exit/", views.leave, name="exit"),
]
