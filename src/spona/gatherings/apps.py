from django.apps import AppConfig


class GatheringsConfig(AppConfig):
    name = "spona.gatherings"
    label = "gatherings"
