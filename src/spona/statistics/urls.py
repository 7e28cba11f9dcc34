from django.urls import path

from spona.statistics import views
from spona.statistics.figures import views as figures
from spona.statistics.releases import views as releases

app_name = "statistics"
urlpatterns = [
    path("statistics/", views.snapshots, name="snapshots"),
    path("statistics/make/<slug:network>/", views.make, name="make"),
    path("statistics/years/", figures.figures_list, name="figures"),
    path("statistics/years/received/", figures.received, name="figures_received"),
    path("statistics/years/received/<int:year>/<str:shape>/", figures.sums, name="figures_sums"),
    path(
        "statistics/years/received/<int:year>/<str:shape>/spona.<str:kind>",
        figures.sums_file,
        name="figures_file",
    ),
    path("statistics/years/make/<slug:network>/", figures.make, name="figures_make"),
    path("statistics/years/<uuid:figures_id>/", figures.one, name="figures_one"),
    path("statistics/releases/<slug:network>/", releases.releases, name="releases"),
    path("statistics/releases/<slug:network>/new/", releases.announce, name="announce_release"),
    path("statistics/release/<uuid:release_id>/", releases.release, name="release"),
    path("statistics/release/<uuid:release_id>/make/", releases.make, name="make_release"),
    path("statistics/release/<uuid:release_id>/freeze/", releases.freeze, name="freeze_release"),
    path("statistics/release/<uuid:release_id>/approve/", releases.approve, name="approve_release"),
    path("statistics/release/<uuid:release_id>/refuse/", releases.refuse, name="refuse_release"),
    path("statistics/<uuid:snapshot_id>/", views.show, name="show"),
    path("statistics/<uuid:snapshot_id>/spona.<str:kind>", views.export, name="export"),
]
