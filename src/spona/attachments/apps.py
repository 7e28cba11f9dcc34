from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "spona.attachments"
    label = "attachments"
