"""Pictures and recordings that phones sent, and what fits no form: for the owners of the round."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.identity.keyring import Keyring
from spona.reference.models.signed import tampered, verify_rows
from spona.surveys.actions.answers import opened_row
from spona.surveys.models import Round, State, SubmissionFile, UnmatchedSubmission
from spona.surveys.permissions import check_is_owner
from spona.vault import actions as vault
from spona.vault import files
from spona.vault.box_keys import BoxKey
from spona.vault.files import StoredFile
from spona.vault.refusals import NoSuchFile


@dataclass(frozen=True, slots=True)
class Unmatched:
    """`why` empty: it does not open, or was altered. `files`: what the seal says of each."""

    row: UnmatchedSubmission
    why: str = ""
    content: bytes = field(default=b"", repr=False)
    files: tuple[dict[str, Any], ...] = field(default=(), repr=False)


def open_unmatched(found: Round, *, by: Actor, keys: Keyring) -> list[Unmatched]:
    """Everything that was kept whole, in no order of time; one line in the log where there is any.

    Refusals as in `open_answers`.
    """
    rows = list(UnmatchedSubmission.objects.filter(round=found))
    if not rows:
        return []
    key = _key(found, "survey_unmatched:read", by, keys)
    return [_unmatched(row, key) for row in rows]


def open_sent_file(
    found: Round, file_id: UUID, *, by: Actor, keys: Keyring
) -> tuple[StoredFile, Iterator[bytes]]:
    """A file of an answer, by its row, or of what was kept whole, by its own id.

    NoSuchFile; Unopenable where it was altered, before the first byte is given.
    """
    row = SubmissionFile.objects.filter(submission__round=found, pk=file_id).first()
    key = _key(found, "survey_file:read", by, keys)
    if row is not None:
        document = opened_row(row, key)
        if document is None:
            raise tampered()
        return _content(document)
    for unmatched in UnmatchedSubmission.objects.filter(round=found):
        for one in _unmatched(unmatched, key).files:
            if one["file"]["id"] == str(file_id):
                return _content(one)
    raise NoSuchFile


def _key(found: Round, event: str, by: Actor, keys: Keyring) -> BoxKey:
    check_is_owner(by, found)
    verify_rows(found)
    if found.state == State.DESTROYED:
        raise Conflict(_("The single answers were destroyed."))
    key = vault.open_key_box(found.box, bytes(found.public_key), by=by, keys=keys)
    audit.record_read(event, by=by, subject=found.subject)
    return key


def _unmatched(row: UnmatchedSubmission, key: BoxKey) -> Unmatched:
    document = opened_row(row, key)
    if document is None:
        return Unmatched(row)
    content = base64.b64decode(document["content"])
    return Unmatched(row, document["why"], content, tuple(document["files"]))


def _content(document: dict[str, Any]) -> tuple[StoredFile, Iterator[bytes]]:
    stored = StoredFile.of(document["file"])
    return stored, files.opened_whole(stored)
