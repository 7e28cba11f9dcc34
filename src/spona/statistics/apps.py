from importlib import import_module

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "spona.statistics"

    def ready(self) -> None:
        # Importing it registers the readers of older shapes with the vault.
        import_module("spona.statistics.record")
