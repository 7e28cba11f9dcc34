from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "spona.statistics"
    label = "statistics"
