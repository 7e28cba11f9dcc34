"""Addresses that name no matter; the language stands in front of all but the way out."""

from typing import Final

from django.urls import path, re_path

from spona.public import views
from spona.ui.languages import codes, pattern

app_name = "public"
_CODES: Final = pattern(codes("public"))
_LANGUAGE: Final = rf"^(?P<language>{_CODES})/"
_PHRASES: Final = rf"^(?P<language>{pattern(codes('phrases'))})/"
_TOWN: Final = r"(?P<town>[a-z0-9-]+)/"
_SLUG: Final = r"(?P<slug>[a-z0-9-]+)/"
_YEARS: Final = r"(?P<years>[0-9]{4}|together)"
_CODE: Final = r"(?P<code>[a-z0-9-]+)"
urlpatterns = [
    re_path(_LANGUAGE + r"$", views.front, name="front"),
    re_path(_LANGUAGE + r"help/$", views.help_now, name="help"),
    re_path(_LANGUAGE + r"help/" + _TOWN + "$", views.help_in_town, name="help_in_town"),
    re_path(_LANGUAGE + r"list\.pdf$", views.leaflet, name="leaflet"),
    re_path(
        _LANGUAGE + r"help/" + _TOWN + r"list\.pdf$", views.leaflet_in_town, name="leaflet_in_town"
    ),
    re_path(_PHRASES + r"help/$", views.in_phrases, name="phrases"),
    re_path(_PHRASES + r"help/" + _TOWN + "$", views.in_phrases_in_town, name="phrases_in_town"),
    re_path(_LANGUAGE + r"languages/$", views.languages, name="languages"),
    re_path(_LANGUAGE + r"town/" + _TOWN + "$", views.network, name="network"),
    re_path(_LANGUAGE + r"signs/$", views.signs, name="signs"),
    re_path(
        _LANGUAGE + r"signs/(?P<who>[a-z]+)/$", views.signs_for_reader, name="signs_for_reader"
    ),
    re_path(_LANGUAGE + r"rights/$", views.rights, name="rights"),
    re_path(_LANGUAGE + r"after/$", views.after, name="after"),
    re_path(_LANGUAGE + r"figures/$", views.figures, name="figures"),
    re_path(_LANGUAGE + r"figures/reading/$", views.reading, name="reading"),
    re_path(
        _LANGUAGE + r"figures/network/" + _SLUG + "$", views.network_figures, name="network_figures"
    ),
    re_path(_LANGUAGE + r"figures/network/" + _SLUG + _YEARS + "/$", views.release, name="release"),
    re_path(
        _LANGUAGE + r"figures/network/" + _SLUG + _YEARS + r"\.csv$",
        views.release_csv,
        name="release_csv",
    ),
    re_path(_LANGUAGE + r"figures/" + _CODE + r"/$", views.series, name="series"),
    re_path(_LANGUAGE + r"figures/" + _CODE + r"\.csv$", views.series_csv, name="series_csv"),
    re_path(_LANGUAGE + r"projects/$", views.projects, name="projects"),
    re_path(_LANGUAGE + r"projects/" + _SLUG + "$", views.project, name="project"),
    re_path(_LANGUAGE + r"services/$", views.services, name="services"),
    re_path(_LANGUAGE + r"services/(?P<service_id>[0-9a-f-]{36})/$", views.service, name="service"),
    re_path(_LANGUAGE + r"news/$", views.news, name="news"),
    re_path(_LANGUAGE + r"events/$", views.events, name="events"),
    re_path(_LANGUAGE + r"publications/$", views.publications, name="publications"),
    re_path(_LANGUAGE + r"publications/" + _SLUG + "$", views.publication, name="publication"),
    re_path(_LANGUAGE + r"read/" + _SLUG + "$", views.story, name="story"),
    path("exit/", views.leave, name="exit"),
    path(".well-known/security.txt", views.security_contact, name="security_contact"),
    # The last one: what none of the others knows.
    re_path(_PHRASES + r".*$", views.to_phrases, name="to_phrases"),
]
