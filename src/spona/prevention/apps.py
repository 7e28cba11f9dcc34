from django.apps import AppConfig


class PreventionConfig(AppConfig):
    name = "spona.prevention"

    def ready(self) -> None:
        from spona.deadlines.jobs import TIMETABLE, Job
        from spona.prevention.jobs import forget_firms

        TIMETABLE.register("prevention.forget", Job(forget_firms, 86400))
