from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "spona.projects"

    def ready(self) -> None:
        from spona.deadlines.jobs import TIMETABLE, Job
        from spona.projects.jobs import remind

        TIMETABLE.register("projects.remind", Job(remind, 86400))
