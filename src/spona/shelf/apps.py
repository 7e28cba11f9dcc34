from django.apps import AppConfig


class ShelfConfig(AppConfig):
    name = "spona.shelf"
    label = "shelf"
