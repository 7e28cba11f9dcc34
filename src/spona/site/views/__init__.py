"""The public pages, and the two health checks."""

from spona.site.views.figures import figures, series, series_csv
from spona.site.views.health import healthz, leave, readyz, tip_begin
from spona.site.views.help import (
    front,
    help_in_town,
    help_now,
    in_phrases,
    in_phrases_in_town,
    languages,
    to_phrases,
)
from spona.site.views.leaflet import leaflet, leaflet_in_town
from spona.site.views.library import events, news, publication, publications, story
from spona.site.views.near import service, services
from spona.site.views.networks import network, project, projects
from spona.site.views.signs import after, rights, signs, signs_for_reader

__all__ = [
    "after",
    "events",
    "figures",
    "front",
    "healthz",
    "help_in_town",
    "help_now",
    "in_phrases",
    "in_phrases_in_town",
    "languages",
    "leaflet",
    "leaflet_in_town",
    "leave",
    "network",
    "news",
    "project",
    "projects",
    "publication",
    "publications",
    "readyz",
    "rights",
    "series",
    "series_csv",
    "service",
    "services",
    "signs",
    "signs_for_reader",
    "story",
    "tip_begin",
    "to_phrases",
]
