"""Addresses of `SPONA_TIP_HOST`: the public pages alone, so no page can link to another one."""

from django.urls import include, path

from spona.library import urls as library
from spona.public import urls as public
from spona.public import views
from spona.services.hsds import urls as hsds
from spona.surveys import urls as surveys
from spona.tipline import urls as tipline

handler400 = "spona.middleware.refusals.bad_request"
handler403 = "spona.middleware.refusals.forbidden"
handler404 = "spona.middleware.refusals.not_found"
handler500 = "spona.middleware.refusals.server_error"

urlpatterns = [
    path("", views.tip_begin, name="tip_begin"),
    path("", include((tipline.public, "tipline"))),
    path("", include((public.urlpatterns, "public"))),
    path("", include((hsds.urlpatterns, "hsds"))),
    path("", include((library.public, "library"))),
    path("", include((surveys.public, "surveys"))),
]
