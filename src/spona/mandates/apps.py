from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "spona.mandates"
    label = "mandates"
