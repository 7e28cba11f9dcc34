from django.apps import AppConfig


class TiplineConfig(AppConfig):
    name = "spona.tipline"

    def ready(self) -> None:
        from spona.cases.casefile.boxes import BOXES_BEHIND
        from spona.deadlines.exclusions import EXCLUSION_SOURCES
        from spona.deadlines.jobs import TIMETABLE, Job
        from spona.notifications.queries import REFERENCE_PATHS
        from spona.tipline import exclusions, jobs
        from spona.tipline.go import tip_path

        BOXES_BEHIND.register("tip", exclusions.boxes_behind)
        EXCLUSION_SOURCES.register("tip", exclusions.excluded)
        REFERENCE_PATHS.register("T", tip_path)
        TIMETABLE.register("tipline.escalate", Job(jobs.escalate, 60))
        TIMETABLE.register("tipline.forget", Job(jobs.forget, 86400))
