from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "spona.clocks"
    label = "clocks"
