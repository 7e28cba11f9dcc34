from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "spona.surveys"

    def ready(self) -> None:
        from spona.deadlines.jobs import TIMETABLE, Job
        from spona.surveys import jobs

        TIMETABLE.register("surveys.close_and_destroy", Job(jobs.close_and_destroy, 3600))
