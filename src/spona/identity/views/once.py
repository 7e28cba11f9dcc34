"""What a page shows once: a recovery code to write down, an app to set up, a card to print."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from spona.access.models import UsedToken, once
from spona.audit.witnesses import root_line
from spona.documents import Card, card_pdf
from spona.identity import factors
from spona.identity.forms import TypedBackForm
from spona.identity.models import Account

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def shown_once[Secret](token: str, make: Callable[[], Secret]) -> Secret | None:
    """Run `make` for a form's first coming and return what it made; None for a repeat.

    A secret is kept nowhere, so a reload cannot show it again, and must not make another one:
    the paper in the person's hand would be void unnoticed. What carries no token of a page
    of ours makes nothing either.
    """
    made: list[Secret] = []

    def act() -> str:
        made.append(make())
        return reverse("identity:account")

    if _TOKEN.fullmatch(token):
        once(token, act)
    return made[0] if made else None


def was_shown(token: str) -> bool:
    """True where a form with this token led somewhere already."""
    return bool(_TOKEN.fullmatch(token)) and UsedToken.objects.filter(token=token).exists()


def code_context(login: str, code: str) -> dict[str, Any]:
    """The code, and the form in which it is typed back."""
    return {"recovery_code": code, "typed_back": TypedBackForm(initial={"login": login})}


def app_context(account: Account, secret: str) -> dict[str, Any]:
    """The seed as QR and as text in groups of four, for a phone that cannot read a screen."""
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"app_qr": qr(factors.app_address(account, secret)), "app_secret": groups}


def qr(text: str) -> SafeString:
    """Return an SVG without style attributes, so the page's policy lets it through.

    Without a size of its own: in a narrower frame it would be cut off, and no phone reads that.
    """
    drawn = segno.make_qr(text, error="m").svg_inline(scale=5, light="#fff", omitsize=True)
    # Made of numbers by our own library; nothing that was typed stands in it.
    return mark_safe(drawn)  # noqa: S308


def card_response(account: Account, card: Card) -> HttpResponse:
    """The card as a PDF to print; its name says nothing."""
    content = card_pdf(
        card,
        language=account.language,  # type: ignore[arg-type]
        checkpoint=root_line(account.language),
        printed_at=timezone.localtime(),
        font_paths=settings.FONT_PATHS,
    )
    return HttpResponse(
        content,
        headers={
            "Content-Type": "application/pdf",
            "Content-Disposition": 'attachment; filename="spona.pdf"',
            "Cache-Control": "no-store",
        },
    )
