from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "spona.meetings"
    label = "meetings"
