from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "spona.library"

    def ready(self) -> None:
        from spona.deadlines.jobs import TIMETABLE, Job
        from spona.library.jobs import read_files

        TIMETABLE.register("library.read", Job(read_files, 60))
