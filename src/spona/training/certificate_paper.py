"""A certificate as bytes: what is printed on it, in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import cast

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.documents.certificate import CertificateDocument, certificate_pdf
from spona.documents.render import Language
from spona.reference.scripts import latin
from spona.training import lists
from spona.training.models import Certificate
from spona.ui import days


def certificate_bytes(
    found: Certificate, language: str, *, printed_at: datetime, font_paths: Iterable[Path]
) -> bytes:
    """PDF bytes. The name stands as it was given, in Latin letters where the page is in them."""
    with translation.override(language):
        paper = _document(found, language)
    return certificate_pdf(
        paper, language=cast("Language", language), printed_at=printed_at, font_paths=font_paths
    )


def hours_words(hours: object) -> str:
    """6 hours, 1.5 hours; half an hour more is told as of two."""
    shown = f"{float(str(hours)):.1f}".removesuffix(".0")
    if translation.get_language() != "en":
        shown = shown.replace(".", ",")
    whole = int(shown) if shown.isdigit() else 2
    return ngettext("%(n)s hour", "%(n)s hours", whole) % {"n": shown}


def _document(found: Certificate, language: str) -> CertificateDocument:
    participant = found.participant
    module, session = participant.session.module, participant.session
    name = participant.name if language == "sr" else latin(participant.name)
    all_days = [days.long_day(one.day) for one in session.days.all()]
    lines = [f"{', '.join(all_days)} · {hours_words(found.hours)}"]
    if module.is_accredited_on(found.day):
        body = ", ".join(lists.words_of(lists.BODY, [module.accreditation_body]))
        number = module.accreditation_number
        lines.append(
            _("Accredited by: %(body)s, number %(number)s") % {"body": body, "number": number}
            if number
            else _("Accredited by: %(body)s") % {"body": body}
        )
    until = found.valid_until
    path = reverse("training:verify", args=[language, found.code])
    return CertificateDocument(
        issuer=found.network.short_name,
        name=name,
        institution=str(participant.institution.words),
        module=str(found.title),
        lines=tuple(lines),
        number=_("No. %(number)s") % {"number": found},
        valid=_("Valid until %(day)s %(year)d")
        % {"day": days.until_day(until), "year": until.year},
        address=f"{settings.SPONA_URL}{path}",
        practice=found.network.practice,
    )
