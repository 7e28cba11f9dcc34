"""The mail of a notice: one sentence and a link, the same words whatever has happened.

One kind tells more: the weekly line of the log, which is meant to lie outside this server.
"""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from spona.audit.witnesses import root_line
from spona.notifications.kinds import LOG_LINE
from spona.notifications.links import is_own_path, is_reference
from spona.notifications.models import Notice


def message(notice: Notice) -> EmailMessage:
    """The mail in the language of the notice; its address is the only thing that differs."""
    with translation.override(notice.language):
        subject, body = _line_to_keep() if notice.kind == LOG_LINE else _something_waits(notice)
    return EmailMessage(
        subject,
        body,
        settings.DEFAULT_FROM_EMAIL,
        [notice.email],
        headers={
            # Made here, or Django would write the name of this machine into it. The same at
            # each try, so a mail that was sent twice can be told from two mails.
            "Message-ID": f"<{notice.pk}@{settings.SPONA_HOST}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _something_waits(notice: Notice) -> tuple[str, str]:
    subject = _("Something waits for you in Spona")
    if is_reference(notice.reference):
        subject = f"{subject}: {notice.reference}"
        link = f"{settings.SPONA_URL}/go/{notice.reference}/"
    elif is_own_path(notice.link) and is_public(notice.link):
        # Somebody without an account has no page of notices.
        link = f"{settings.SPONA_URL}{notice.link}"
    else:
        link = f"{settings.SPONA_URL}/notices/"
    body = _(
        "Something waits for you in Spona.\n\n%(link)s\n\n"
        "This mail says nothing more on purpose. Please do not answer it."
    ) % {"link": link}
    return subject, body


def _line_to_keep() -> tuple[str, str]:
    body = _(
        "This is the line of Spona's log for this week (the hour is that of Greenwich, UTC):"
        "\n\n%(line)s\n\n"
        "Please keep this mail; you need not do anything. What Spona has written down until this "
        "line can no longer be changed without somebody noticing: whoever compares the line "
        "with the log, or with a paper from another institution, would see it."
    ) % {"line": root_line()}
    return _("Spona: a line to keep"), body


def is_public(link: str) -> bool:
    """A page whose address carries its language needs no account."""
    codes = {code for code, _name in settings.PUBLIC_LANGUAGES}
    return link.count("/") > 1 and link.split("/")[1] in codes
