from django.urls import path

from spona.vault import log_views, views

app_name = "vault"
urlpatterns = [
    path("keys/", views.keys, name="keys"),
    path("keys/begin/", views.begin, name="begin"),
    path("keys/add/<uuid:account>/", views.add, name="add"),
    path("keys/confirm/<uuid:account>/", views.confirm, name="confirm"),
    path("keys/remove/<uuid:account>/", views.remove, name="remove"),
    path("keys/numbers/<slug:network>/", views.analysts, name="analysts"),
    path("keys/numbers/<slug:network>/begin/", views.begin_statistics, name="begin_statistics"),
    path("keys/numbers/<slug:network>/add/<uuid:account>/", views.add_analyst, name="add_analyst"),
    path(
        "keys/numbers/<slug:network>/remove/<uuid:account>/",
        views.remove_analyst,
        name="remove_analyst",
    ),
    path("keys/theft/", views.theft, name="theft"),
    path("keys/theft/begin/", views.begin_theft, name="begin_theft"),
    path("keys/theft/on/", views.go_on, name="go_on"),
    path("keys/log/", log_views.log, name="log"),
    path("keys/log/roots/", log_views.roots, name="log_roots"),
    path("keys/log/sign/", log_views.sign, name="log_sign"),
    path("keys/paper/", views.paper, name="paper"),
    path("keys/paper/print/", views.print_paper, name="print_paper"),
    path("keys/paper/use/", views.use_paper, name="use_paper"),
]
