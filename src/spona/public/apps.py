from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "spona.public"
    label = "public"
