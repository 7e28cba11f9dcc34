from django.urls import path

from spona.services import views

app_name = "services"
_ONE = "services/offers/<uuid:service_id>/"
urlpatterns = [
    path("services/", views.network, name="network"),
    path("services/sheet/<uuid:sheet_id>/", views.sheet, name="sheet"),
    path("services/offers/", views.offers, name="offers"),
    path("services/offers/confirm/", views.to_confirm, name="to_confirm"),
    path("services/offers/new/<slug:code>/", views.write, name="write"),
    path(_ONE, views.offer, name="offer"),
    path(f"{_ONE}change/", views.change, name="change"),
    path(f"{_ONE}end/", views.end, name="end"),
    path(f"{_ONE}back/", views.bring_back, name="bring_back"),
    path(f"{_ONE}confirm/", views.confirm, name="confirm"),
    path(f"{_ONE}full/", views.full, name="full"),
    path(f"{_ONE}free/", views.free, name="free"),
    path(f"{_ONE}place/", views.put_at, name="put_at"),
    path(f"{_ONE}place/<uuid:at_id>/", views.place, name="place"),
    path(f"{_ONE}place/<uuid:at_id>/out/", views.take_from, name="take_from"),
    path(f"{_ONE}part/<slug:kind>/", views.part, name="part"),
    path(f"{_ONE}part/<slug:kind>/<uuid:part_id>/", views.part, name="change_part"),
    path(f"{_ONE}part/<slug:kind>/<uuid:part_id>/out/", views.take_out, name="take_out"),
    path("services/<slug:slug>/<slug:period>/table/<slug:kind>/", views.export, name="export"),
    path("services/<slug:slug>/<slug:quarter>/<slug:code>/", views.type_totals, name="type_totals"),
]
