from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "spona.projects"
    label = "projects"
