"""`public` are files that anybody may fetch; they answer on the name of the public pages too."""

from typing import Final

from django.urls import path, re_path

from spona.library import views
from spona.ui.languages import codes, pattern

app_name = "library"
_CODES: Final = pattern(codes("public"))
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
_ARTICLE: Final = "library/<uuid:article_id>/"
_PUBLICATION: Final = "library/publications/<uuid:publication_id>/"
_EVENT: Final = "library/events/<uuid:event_id>/"
_PICTURE: Final = "library/pictures/<uuid:picture_id>/"
_RECORDING: Final = "library/recordings/<uuid:recording_id>/"
urlpatterns = [
    *public,
    path("library/", views.articles, name="articles"),
    path("library/new/", views.write, name="write"),
    path(_ARTICLE, views.article, name="article"),
    path(f"{_ARTICLE}change/", views.change, name="change"),
    path(f"{_ARTICLE}publish/", views.publish, name="publish"),
    path(f"{_ARTICLE}withdraw/", views.withdraw, name="withdraw"),
    path(f"{_ARTICLE}take-back/", views.take_back, name="take_back"),
    path(f"{_ARTICLE}<int:number>/", views.version, name="version"),
    path(f"{_ARTICLE}<int:number>/preview/", views.preview, name="preview"),
    path(f"{_ARTICLE}<int:number>/bring-back/", views.bring_back, name="bring_back"),
    path("library/publications/", views.publications, name="publications"),
    path("library/publications/new/", views.add_publication, name="add_publication"),
    path(_PUBLICATION, views.publication, name="publication"),
    path(f"{_PUBLICATION}change/", views.change_publication, name="change_publication"),
    path(f"{_PUBLICATION}file/", views.replace_file, name="replace_file"),
    path(f"{_PUBLICATION}show/", views.show_publication, name="show_publication"),
    path(f"{_PUBLICATION}hide/", views.hide_publication, name="hide_publication"),
    path("library/events/", views.events, name="events"),
    path("library/events/new/", views.plan_event, name="plan_event"),
    path(_EVENT, views.event, name="event"),
    path(f"{_EVENT}change/", views.change_event, name="change_event"),
    path(f"{_EVENT}off/", views.call_off, name="call_off"),
    path(f"{_EVENT}on/", views.call_on, name="call_on"),
    path(f"{_EVENT}show/", views.show_event, name="show_event"),
    path(f"{_EVENT}hide/", views.hide_event, name="hide_event"),
    path("library/pictures/", views.pictures, name="pictures"),
    path("library/pictures/new/", views.add_picture, name="add_picture"),
    path(_PICTURE, views.picture, name="picture"),
    path(f"{_PICTURE}withdraw/", views.withdraw_picture, name="withdraw_picture"),
    path("library/phrases/", views.phrases, name="phrases"),
    path("library/phrases/<slug:language>/", views.phrases_of, name="phrases_of"),
    path(
        "library/phrases/<slug:language>/take-back/",
        views.take_back_phrases,
        name="take_back_phrases",
    ),
    path("library/recordings/", views.recordings, name="recordings"),
    path("library/recordings/new/", views.add_recording, name="add_recording"),
    path(f"{_RECORDING}show/", views.show_recording, name="show_recording"),
    path(f"{_RECORDING}hide/", views.hide_recording, name="hide_recording"),
]
