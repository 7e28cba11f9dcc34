from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "spona.vault"
    label = "vault"
