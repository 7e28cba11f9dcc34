"""A mail to the operator when something is red: names of findings, nothing about a network."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage

from spona.cli.doctor.findings import RED, Finding

# The same thing is told once a day; anything new at once.
AGAIN_AFTER: Final = 24 * 3600
_TOLD: Final = "doctor_told.json"


def tell_operator(findings: list[Finding], *, failed: str) -> str:
    """Mails the names of what is red; returns the line to print. `failed` is a unit of systemd.

    The sentences stay on the server: they name institutions and folders.
    """
    red = sorted({finding.name for finding in findings if finding.level == RED})
    if not red and failed == "doctor":
        return "Nothing is red, so no mail was sent."
    if not settings.SPONA_OPERATOR:
        return "Set SPONA_OPERATOR, or nobody is told."
    said = [failed, *red]
    if _known() == said:
        return f"{settings.SPONA_OPERATOR} was told of this today."
    try:
        _mail(red, failed).send()
    except Exception as error:  # noqa: BLE001 — whatever the mail server does, doctor goes on
        return f"The mail to {settings.SPONA_OPERATOR} did not leave ({type(error).__name__})."
    _remember(said)
    return f"{settings.SPONA_OPERATOR} was told."


def _mail(red: list[str], failed: str) -> EmailMessage:
    """In English, as everything that the operator reads."""
    lines = [f"The unit {failed} has failed."] if failed != "doctor" else []
    if red:
        lines.append(f"Red in `./spona doctor`: {', '.join(red)}.")
    lines.append("Type `./spona doctor` on the server: it says what to do.")
    return EmailMessage(
        f"Spona: something needs you on {settings.SPONA_HOST}",
        "\n".join(lines) + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [settings.SPONA_OPERATOR],
        headers={
            # Made here, or Django would write the name of this machine into it.
            "Message-ID": f"<doctor-{time.time_ns()}@{settings.SPONA_HOST}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _file() -> Path:
    return Path(settings.SPONA_DATA) / _TOLD


def _known() -> list[str]:
    """What was told within the last day; nothing where the file cannot be read."""
    with suppress(OSError, ValueError):
        if time.time() - _file().stat().st_mtime < AGAIN_AFTER:
            return list(json.loads(_file().read_text()))
    return []


def _remember(said: list[str]) -> None:
    # A full disk takes nothing: then the operator hears of it again, which is right.
    with suppress(OSError):
        _file().write_text(json.dumps(said))
        _file().chmod(0o600)


def forget() -> None:
    """All is well again: what comes up next is told at once."""
    with suppress(OSError):
        _file().unlink(missing_ok=True)
