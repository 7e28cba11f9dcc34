from django.apps import AppConfig

from spona.access.settings_checks import check_sources


class CasesConfig(AppConfig):
    name = "spona.cases"
    label = "cases"

    def ready(self) -> None:
        from spona.cases.casefile.boxes import CAME_FROM

        why = "Without it, an exclusion from a file would leave a way to what the file came of."
        check_sources("CAME_WITH", CAME_FROM, why=why)
