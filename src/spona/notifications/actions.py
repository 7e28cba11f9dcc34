"""Writing notices, marking them as read, and sending their mail."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final, Protocol
from uuid import UUID

from django.core.mail import mailers
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.registry import Registry
from spona.notifications import queries
from spona.notifications.kinds import KINDS
from spona.notifications.links import is_own_path, is_reference
from spona.notifications.mail import is_public, message
from spona.notifications.models import Notice

# Sending the mail of a notice, trying again, giving up; what went wrong is a bare code.

# After each failed try; the last wait repeats until `KEEP_TRYING` is over.
WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
KEEP_TRYING: Final = timedelta(days=7)
# How many mails a worker claims at a time.
AT_ONCE: Final = 20
# After one of these the rest of a batch is not tried: each would wait for the same server.
_NOBODY_THERE: Final = ("ConnectionRefusedError", "TimeoutError", "gaierror", "SMTPConnectError")
# Codes that say something about one address, and not about the server that mails go through.
_OF_THE_ADDRESS: Final = ("refused", "address")
_log = logging.getLogger("spona.jobs")


class _TellOfRefusal(Protocol):
    def __call__(self, account_id: UUID, address: str, /, *, tell: bool) -> bool: ...


# The app that knows people tells whoever can mend it; False where somebody has another address now.
MAIL_REFUSED: Final = Registry[_TellOfRefusal](
    "refused mail", ("colleagues",), why="Without it, nobody would hear of an address at fault."
)


def deliver_waiting(*, go_on: Callable[[], bool] = lambda: True) -> int:
    """Sends the mails whose time has come; returns how many left. Whatever the mail server does
    is a bare code in the notice, never an exception: its text may hold what a row holds.

    `go_on` is asked before each mail. Any number of workers may: a mail is theirs who claimed it
    until its next try, so one that a killed worker left behind is sent then.
    """
    sent = 0
    while go_on() and (batch := _claim()):
        sent += _send(batch, go_on)
    return sent


def _claim() -> list[Notice]:
    """Those that have waited longest, each for exactly one of all workers."""
    at = timezone.now()
    waiting = Notice.objects.filter(next_try_at__lte=at).order_by("next_try_at", "pk")
    # Asked first: on SQLite a transaction waits for whoever writes.
    if not waiting.exists():
        return []
    with transaction.atomic():
        # Rows that another worker is about to claim are left out; on SQLite only one writes.
        batch = list(waiting.select_for_update(skip_locked=True)[:AT_ONCE])
        for notice in batch:
            notice.tries += 1
            notice.next_try_at = at + _wait_after(notice.tries)
        Notice.objects.bulk_update(batch, ["tries", "next_try_at"])
    return batch


def _send(batch: Sequence[Notice], go_on: Callable[[], bool]) -> int:
    """Noted once for the batch: each commit keeps those waiting who send a message."""
    sent, down = list[Notice](), ""
    for notice in batch:
        if not go_on():
            break
        code, for_good = (down, False) if down else _tried(notice)
        if code:
            _failed(notice, code, for_good=for_good)
            down = code if code in _NOBODY_THERE else ""
            continue
        notice.email, notice.next_try_at, notice.mail_error = "", None, ""
        notice.sent_at = timezone.now()
        if is_public(notice.link):
            # Who has no account was given the way to a page of their own: nobody needs it here.
            notice.link = ""
        sent.append(notice)
    Notice.objects.bulk_update(sent, ["email", "next_try_at", "sent_at", "mail_error", "link"])
    return len(sent)


def _tried(notice: Notice) -> tuple[str, bool]:
    """A bare code of what went wrong, empty where it left; and whether it is so for good."""
    try:
        mailers.default.send_messages([message(notice)])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, __ in error.recipients.values()]
        return "refused", all(500 <= code < 600 for code in codes)
    except smtplib.SMTPDataError as error:
        # Some servers look at the recipient only when the whole mail has come.
        return "refused", 500 <= error.smtp_code < 600
    except (ValueError, UnicodeError):
        return "address", True
    except Exception as error:  # noqa: BLE001 — whatever the server does, nothing is lost
        return type(error).__name__[:40], False
    return "", False


def _wait_after(tries: int) -> timedelta:
    """How long to wait after this many failed tries."""
    return WAITS[min(tries, len(WAITS)) - 1]


def _failed(notice: Notice, code: str, *, for_good: bool) -> None:
    if for_good or timezone.now() - notice.created_at > KEEP_TRYING:
        _give_up(notice, code)
    else:
        Notice.objects.filter(pk=notice.pk).update(mail_error=code)


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

    `reference` is neutral (`R-7K3M-Q2`) or empty; `link` a path of this site. The row is the
    queue: its mail leaves exactly when the change is committed. For a practice network pass no
    `email`.
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
    if reference and not is_reference(reference):
        raise ValueError("a notice carries a neutral reference or none")
    if link and not is_own_path(link):
        raise ValueError("a notice links to a path of this site")
