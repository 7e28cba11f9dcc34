from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "spona.training"

    def ready(self) -> None:
        from spona.deadlines.jobs import TIMETABLE, Job
        from spona.training import jobs

        TIMETABLE.register("training.ask_follow_up", Job(jobs.ask_follow_up, 86400))
        TIMETABLE.register("training.forget_answers", Job(jobs.forget_answers, 86400))
