from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "spona.practice"

    def ready(self) -> None:
        from spona.deadlines.jobs import TIMETABLE, Job
        from spona.practice import jobs

        TIMETABLE.register("practice.play", Job(jobs.play, 10))
        TIMETABLE.register("practice.end_and_build", Job(jobs.end_and_build, 60))
        TIMETABLE.register("practice.remind", Job(jobs.remind, 86400))
        TIMETABLE.register("practice.forget", Job(jobs.forget, 86400))
