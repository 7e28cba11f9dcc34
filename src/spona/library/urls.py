"""`public` are files that anybody may fetch; they answer on the name of the public pages too."""

from typing import Final

from django.conf import settings
from django.urls import re_path

from spona.library import views

app_name = "library"
_CODES: Final = "|".join(code for code, _name in settings.PUBLIC_LANGUAGES)
_LANGUAGE: Final = rf"^(?P<language>{_CODES})/"
_HASH: Final = r"(?P<sha256>[0-9a-f]{64})"
public = [
    re_path(rf"^pictures/{_HASH}\.jpg$", views.picture_file, name="picture_file"),
    re_path(rf"^publications/{_HASH}\.pdf$", views.publication_file, name="publication_file"),
    re_path(
        rf"^recordings/{_HASH}\.(?P<kind>ogg|mp3)$", views.recording_file, name="recording_file"
    ),
    re_path(_LANGUAGE + r"calendar\.ics$", views.calendar, name="calendar"),
    re_path(
        _LANGUAGE + r"calendar/(?P<slug>[a-z0-9-]+)\.ics$", views.calendar_of, name="calendar_of"
    ),
]
urlpatterns = [*public]
