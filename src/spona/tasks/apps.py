from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "spona.tasks"
    label = "tasks"
