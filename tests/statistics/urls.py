"""The app's pages, for somebody who is signed in already."""

from django.urls import include, path

from tests.vault.urls import SIGNED_IN

urlpatterns = [
    path("", include("spona.statistics.urls")),
    path("", include("spona.identity.urls")),
    path("", include("spona.vault.urls")),
    # To these lead the tabs above the pages.
    path("", include("spona.surveys.urls")),
    path("", include("spona.dashboard.urls")),
    path("", include("spona.cases.urls")),
]

__all__ = ["SIGNED_IN", "urlpatterns"]
