"""The apps that the directory stands on, and itself."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from spona.access.guards import public


def page(request: HttpRequest) -> dict[str, object]:
    """The context of each page, without the top bar: its words lead to apps above."""
    identity = getattr(request, "identity", None)
    return {
        "language": request.language,
        "theme": identity.account.theme if identity else "",
        "actor": getattr(request, "actor", None),
    }


@public
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("home")


handler403 = "spona.middleware.refusals.forbidden"
handler404 = "spona.middleware.refusals.not_found"

urlpatterns = [
    path("", home),
    path("", include("spona.identity.urls")),
    path("", include("spona.directory.urls")),
    path("", include("spona.deadlines.urls")),
    path("", include("spona.reference.urls")),
]
