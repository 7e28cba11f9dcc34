from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "spona.reference"
    label = "reference"
