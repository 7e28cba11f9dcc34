from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "spona.notifications"
    label = "notifications"
