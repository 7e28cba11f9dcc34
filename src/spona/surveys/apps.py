from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "spona.surveys"

    def ready(self) -> None:
        from spona.deadlines.jobs import TIMETABLE, Job
        from spona.identity.key_rotation import KEY_MOVERS
        from spona.surveys import jobs
        from spona.surveys.key_rotation import OwnAnswers

        KEY_MOVERS.register("answers", OwnAnswers())
        TIMETABLE.register("surveys.close_and_destroy", Job(jobs.close_and_destroy, 3600))
