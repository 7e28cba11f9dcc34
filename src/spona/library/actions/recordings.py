"""Put in a page as it was read aloud."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Network
from spona.library.checks import check_confirmed
from spona.library.models import SPOKEN, Recording, RecordingBytes
from spona.library.permissions import check_can_edit
from spona.library.queries import words_of
from spona.library.sound import sound_type, without_tags


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
    check_confirmed(confirmed_by, confirmed_on)
    if page not in SPOKEN or language not in words_of("language"):
        raise Denied(_("One of the choices is not in the list any more. Choose again."))
    kind = sound_type(content)
    if not kind:
        raise Denied(_("This is no recording. Choose an OGG or MP3."))
    if kind == "audio/mpeg":
        content = without_tags(content)
    now = deadlines.now()
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
