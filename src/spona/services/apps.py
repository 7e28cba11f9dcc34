from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "spona.services"
    label = "services"
