from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "spona.documents"
    label = "documents"
