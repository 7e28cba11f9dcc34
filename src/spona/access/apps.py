from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "spona.access"
    label = "access"
