"""Put in a page as it was read aloud, and say who stands for a translation."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from django.utils.translation import gettext as _

from spona import audit, clocks
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.clocks.time import today
from spona.directory.models import Network
from spona.library.models import SPOKEN, Recording, RecordingBytes, TranslationConfirmed
from spona.library.permissions import check_can_edit
from spona.library.queries import words_of
from spona.library.sound import sound_type, without_tags

_DIGEST = re.compile(r"[0-9a-f]{64}")


def add_recording(
    content: bytes,
    *,
    page: str,
    language: str,
    network: Network | None,
    confirmed_by: str,
    confirmed_on: dt.date,
    by: Actor,
    example: bool = False,
) -> Recording:
    """A draft. Denied for what is no sound, and without somebody who heard it and stands for it."""
    check_can_edit(by, [network])
    _check_confirmed(confirmed_by, confirmed_on)
    if page not in SPOKEN or language not in words_of("language"):
        raise Denied(_("One of the choices is not in the list any more. Choose again."))
    kind = sound_type(content)
    if not kind:
        raise Denied(_("This is no recording. Choose an OGG or MP3."))
    if kind == "audio/mpeg":
        content = without_tags(content)
    now = clocks.now()
    with audit.transaction() as log:
        made = Recording.objects.create(
            network=network,
            page=page,
            language=language,
            content_type=kind,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            confirmed_by=confirmed_by.strip(),
            confirmed_on=confirmed_on,
            written_by_id=by.member_id,
            written_at=now,
            changed_at=now,
            example=example,
        )
        RecordingBytes.objects.create(recording=made, content=content)
        log.record("recording:added", by=by, subject=made.subject, detail={"page": page})
    return made


def confirm_translation(
    key: str,
    *,
    language: str,
    digest: str,
    confirmed_by: str,
    confirmed_on: dt.date,
    by: Actor,
) -> TranslationConfirmed:
    """`confirmed_by` says that the words with this SHA-256 are right in that language.

    `key` names them. Whoever shows them asks `queries.translation_confirmed` with their digest.
    """
    check_can_edit(by, [])
    _check_confirmed(confirmed_by, confirmed_on)
    if not _DIGEST.fullmatch(digest):
        raise ValueError("a digest is 64 hexadecimal digits")
    with audit.transaction() as log:
        rows = TranslationConfirmed.objects.select_for_update()
        rows = rows.filter(key=key, language=language, withdrawn_at=None)
        if rows.filter(digest=digest).exists():
            raise Conflict(_("This translation has been confirmed already."))
        rows.update(withdrawn_at=clocks.now())
        made = TranslationConfirmed.objects.create(
            key=key,
            language=language,
            digest=digest,
            confirmed_by=confirmed_by.strip(),
            confirmed_on=confirmed_on,
            written_by_id=by.member_id,
            written_at=clocks.now(),
        )
        log.record(
            "translation:confirmed", by=by, subject=made.subject, detail={"language": language}
        )
    return made


def _check_confirmed(name: str, day: dt.date) -> None:
    if not name.strip():
        raise Denied(_("Write who understands the language and says that it is right."))
    if day > today():
        raise Denied(_("This day has not come yet. Correct it."))
