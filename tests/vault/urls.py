"""The app's pages, for somebody who is signed in already."""

from django.urls import include, path

from spona.middleware.gate import gate
from spona.middleware.refusals import refusals

urlpatterns = [
    path("", include("spona.vault.urls")),
    path("", include("spona.identity.urls")),
    path("", include("spona.directory.urls")),
]

SIGNED_IN = []


def signed_in(get_response):
    def middleware(request):
        person = SIGNED_IN[-1] if SIGNED_IN else None
        request.actor = person.actor if person else None
        request.keys = person.keys if person else None
        request.language = "sr"
        request.identity = person
        return get_response(request)

    return middleware


__all__ = ["SIGNED_IN", "gate", "refusals", "signed_in", "urlpatterns"]
