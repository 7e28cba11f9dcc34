from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "spona.directory"
    label = "directory"
