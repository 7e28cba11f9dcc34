from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "spona.practice"
    label = "practice"
