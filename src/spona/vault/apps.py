from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "spona.vault"

    def ready(self) -> None:
        from spona.audit.root_contents import INSTITUTION_NAMES
        from spona.audit.witnesses import WITNESS_KEYS
        from spona.identity.key_rotation import KEY_MOVERS
        from spona.notifications.actions import MAIL_REFUSED
        from spona.vault.key_rotation import Wraps
        from spona.vault.log_export import institution_names
        from spona.vault.mail_refused import tell_colleagues
        from spona.vault.queries import witness_keys

        WITNESS_KEYS.register("vault", witness_keys)
        INSTITUTION_NAMES.register("vault", institution_names)
        KEY_MOVERS.register("wraps", Wraps())
        MAIL_REFUSED.register("colleagues", tell_colleagues)
