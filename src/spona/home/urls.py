from django.urls import path

from spona.home import lease, loop, loop_outcomes, views
from spona.home.life import views as life
from spona.home.start import printing
from spona.home.start import views as start

app_name = "home"
urlpatterns = [
    path("", views.begin, name="begin"),
    path("lease", lease.lease, name="lease"),
    path("desk/", views.desk, name="desk"),
    path("desk/between/", life.between, name="between"),
    path("desk/between/<slug:name>.csv", life.between_file, name="between_file"),
    path("institution/", views.institution, name="institution"),
    path("network/overview/", life.overview, name="overview"),
    path("network/overview/<slug:name>.csv", life.overview_file, name="overview_file"),
    path("loop/", loop.loop_page, name="loop"),
    path("loop/outcomes/", loop_outcomes.outcomes, name="loop_outcomes"),
    path("loop/outcomes/<slug:reference>/", loop_outcomes.outcome, name="loop_outcome"),
    path("loop/<slug:slug>/spona.<str:kind>", loop.loop_export, name="loop_export"),
    path("search/", views.search, name="search"),
    path("start/", start.start, name="start"),
    path("start/<slug:slug>/", start.start_network, name="start_network"),
    path("start/<slug:slug>/papers/", printing.papers, name="papers"),
    path("start/<slug:slug>/papers/<slug:name>.pdf", printing.network_paper, name="network_paper"),
    path(
        "start/<slug:slug>/papers/<slug:code>/<slug:name>.pdf",
        printing.institution_paper,
        name="institution_paper",
    ),
    path("start/<slug:slug>/<slug:step>/", start.start_step, name="start_step"),
]
