"""Addresses of `SPONA_TIP_HOST`: the public pages alone, so no page can link to another one."""

from django.urls import include, path

from spona.library import urls as library
from spona.site import urls as site
from spona.site import views
from spona.tipline import urls as tipline

handler400 = "spona.middleware.refusals.bad_request"
handler403 = "spona.middleware.refusals.forbidden"
handler404 = "spona.middleware.refusals.not_found"
handler500 = "spona.middleware.refusals.server_error"

urlpatterns = [
    path("", views.tip_begin, name="tip_begin"),
    path("", include((tipline.public, "tipline"))),
    path("", include((site.urlpatterns, "site"))),
    path("", include((library.public, "library"))),
]
