from django.urls import include, path

from spona.public import views as public

handler400 = "spona.middleware.refusals.bad_request"
handler403 = "spona.middleware.refusals.forbidden"
handler404 = "spona.middleware.refusals.not_found"
handler500 = "spona.middleware.refusals.server_error"

urlpatterns = [
    path("healthz", public.healthz, name="healthz"),
    path("readyz", public.readyz, name="readyz"),
    # First what most people ask for.
    path("", include("spona.public.urls")),
    path("", include("spona.dashboard.urls")),
    path("", include("spona.identity.urls")),
    path("", include("spona.directory.urls")),
    path("", include("spona.vault.urls")),
    path("", include("spona.deadlines.urls")),
    path("", include("spona.tasks.urls")),
    path("", include("spona.notifications.urls")),
    path("", include("spona.reference.urls")),
    path("", include("spona.mandates.urls")),
    path("", include("spona.projects.urls")),
    path("", include("spona.services.urls")),
    path("", include("spona.services.hsds.urls")),
    path("", include("spona.services.importing.urls")),
    path("", include("spona.meetings.urls")),
    path("", include("spona.training.urls")),
    path("", include("spona.prevention.urls")),
    path("", include("spona.library.urls")),
    path("", include("spona.surveys.urls")),
    path("", include("spona.cases.urls")),
    path("", include("spona.tipline.urls")),
    path("", include("spona.plans.urls")),
    path("", include("spona.practice.urls")),
    path("", include("spona.statistics.urls")),
]
