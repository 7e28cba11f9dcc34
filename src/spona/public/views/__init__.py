"""The public pages, and the two health checks."""

from spona.public.views.figures import figures, series, series_csv
from spona.public.views.health import healthz, leave, readyz, tip_begin
from spona.public.views.help import (
    front,
    help_in_town,
    help_now,
    in_phrases,
    in_phrases_in_town,
    languages,
    to_phrases,
)
from spona.public.views.leaflet import leaflet, leaflet_in_town
from spona.public.views.library import events, news, publication, publications, story
from spona.public.views.near import service, services
from spona.public.views.networks import network, project, projects
from spona.public.views.releases import network_figures, reading, release, release_csv
from spona.public.views.security_contact import security_contact
from spona.public.views.signs import after, rights, signs, signs_for_reader

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
    "network_figures",
    "news",
    "project",
    "projects",
    "publication",
    "publications",
    "reading",
    "readyz",
    "release",
    "release_csv",
    "rights",
    "security_contact",
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
