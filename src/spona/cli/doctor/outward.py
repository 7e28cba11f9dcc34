"""What leaves this server: its names, which must tell nothing, and its mail."""

from __future__ import annotations

import smtplib
from typing import Any, Final

from django.conf import settings

from spona.cli.doctor.findings import OK, RED, WARNING, Finding, found
from spona.directory.operator_contact import security_contact as contact
from spona.reference.scripts import fold

# Stems, folded to bare Latin. A host name is seen by every network on the way; the sender of
# a mail by whoever looks over a shoulder.
TELLING: Final = (
    "traffick", "trafik", "trgovin", "ljudima", "victim", "zrtv", "nasilj", "violence", "abuse",
    "zlostav", "eksploat", "iskoris", "exploit", "slaver", "ropstv", "prostit", "sigurnakuc",
    "shelter", "skloni", "hotline", "rescue",
)  # fmt: skip
# These stand in many innocent words, so they count only as a word of their own.
TELLING_WORDS: Final = ("sos", "spas", "help")


def telling(name: str) -> str:
    """The stem by which an outward name tells what this is about; empty when it does not."""
    folded = fold(name)
    bare = "".join(letter for letter in folded if letter.isalnum())
    words = "".join(letter if letter.isalnum() else " " for letter in folded).split()
    hits = [stem for stem in TELLING if stem in bare]
    hits += [word for word in TELLING_WORDS if word in words]
    return hits[0] if hits else ""


def names() -> list[Finding]:
    outward = {
        "host": settings.SPONA_HOST,
        "host of the public pages": settings.SPONA_TIP_HOST,
        "sender of mails": settings.DEFAULT_FROM_EMAIL,
        "address for weaknesses": settings.SPONA_SECURITY_CONTACT,
    }
    bad = [
        f"The {what} “{name}” tells what this is about (“{stem}”)."
        for what, name in outward.items()
        if (stem := telling(name))
    ]
    if settings.SPONA_TIP_HOST and settings.SPONA_HOST.lower() == settings.SPONA_TIP_HOST:
        bad.append("SPONA_TIP_HOST is the name of the server itself, so it does nothing.")
    todo = "Choose a neutral name; it is read by others wherever the page is opened."
    return found("names", "Host and sender of mails tell nothing.", bad, todo)


def security_contact() -> list[Finding]:
    named = settings.SPONA_SECURITY_CONTACT
    bad = ["Whoever finds a weakness of this server cannot read whom to tell."] if not named else []
    if named and not contact():
        bad = [f"SPONA_SECURITY_CONTACT is no address (“{named}”), so nobody is shown it."]
    todo = "Set SPONA_SECURITY_CONTACT (mailto:… or https://…) to where such a letter is read."
    good = "Whoever finds a weakness reads at /.well-known/security.txt whom to tell."
    return found("security_contact", good, bad, todo, level=WARNING)


def mail_server() -> list[Finding]:
    """Greets the server that mails go through; sends nothing."""
    mailer: dict[str, Any] = settings.MAILERS["default"]
    options = mailer["OPTIONS"]
    if "host" not in options:
        return [
            Finding(
                WARNING, "mail_server", "Mail is written into a folder and leaves nobody's hands.",
                "Set SPONA_MAIL (smtp://host:port); the folder is for the demo and for tests.",
            )
        ]  # fmt: skip
    host, port = options["host"], options["port"]
    kind = smtplib.SMTP_SSL if options["use_ssl"] else smtplib.SMTP
    try:
        with kind(host, port, local_hostname=settings.SPONA_HOST, timeout=5) as server:
            server.noop()
    except (OSError, smtplib.SMTPException):
        return [
            Finding(
                RED, "mail_server", f"The mail server {host}:{port} does not answer.",
                "Set SPONA_MAIL (smtp://host:port). Without mail nobody hears that a report waits.",
            )
        ]  # fmt: skip
    return [Finding(OK, "mail_server", f"The mail server {host}:{port} answers.")]
