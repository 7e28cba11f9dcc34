from django.urls import path, register_converter

from spona.notifications import views


class ReferenceConverter:
    """A neutral reference as people type it: any case, with or without its dashes."""

    regex = "[A-Za-z]-?[0-9A-Za-z]{4}-?[0-9A-Za-z]{2}"

    def to_python(self, value: str) -> str:
        symbols = value.replace("-", "").upper()
        return f"{symbols[0]}-{symbols[1:5]}-{symbols[5:]}"

    def to_url(self, value: str) -> str:
        return value


register_converter(ReferenceConverter, "reference")

app_name = "notifications"
urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.mark_all_read, name="mark_all_read"),
    path("notices/<uuid:notice_id>/open/", views.open_notice, name="open_notice"),
    path("go/<reference:reference>/", views.go, name="go"),
    path("open/<reference:reference>/", views.open_reference, name="open"),
]
