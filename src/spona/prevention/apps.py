from django.apps import AppConfig


class PreventionConfig(AppConfig):
    name = "spona.prevention"
    label = "prevention"
