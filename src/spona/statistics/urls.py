from django.urls import path

from spona.statistics import views

app_name = "statistics"
urlpatterns = [
    path("statistics/", views.snapshots, name="snapshots"),
    path("statistics/make/<slug:network>/", views.make, name="make"),
    path("statistics/<uuid:snapshot_id>/", views.show, name="show"),
    path("statistics/<uuid:snapshot_id>/spona.<str:kind>", views.export, name="export"),
]
