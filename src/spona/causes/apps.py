from django.apps import AppConfig


class CausesConfig(AppConfig):
    name = "spona.causes"
    label = "causes"
