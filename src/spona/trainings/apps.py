from django.apps import AppConfig


class TrainingsConfig(AppConfig):
    name = "spona.trainings"
    label = "trainings"
