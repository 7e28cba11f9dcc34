from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "spona.directory"

    def ready(self) -> None:
        from spona.directory.queries import email_of_account
        from spona.identity.owner_notices import ADDRESSES

        ADDRESSES.register("email", email_of_account)
