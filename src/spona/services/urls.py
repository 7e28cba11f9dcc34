from django.urls import path

from spona.services import views

app_name = "services"
urlpatterns = [
    path("services/", views.network, name="network"),
    path("services/sheet/<uuid:sheet_id>/", views.sheet, name="sheet"),
    path("services/<slug:slug>/<slug:period>/table/<slug:kind>/", views.export, name="export"),
    path("services/<slug:slug>/<slug:quarter>/<slug:code>/", views.type_totals, name="type_totals"),
]
