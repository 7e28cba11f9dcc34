"""Run inside a server: one notice with a mail to send."""

from __future__ import annotations

import django


def main() -> None:
    django.setup()
    from spona.access.actor import Actor
    from spona.identity.models import Account
    from spona.notifications.actions import notify

    account = Account.objects.get(login="bea.csr")
    by = Actor.system("demo")
    notify(account, "arrived", reference="", by=by, email="bea@primer.invalid")


if __name__ == "__main__":
    main()
