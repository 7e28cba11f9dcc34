from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "spona.dashboard"

    def ready(self) -> None:
        from spona.dashboard.links import task_link
        from spona.dashboard.task_labels import task_labels
        from spona.tasks.queries import TASK_LABELS, TASK_LINKS

        TASK_LABELS.register("dashboard", task_labels)
        TASK_LINKS.register("dashboard", task_link)
