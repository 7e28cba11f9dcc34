from typing import Final

from django.conf import settings
from django.urls import path, re_path

from spona.site import views

app_name = "site"
_CODES: Final = "|".join(code for code, _name in settings.PUBLIC_LANGUAGES)
_LANGUAGE: Final = rf"^(?P<language>{_CODES})/"
urlpatterns = [
    re_path(_LANGUAGE + r"$", views.front, name="front"),
    re_path(_LANGUAGE + r"help/$", views.help_now, name="help"),
    re_path(_LANGUAGE + r"help/(?P<town>[a-z0-9-]+)/$", views.help_in_town, name="help_in_town"),
    path("exit/", views.leave, name="exit"),
]
