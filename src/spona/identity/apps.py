from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "spona.identity"
    label = "identity"
