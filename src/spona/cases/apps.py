from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "spona.cases"

    def ready(self) -> None:
        from spona.cases import exclusions, jobs
        from spona.cases.case.count.registry import COUNT_SOURCES
        from spona.cases.case.models import files_closed_to
        from spona.cases.case.steps.actions import return_steps_of
        from spona.cases.count.sources import FILE
        from spona.cases.data_requests.actions import return_requests_of
        from spona.cases.go import file_path, meeting_path, referral_path
        from spona.cases.intake.key_rotation import Drafts
        from spona.cases.jobs import end_and_pass_on, end_conferences
        from spona.deadlines.exclusions import EXCLUSION_SOURCES
        from spona.deadlines.jobs import TIMETABLE, Job
        from spona.directory.actions.people import LEFT_BEHIND
        from spona.identity.key_rotation import KEY_MOVERS
        from spona.notifications.queries import REFERENCE_PATHS

        EXCLUSION_SOURCES.register("case", files_closed_to)
        EXCLUSION_SOURCES.register("referral", exclusions.referrals)
        EXCLUSION_SOURCES.register("meeting", exclusions.meetings)
        EXCLUSION_SOURCES.register("invitation", exclusions.invitations)
        EXCLUSION_SOURCES.register("decision", exclusions.decisions)
        COUNT_SOURCES.register("file", FILE)
        KEY_MOVERS.register("drafts", Drafts())
        LEFT_BEHIND.register("steps", return_steps_of)
        LEFT_BEHIND.register("data_requests", return_requests_of)
        REFERENCE_PATHS.register("R", referral_path)
        REFERENCE_PATHS.register("F", file_path)
        REFERENCE_PATHS.register("M", meeting_path)
        TIMETABLE.register("cases.escalate", Job(jobs.escalate, 60))
        TIMETABLE.register("cases.offer_packets", Job(jobs.offer_packets, 60))
        TIMETABLE.register("cases.end_and_pass_on", Job(end_and_pass_on, 60))
        TIMETABLE.register("cases.end_conferences", Job(end_conferences, 60))
        TIMETABLE.register("cases.mend_unreachable", Job(jobs.mend_unreachable, 600))
        TIMETABLE.register("cases.return_steps", Job(jobs.return_steps, 600))
        TIMETABLE.register("cases.look_through", Job(jobs.ask_to_look_through, 3600))
        TIMETABLE.register("cases.end_light_notes", Job(jobs.end_light_notes, 3600))
