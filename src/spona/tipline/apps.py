from django.apps import AppConfig


class TiplineConfig(AppConfig):
    name = "spona.tipline"
    label = "tipline"
