from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "spona.training"
    label = "training"
