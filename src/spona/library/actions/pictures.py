"""Put a picture in, change its words, take it away."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Network
from spona.library.checks import check_words, written
from spona.library.encoding import encode
from spona.library.models import Picture, PictureFile
from spona.library.permissions import check_can_edit
from spona.reference.words import Words


def add_picture(
    content: bytes, *, network: Network | None, alt: Words, by: Actor, credit: str = ""
) -> Picture:
    """Encoded anew; `alt` says in words what it shows. Denied for what is no picture."""
    check_can_edit(by, [network])
    _check(alt)
    files = encode(content)
    with audit.transaction() as log:
        made = Picture.objects.create(
            network=network,
            alt=written(alt),
            credit=credit.strip(),
            put_by_id=by.member_id,
            put_at=deadlines.now(),
        )
        PictureFile.objects.bulk_create(
            PictureFile(
                picture=made,
                width=one.width,
                height=one.height,
                size=len(one.content),
                sha256=hashlib.sha256(one.content).hexdigest(),
                content=one.content,
            )
            for one in files
        )
        log.record("picture:added", by=by, subject=made.subject)
    return made


def describe_picture(picture: Picture, *, alt: Words, by: Actor, credit: str = "") -> Picture:
    check_can_edit(by, [picture.network])
    _check(alt)
    with audit.transaction() as log:
        row = Picture.objects.select_for_update(of=("self",)).get(pk=picture.pk)
        row.alt, row.credit = written(alt), credit.strip()
        row.save(update_fields=["alt", "credit"])
        log.record("picture:described", by=by, subject=row.subject)
    return row


def withdraw_picture(picture: Picture, *, by: Actor) -> Picture:
    """It is shown nowhere any more, also not in what has appeared, and its bytes go.

    For a picture that should never have been there; nothing brings it back.
    """
    check_can_edit(by, [picture.network])
    with audit.transaction() as log:
        row = Picture.objects.select_for_update(of=("self",)).get(pk=picture.pk)
        if row.withdrawn_at is not None:
            raise Conflict(_("This picture has been taken away already."))
        row.withdrawn_at = deadlines.now()
        row.save(update_fields=["withdrawn_at"])
        row.files.all().delete()
        log.record("picture:withdrawn", by=by, subject=row.subject)
    return row


def _check(alt: Words) -> None:
    if not alt.get("sr", "").strip():
        raise Denied(_("Say in words what the picture shows: who cannot see it reads that."))
    check_words(alt)
