from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "spona.cli"

    def ready(self) -> None:
        from spona.access.registry import check_registries
        from spona.cli.serve import worker_jobs
        from spona.deadlines.jobs import TIMETABLE, Job

        TIMETABLE.register("audit.checkpoint", Job(worker_jobs.daily_checkpoint, 86400))
        TIMETABLE.register("audit.line", Job(worker_jobs.mail_log_line, 7 * 86400))
        look = Job(worker_jobs.verify_lanes, worker_jobs.LOOK_SECONDS)
        TIMETABLE.register("audit.verify", look)
        TIMETABLE.register("tables.count", Job(worker_jobs.count_for_planner, 86400))
        # The last app of the list: whoever had to register something has done so.
        check_registries()
