from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "spona.library"
    label = "library"
