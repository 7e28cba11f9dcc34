"""Django's SMTP mailer, but it greets with our outward name and not with this machine's."""

from __future__ import annotations

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp


class EmailBackend(smtp.EmailBackend):
    """For `MAILERS`. The greeting ends in the `Received` line of every mail we send."""

    @property
    def connection_class(self) -> Any:
        connect = super().connection_class

        def greeting(host: str, port: int, **params: Any) -> smtplib.SMTP:
            made: smtplib.SMTP = connect(
                host, port, **params | {"local_hostname": settings.SPONA_HOST}
            )
            return made

        return greeting
