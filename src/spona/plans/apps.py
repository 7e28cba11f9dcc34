from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "spona.plans"

    def ready(self) -> None:
        from spona.deadlines.jobs import TIMETABLE, Job
        from spona.notifications.queries import REFERENCE_PATHS
        from spona.plans import go
        from spona.plans.jobs import remind
        from spona.prevention.outcome_links import OUTCOMES

        OUTCOMES.register("activity", go.activities_told)
        OUTCOMES.register("plan_line", go.lines_told)
        REFERENCE_PATHS.register("A", go.activity_path)
        TIMETABLE.register("plans.remind", Job(remind, 86400))
