"""Writing notices, marking them as read, and sending their mail."""

from __future__ import annotations

import logging
import re
import smtplib
from datetime import timedelta
from typing import Final, Protocol
from uuid import UUID

from django.core.mail import mailers
from django.db.models import F
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.registry import Registry
from spona.notifications import queries
from spona.notifications.kinds import KINDS
from spona.notifications.mail import is_public, message
from spona.notifications.models import Notice

# Sending the mail of a notice, trying again, giving up; what went wrong is a bare code.

# After each failed try; the last wait repeats until `KEEP_TRYING` is over.
WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
KEEP_TRYING: Final = timedelta(days=7)
# Codes that say something about one address, and not about the server that mails go through.
_OF_THE_ADDRESS: Final = ("refused", "address")
_log = logging.getLogger("spona.jobs")


class _TellOfRefusal(Protocol):
    def __call__(self, account_id: UUID, address: str, /, *, tell: bool) -> bool: ...


# The app that knows people tells whoever can mend it; False where somebody has another address now.
MAIL_REFUSED: Final = Registry[_TellOfRefusal](
    "refused mail", ("colleagues",), why="Without it, nobody would hear of an address at fault."
)


@task
def deliver(notice_id: str) -> str:
    """Sends the mail of one notice; returns a bare code, never raises.

    An exception that left this function would be stored with its text and local variables.
    """
    notice = _claim(notice_id)
    if notice is None:
        return "nothing"
    try:
        mailers.default.send_messages([message(notice)])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, __ in error.recipients.values()]
        return _failed(notice, "refused", for_good=all(500 <= code < 600 for code in codes))
    except smtplib.SMTPDataError as error:
        # Some servers look at the recipient only when the whole mail has come.
        return _failed(notice, "refused", for_good=500 <= error.smtp_code < 600)
    except (ValueError, UnicodeError):
        return _failed(notice, "address", for_good=True)
    except Exception as error:  # noqa: BLE001 — whatever the server does, nothing is lost
        return _failed(notice, type(error).__name__[:40], for_good=False)
    # Who has no account was given the way to a page of their own: nobody needs it here any more.
    link = "" if is_public(notice.link) else notice.link
    Notice.objects.filter(pk=notice.pk).update(
        email="", next_try_at=None, sent_at=timezone.now(), mail_error="", link=link
    )
    return "sent"


def _wait_after(tries: int) -> timedelta:
    """How long to wait after this many failed tries."""
    return WAITS[min(tries, len(WAITS)) - 1]


def _claim(notice_id: str) -> Notice | None:
    """The notice, for exactly one of all workers; a worker that dies gives it free by the clock."""
    at = timezone.now()
    waiting = Notice.objects.filter(pk=notice_id, next_try_at__lte=at).exclude(email="")
    tries = waiting.values_list("tries", flat=True).first()
    if tries is None:
        return None
    claimed = waiting.filter(tries=tries).update(
        tries=F("tries") + 1, next_try_at=at + _wait_after(tries + 1)
    )
    return Notice.objects.get(pk=notice_id) if claimed else None


def _failed(notice: Notice, code: str, *, for_good: bool) -> str:
    if for_good or timezone.now() - notice.created_at > KEEP_TRYING:
        _give_up(notice, code)
        return code
    Notice.objects.filter(pk=notice.pk).update(mail_error=code)
    deliver.using(run_after=notice.next_try_at).enqueue(str(notice.pk))
    return code


def _give_up(notice: Notice, code: str) -> None:
    """The notice stays and is read inside Spona; where the address is at fault, others are told.

    Once for each person: as long as nothing has arrived since, they know.
    """
    row = Notice.objects.filter(pk=notice.pk)
    row.update(email="", next_try_at=None, mail_error=code)
    if code not in _OF_THE_ADDRESS:
        return
    try:
        with audit.transaction():
            known = queries.is_refused(notice.account_id)
            tell_colleagues = MAIL_REFUSED["colleagues"]
            if tell_colleagues(notice.account_id, notice.email, tell=not known):
                row.update(refused_at=timezone.now())
    except Exception as error:  # noqa: BLE001 — the text of an error may hold an address
        code = type(error).__name__[:40]
        _log.error("nobody was told of a refused mail", extra={"spona": {"error": code}})


def forget_refused(account_id: UUID, *, by: Actor) -> int:
    """The person has another address now, of which nothing is known; returns how many rows."""
    with audit.transaction():
        rows = Notice.objects.of(account_id).filter(refused_at__isnull=False)
        return rows.update(refused_at=None)


# Writing a notice, and marking notices as read.

REFERENCE: Final = re.compile(r"^[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{2}$")


class Recipient(Protocol):
    """What this app needs of an account: its id and the language to write in."""

    @property
    def pk(self) -> UUID: ...
    @property
    def language(self) -> str: ...


def notify(
    account: Recipient,
    kind: str,
    *,
    reference: str,
    by: Actor,
    email: str | None = None,
    link: str = "",
) -> Notice:
    """Writes a notice for `account` and, with an `email`, queues one content-free mail.

    `reference` is neutral (`R-7K3M-Q2`) or empty; `link` a path of this site. The mail is
    queued in the same transaction: it leaves exactly when the change is committed. For a
    practice network pass no `email`.
    """
    _check(kind, reference, link)
    with audit.transaction() as log:
        at = timezone.now()
        notice = Notice.objects.create(
            account_id=account.pk,
            kind=kind,
            reference=reference,
            link=link,
            language=account.language,
            created_at=at,
            email=email or "",
            next_try_at=at if email else None,
        )
        if email:
            deliver.enqueue(str(notice.pk))
        log.record(
            "notice:written",
            by=by,
            subject=("notice", notice.pk),
            detail={"kind": kind, "reference": reference, "mail": bool(email)},
        )
        return notice


def mark_read(notice: Notice, *, by: Actor) -> Notice:
    """Marks one of the reader's own notices as read; again changes nothing."""
    if by.account_id is None or notice.account_id != by.account_id:
        raise Denied(_("This notice belongs to somebody else."))
    with audit.transaction():
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    notice.refresh_from_db()
    return notice


def mark_all_read(*, by: Actor) -> int:
    """Marks every notice of the reader as read; returns how many were not."""
    with audit.transaction():
        return Notice.objects.of(by.account_id).unread().update(read_at=timezone.now())


def mark_read_about(reference: str, *, by: Actor) -> int:
    """Marks the reader's notices about `reference` as read: an app calls it when they act on it."""
    with audit.transaction():
        mine = Notice.objects.of(by.account_id).unread()
        return mine.filter(reference=reference).update(read_at=timezone.now())


def _check(kind: str, reference: str, link: str) -> None:
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of notice")
    if reference and not REFERENCE.match(reference):
        raise ValueError("a notice carries a neutral reference or none")
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError("a notice links to a path of this site")
