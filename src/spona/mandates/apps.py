from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "spona.mandates"

    def ready(self) -> None:
        from spona.deadlines.jobs import TIMETABLE, Job
        from spona.mandates.jobs import remind

        TIMETABLE.register("mandates.remind", Job(remind, 3600))
