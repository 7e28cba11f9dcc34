"""The words printed on cards, in the language active at the call."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spona.documents.render import Language, Printable
from spona.documents.report_words import date_and_time

if TYPE_CHECKING:
    from spona.documents.cards import ReportReceipt, ServerKey


def printed_line(printed_at: datetime, language: Language) -> str:
    return _("Printed %(when)s") % {"when": date_and_time(printed_at, language)}


def recovery() -> dict[str, Printable]:
    return {
        "title": _("Recovery code"),
        "lead": _("It opens your account if you forget your password."),
        "steps": [
            _("Keep it where you keep your own documents, away from the computer."),
            _("Do not photograph it and do not send it to anybody."),
            _("Spona cannot show it again. If it is lost, make a new one while you can sign in."),
        ],
    }


def receipt() -> dict[str, Printable]:
    return {
        "title": _("Code"),
        "lead": _("It cannot be issued again."),
        "steps": [
            _("Keep it only where nobody else looks. You can also copy it and destroy the paper."),
        ],
    }


def report_receipt(card: ReportReceipt, language: Language) -> dict[str, Printable]:
    facts = [
        (_("Reference"), card.reference),
        (_("Sent to"), card.recipient),
        (_("Sent on"), date_and_time(card.sent_at, language)),
        (_("By when it is read"), card.read_by),
        (_("Who calls"), card.call_back),
    ]
    return {
        "title": _("Receipt"),
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "number": _("Delovodni broj"),
        "code_title": _("Code for the answer"),
        "lead": _("It cannot be issued again."),
        "steps": [_("Whoever has the code can read the answer. Keep this paper locked away.")],
    }


def one_time() -> dict[str, Printable]:
    return {
        "title": _("One-time codes"),
        "lead": _("Each code works once. Tick it when you have used it."),
        "steps": [
            _("Carry the card apart from your password."),
            _("When few are left, print a new card."),
        ],
    }


def paper_key(institution: str, version: int) -> dict[str, Printable]:
    return {
        "title": _("Paper key"),
        "institution": institution,
        "version": _("Version %(number)s") % {"number": version},
        "lead": _("It belongs in the institution's safe."),
        "steps": [
            _("Print it once. Do not save the file, photograph it or copy it."),
            _("Put it in an envelope, seal it, sign across the flap and write the date."),
            _("Put the envelope in the safe and enter it in the records of the safe."),
            _("It is used only when no intake officer can open what arrives any more."),
            _("Whoever has this paper can open what was sent to the institution."),
        ],
        "fingerprint_title": _("Fingerprint in eight words"),
        "fingerprint_help": _("Read the words out and compare them with the screen."),
        "key_title": _("Key"),
        "qr_alt": _("QR code with the same key"),
        "put_in": _("Put in the safe"),
        "taken_out": _("Taken out, reason"),
        "date": _("Date"),
        "signature": _("Signature"),
    }


def server_key(card: ServerKey) -> dict[str, Printable]:
    numbers = {"number": card.number, "total": card.total}
    if card.total == 1:
        which = _("The only paper")
        lead = _("With the file keys.sealed it opens the key files of this server.")
        keep = _("Keep it in a safe, apart from the server and from its backups.")
    else:
        which = _("Paper %(number)s of %(total)s") % numbers
        lead = _(
            "Any two of the three papers, with the file keys.sealed, open the key files of this "
            "server. One alone opens nothing."
        )
        keep = _(
            "Keep each paper in a different person's safe, never two together and never beside a "
            "backup."
        )
    return {
        "title": _("Server key"),
        "which": which,
        "set": _("Set %(name)s") % {"name": card.set_name},
        "lead": lead,
        "steps": [
            _("Print it once, then delete the file. Do not photograph it or copy it."),
            keep,
            _("Put it in an envelope, seal it, sign across the flap and write the date."),
            _(
                "Lost, or seen by somebody else? Tell the operator of the server: a new set is "
                "made and this one destroyed."
            ),
        ],
        "rows_title": _("Four rows"),
        "words_title": _("Two check words"),
        "words_help": _(
            "They are typed after the four rows, in either script. The rows hold zeros and no "
            "letter O; whoever types O for 0 is read rightly."
        ),
        "qr_alt": _("QR code with the same rows and words"),
        "put_in": _("Put in the safe"),
        "taken_out": _("Taken out, reason"),
        "date": _("Date"),
        "signature": _("Signature"),
    }
