from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "spona.dashboard"
    label = "dashboard"
