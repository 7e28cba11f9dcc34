"""The app's pages, for somebody who is signed in already."""

from django.urls import include, path

from tests.vault.urls import SIGNED_IN

urlpatterns = [
    path("", include("spona.statistics.urls")),
    path("", include("spona.identity.urls")),
    path("", include("spona.vault.urls")),
]

__all__ = ["SIGNED_IN", "urlpatterns"]
