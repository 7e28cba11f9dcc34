from django.apps import AppConfig

from spona.access.settings_checks import check_sources

# Jobs by which keys end in time; nobody would notice that one of them is not in the timetable.
ENDING = (
    "vault.every_minute",
    "vault.every_hour",
    "identity.lock_idle_sessions",
    "identity.destroy_old_keys",
    "cases.end_and_pass_on",
    "cases.end_conferences",
)


class DeadlinesConfig(AppConfig):
    name = "spona.deadlines"
    label = "deadlines"

    def ready(self) -> None:
        from spona.deadlines.exclusions import KINDS

        why = "Without it, people would see what they are excluded from."
        check_sources("LOCKED_OUT", KINDS, why=why)
        why = "Without it, keys would outlive the day on which they end."
        check_sources("TIMETABLE", ENDING, why=why, alone=False)
