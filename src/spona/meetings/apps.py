from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "spona.meetings"

    def ready(self) -> None:
        from spona.deadlines.jobs import TIMETABLE, Job
        from spona.meetings.jobs import remind

        TIMETABLE.register("meetings.remind", Job(remind, 3600))
