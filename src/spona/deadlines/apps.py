from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "spona.deadlines"

    def ready(self) -> None:
        from spona.deadlines.jobs import TIMETABLE, Job
        from spona.identity import jobs as identity
        from spona.vault import jobs as vault

        # Those of apps below, which cannot register what they do themselves.
        TIMETABLE.register("identity.lock_idle_sessions", Job(identity.lock_idle_sessions, 60))
        TIMETABLE.register("identity.destroy_old_keys", Job(identity.destroy_old_keys, 60))
        TIMETABLE.register("identity.forget_attempts", Job(identity.forget_attempts, 3600))
        TIMETABLE.register("vault.every_minute", Job(vault.every_minute, 60))
        TIMETABLE.register("vault.every_hour", Job(vault.every_hour, 3600))
