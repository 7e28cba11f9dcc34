from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "spona.services"

    def ready(self) -> None:
        from spona.deadlines.jobs import TIMETABLE, Job
        from spona.services import jobs
        from spona.services.importing.jobs import forget_files

        TIMETABLE.register("services.ask", Job(jobs.ask_for_totals, 86400))
        TIMETABLE.register("services.forget", Job(forget_files, 86400))
        TIMETABLE.register("services.ask_to_confirm", Job(jobs.ask_to_confirm, 86400))
        TIMETABLE.register("services.write_openings", Job(jobs.write_openings, 86400))
