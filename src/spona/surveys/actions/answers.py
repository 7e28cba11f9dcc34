"""An answer comes in: judged, sealed to the round, kept once; and its owners read it.

Of an answer that comes in there is no line in the log: a line has a time, and the time says whose
it is. The reading of answers has one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.time import today
from spona.identity.keyring import Keyring
from spona.reference.models.signed import verify_rows
from spona.surveys import submission_xml
from spona.surveys.form_model import Form
from spona.surveys.models import (
    FormVersion,
    Round,
    State,
    Submission,
    SubmissionFile,
    UnmatchedSubmission,
)
from spona.surveys.permissions import check_is_owner
from spona.surveys.submission_xml import Received
from spona.surveys.validation import Finding, judge
from spona.vault import actions as vault
from spona.vault.box_keys import BoxKey, seal_to_box
from spona.vault.refusals import Unopenable

# A little over what is padded to eight kilobytes.
_SHORTEST: Final = 5000
# More people than live in a district; with them a round takes 200 MB.
MOST_ANSWERS: Final = 20_000
_ALL: Final = slice(None)


def receive(version: FormVersion, xml: bytes, *, by: Actor) -> Submission:
    """Keep a filled form; one that is there already, by its instance, is that one again.

    Whoever sends it is nobody to us: `by` is a visitor or a device. What does not fit the form is
    kept whole and listed in the sealed part. Denied where it is no filled form of this version;
    Conflict where the round takes none (any more).
    """
    found = version.round
    verify_rows(found, version)
    form = Form.from_json(version.model)
    came = submission_xml.read(xml, form)
    if came.form_id != form.form_id or not came.instance:
        raise Denied(_("This answer is to another form."))
    check_takes(found, by)
    check_room(found)
    row = judged_row(found, version, came, xml)
    try:
        with audit.transaction():
            check_takes(Round.objects.select_for_update(of=("self",)).get(pk=found.pk), by)
            row.save(force_insert=True)
    except IntegrityError:
        return Submission.objects.get(round=found, instance=row.instance)
    return row


def judged_row(
    found: Round,
    version: FormVersion,
    came: Received,
    xml: bytes,
    *,
    newest: FormVersion | None = None,
    more: Iterable[Finding] = (),
) -> Submission:
    """The row as it will be saved, sealed. `newest`: the form by which answers are counted, where
    this one is of another version. `more`: what else is odd about it.
    """
    form = Form.from_json(version.model)
    judged = judge(form, came.filled, today=today(), unknown=came.unknown)
    clear = judged.clear
    if newest is not None and newest.pk != version.pk:
        clear = _still_counted(clear, Form.from_json(newest.model))
    row = Submission(
        round=found,
        version=version,
        instance=found.instance_mark(came.instance),
        deprecated=found.instance_mark(came.deprecated) if came.deprecated else "",
        text_mark=found.text_mark(xml),
        received_on=today(),
    )
    row.answers = clear
    document = {
        "schema": 1,
        "answers": judged.answers,
        "findings": [[one.path, one.code, one.what] for one in [*judged.findings, *more]],
        "instance": came.instance,
        "xml": xml.decode("utf-8", errors="replace"),
    }
    row.sealed = seal_to_box(
        bytes(found.public_key), of_one_size(document), box=found.box_id, where=row.place
    )
    return row


def _still_counted(clear: dict[str, str], form: Form) -> dict[str, str]:
    """Answers whose question and choices the form still has; the others stay in the sealed part."""
    codes = {one.path: one.codes for one in form.counted}
    return {
        path: said
        for path, said in clear.items()
        if path in codes and set(said.split()) <= codes[path]
    }


def of_one_size(document: dict[str, Any]) -> dict[str, Any]:
    """Short answers are as long as answers with a text: the length would tell who wrote one, and
    who was asked what only some are asked.
    """
    length = len(json.dumps(document, ensure_ascii=False).encode())
    return document | {"filler": " " * max(0, _SHORTEST - length)}


@dataclass(frozen=True, slots=True)
class Opened:
    """One answer as it was given. `document` None: it does not open, or was altered. `files`: by
    the row of each, what the seal says of it, or None.
    """

    row: Submission
    document: dict[str, Any] | None
    files: tuple[tuple[SubmissionFile, dict[str, Any] | None], ...] = ()


def open_answers(found: Round, *, by: Actor, keys: Keyring, part: slice = _ALL) -> list[Opened]:
    """Every single answer, or a part of them, for an owner, in an order that tells nothing of when
    they came.

    One line in the log says that they were read, before the first is opened. What was altered past
    Spona is there without its text: it must not be silently missing.
    """
    check_is_owner(by, found)
    verify_rows(found)
    if found.state == State.DESTROYED:
        raise Conflict(_("The single answers were destroyed."))
    key = vault.open_key_box(found.box, bytes(found.public_key), by=by, keys=keys)
    rows = list(Submission.objects.filter(round=found).prefetch_related("files")[part])
    audit.record_read(
        "survey_answers:read", by=by, subject=found.subject, detail={"answers": len(rows)}
    )
    return list(_opened(rows, key))


def _opened(rows: Iterable[Submission], key: BoxKey) -> Iterator[Opened]:
    for row in rows:
        files = tuple((one, opened_row(one, key)) for one in row.files.all())
        yield Opened(row, opened_row(row, key), files)


def opened_row(
    row: Submission | SubmissionFile | UnmatchedSubmission, key: BoxKey
) -> dict[str, Any] | None:
    """What is sealed in the row; None where it does not open, or was altered."""
    if row.has_valid_mac():
        with suppress(Unopenable):
            return key.open(bytes(row.sealed), where=row.place)
    return None


def check_room(found: Round) -> None:
    """Whoever floods a questionnaire must not fill the disk."""
    rows = (Submission.objects, UnmatchedSubmission.objects)
    if sum(one.filter(round=found).count() for one in rows) >= MOST_ANSWERS:
        raise Conflict(_("This questionnaire is full. Tell those who asked you to fill it in."))


def check_takes(found: Round, by: Actor) -> None:
    if not found.takes_answers(today()):
        raise Conflict(_("This questionnaire takes no answers now."))
