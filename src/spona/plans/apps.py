from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "spona.plans"
    label = "plans"
