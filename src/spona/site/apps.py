from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "spona.site"
    label = "site"
