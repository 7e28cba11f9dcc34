from django.urls import path

from spona.dashboard import lease, loop, loop_outcomes, views
from spona.dashboard.onboarding import printing
from spona.dashboard.onboarding import views as onboarding
from spona.dashboard.oversight import views as oversight
from spona.dashboard.overview import views as overview

app_name = "dashboard"
urlpatterns = [
    path("", views.begin, name="begin"),
    path("lease", lease.lease, name="lease"),
    path("desk/", views.desk, name="desk"),
    path("desk/between/", overview.between, name="between"),
    path("desk/between/<slug:name>.csv", overview.between_file, name="between_file"),
    path("institution/", views.institution, name="institution"),
    path("oversight/", oversight.oversight, name="oversight"),
    path("oversight/ended/", oversight.oversight_ended, name="oversight_ended"),
    path("oversight/log/", oversight.oversight_log, name="oversight_log"),
    path("network/overview/", overview.overview, name="overview"),
    path("network/overview/<slug:name>.csv", overview.overview_file, name="overview_file"),
    path("loop/", loop.loop_page, name="loop"),
    path("loop/outcomes/", loop_outcomes.outcomes, name="loop_outcomes"),
    path("loop/outcomes/<slug:reference>/", loop_outcomes.outcome, name="loop_outcome"),
    path("loop/<slug:slug>/spona.<str:kind>", loop.loop_export, name="loop_export"),
    path("search/", views.search, name="search"),
    path("start/", onboarding.start, name="start"),
    path("start/<slug:slug>/", onboarding.start_network, name="start_network"),
    path("start/<slug:slug>/papers/", printing.papers, name="papers"),
    path("start/<slug:slug>/papers/<slug:name>.pdf", printing.network_paper, name="network_paper"),
    path(
        "start/<slug:slug>/papers/<slug:code>/<slug:name>.pdf",
        printing.institution_paper,
        name="institution_paper",
    ),
    path("start/<slug:slug>/<slug:step>/", onboarding.start_step, name="start_step"),
]
