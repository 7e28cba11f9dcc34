from django.apps import AppConfig

from spona.access.settings_checks import check_sources


class IdentityConfig(AppConfig):
    name = "spona.identity"
    label = "identity"

    def ready(self) -> None:
        from spona.identity.key_rotation import KINDS
        from spona.identity.owner_notices import ADDRESS

        why = "Without it, what somebody has under earlier keys would be lost with them."
        check_sources("KEY_MOVERS", KINDS, why=why)
        why = "Without it, nobody hears by mail of a sign-in with their password."
        check_sources("ACCOUNT_SOURCES", (ADDRESS,), why=why)
