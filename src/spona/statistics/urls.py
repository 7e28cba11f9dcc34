from django.urls import path

from spona.statistics import views
from spona.statistics.figures import views as figures

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
    path("statistics/<uuid:snapshot_id>/", views.show, name="show"),
    path("statistics/<uuid:snapshot_id>/spona.<str:kind>", views.export, name="export"),
]
