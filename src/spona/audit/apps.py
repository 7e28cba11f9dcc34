from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "spona.audit"

    def ready(self) -> None:
        from spona.audit.triggers import install_after_migrate

        # A migration may rebuild a table and lose its triggers, so they are made again each time.
        post_migrate.connect(install_after_migrate, sender=self)
