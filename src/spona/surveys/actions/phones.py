"""What a phone or a page with a script sends: kept once with its files, or kept whole where it fits
no version.

As of every answer, there is no line in the log of one that comes in.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.time import today
from spona.identity.former_keys import lasting_tag
from spona.reference.models.signed import verify_rows
from spona.surveys import form_model as model
from spona.surveys import submission_xml
from spona.surveys.actions.answers import check_room, check_takes, judged_row
from spona.surveys.actions.rounds import locked, note_tried
from spona.surveys.form_model import Form
from spona.surveys.models import (
    Device,
    FormVersion,
    Round,
    State,
    Submission,
    SubmissionFile,
    UnmatchedSubmission,
)
from spona.surveys.phone_uploads import Sent, SentFile
from spona.surveys.submission_xml import Filled, Received
from spona.surveys.validation import CLOCK, Finding
from spona.ui.days import until_long_day
from spona.vault import actions as vault
from spona.vault.box_keys import seal_to_box
from spona.vault.files import StoredFile

# Why something is kept as it came.
NO_FORM, OTHER_FORM, OTHER_VERSION = "no_form", "other_form", "other_version"
NO_INSTANCE, CHANGED = "no_instance", "changed"
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


class Outcome(StrEnum):
    KEPT = "kept"
    TRIAL = "trial"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class Taken:
    """`stored`: names of the sealed files that stay on the disk."""

    outcome: Outcome
    stored: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Read:
    version: FormVersion
    came: Received


def take_from_phone(device: Device, sent: Sent, *, by: Actor) -> Taken:
    """Keep what came, once: the same again changes nothing and is acknowledged again.

    Before the round is open it is a trial, of which nothing is kept. What cannot be read as a
    filled form of the round is kept whole, sealed. Conflict, with when and why, where the round
    takes none: then it stays on the phone.
    """
    found = device.round
    verify_rows(device, found)
    versions = list(FormVersion.objects.filter(round=found))
    verify_rows(*versions)
    read = _read(sent.xml, versions)
    if found.state in (State.DRAFT, State.TESTED):
        return _tried(found, read, by)
    if isinstance(read, _Read):
        return _kept(found, read, sent, newest=versions[0], by=by)
    return _kept_whole(found, sent, read, by)


def take_from_browser(found: Round, sent: Sent, *, by: Actor) -> Taken:
    """The same for a page with a script, from whoever has the address: all in one request, no later
    than the last day, and no file that the filled form does not name.

    Denied where it is no filled form of the round; Conflict where the round takes none.
    """
    read, newest = _fitting(found, sent.xml)
    mark, text = found.instance_mark(read.came.instance), found.text_mark(sent.xml)
    if not Submission.objects.filter(round=found, instance=mark, text_mark=text).exists():
        check_room(found)
    named = frozenset(_said(read.came.filled))
    whole = replace(
        sent, files=tuple(one for one in sent.files if one.name in named), incomplete=False
    )

    def check(row: Round) -> None:
        check_takes(row, by)

    return _kept(found, read, whole, newest=newest, by=by, check=check, in_parts=False)


def try_from_browser(found: Round, xml: bytes, *, by: Actor) -> None:
    """Whoever makes it came to the end of the page with a script. Refusals as there."""
    read, newest = _fitting(found, xml)
    if read.version.pk != newest.pk:
        raise Conflict(_("The form was changed meanwhile. Fetch it again and try that one."))
    note_tried(found, by=by)


def _fitting(found: Round, xml: bytes) -> tuple[_Read, FormVersion]:
    """(what came, the newest version)."""
    versions = list(FormVersion.objects.filter(round=found))
    verify_rows(found, *versions)
    read = _read(xml, versions)
    if not isinstance(read, _Read):
        raise Denied(_("This answer is to another form."))
    return read, versions[0]


def _said(filled: Filled) -> Iterator[str]:
    yield from filled.values.values()
    for some in filled.groups.values():
        for one in some:
            yield from _said(one)


def _read(xml: bytes, versions: list[FormVersion]) -> _Read | str:
    """The newest version that it says it is of; else why it is none."""
    try:
        form_id, number = submission_xml.heading(xml)
        named = [one for one in versions if one.model["form_id"] == form_id]
        fitting = [one for one in named if one.version == number]
        if not fitting:
            return OTHER_VERSION if named else OTHER_FORM
        came = submission_xml.read(xml, Form.from_json(fitting[0].model))
    except Denied:
        return NO_FORM
    return _Read(fitting[0], came) if came.instance else NO_INSTANCE


def _tried(found: Round, read: _Read | str, by: Actor) -> Taken:
    """Whoever tries it out must hear that it did not fit; then the round stays a draft."""
    if not isinstance(read, _Read):
        raise Conflict(_("This is not the form of the questionnaire. Fetch the form again."))
    with audit.transaction() as log:
        row = locked(found)
        newest = FormVersion.objects.filter(round=row).first()
        if newest is None or newest.pk != read.version.pk:
            raise Conflict(_("The form was changed meanwhile. Fetch it again and try that one."))
        if row.state == State.DRAFT:
            row.state = State.TESTED
            row.save(update_fields=["state"])
            log.record("survey_round:tried_on_phone", by=by, subject=row.subject)
    return Taken(Outcome.TRIAL)


def _kept(
    found: Round,
    read: _Read,
    sent: Sent,
    *,
    newest: FormVersion,
    by: Actor,
    check: Callable[[Round], None] | None = None,
    in_parts: bool = True,
) -> Taken:
    """`check`: whether the round takes it, where other rules hold than for phones. `in_parts`: more
    files of an answer that is there may follow.
    """
    check = check or _check_takes
    form = Form.from_json(read.version.model)
    odd = _odd_days(form, read.came, found)
    with audit.transaction():
        row = locked(found)
        check(row)
        mark = row.instance_mark(read.came.instance)
        text = row.text_mark(sent.xml)
        there = Submission.objects.select_for_update().filter(round=row, instance=mark).first()
        if there is None:
            there = judged_row(row, read.version, read.came, sent.xml, newest=newest, more=odd)
            there.complete = not sent.incomplete
            there.save(force_insert=True)
        elif there.text_mark != text:
            return _kept_whole(row, sent, CHANGED, by, check=check)
        elif not in_parts:
            return Taken(Outcome.KEPT)
        elif not (there.complete or sent.incomplete):
            there.complete = True
            there.save(update_fields=["complete"])
        return Taken(Outcome.KEPT, _add_files(row, there, sent.files, by))


def _add_files(
    found: Round, row: Submission, sent: Iterable[SentFile], by: Actor
) -> frozenset[str]:
    """Those that are not there yet. Their names, keys and sizes are sealed to the round."""
    there = set(row.files.values_list("name_mark", flat=True))
    kept: list[StoredFile] = []
    for one in sent:
        mark = lasting_tag("surveys.file", row.pk, one.name, one.sha256).hex()
        if mark in there:
            continue
        there.add(mark)
        made = SubmissionFile(submission=row, name_mark=mark)
        made.sealed = seal_to_box(
            bytes(found.public_key), _as_document(one), box=found.box_id, where=made.place
        )
        made.save(force_insert=True)
        kept.append(one.stored)
    vault.keep_sent_files(found.box, kept, on=today(), by=by)
    return frozenset(one.stored_name for one in kept)


def _kept_whole(
    found: Round,
    sent: Sent,
    why: str,
    by: Actor,
    *,
    check: Callable[[Round], None] | None = None,
) -> Taken:
    """With its files, sealed to the round. What comes in parts is there in parts."""
    with audit.transaction():
        row = locked(found)
        (check or _check_takes)(row)
        files = sorted((one.name, one.sha256) for one in sent.files)
        parts = [part for pair in files for part in pair]
        mark = lasting_tag("surveys.unmatched", row.pk, sent.xml, *parts).hex()
        if UnmatchedSubmission.objects.filter(round=row, mark=mark).exists():
            return Taken(Outcome.UNMATCHED)
        made = UnmatchedSubmission(round=row, mark=mark, received_on=today())
        document = {
            "schema": 1,
            "why": why,
            "content": base64.b64encode(sent.xml).decode(),
            "files": [_as_document(one) for one in sent.files],
        }
        made.sealed = seal_to_box(bytes(row.public_key), document, box=row.box_id, where=made.place)
        made.save(force_insert=True)
        kept = [one.stored for one in sent.files]
        vault.keep_sent_files(row.box, kept, on=today(), by=by)
    return Taken(Outcome.UNMATCHED, frozenset(one.stored_name for one in kept))


def _as_document(one: SentFile) -> dict[str, Any]:
    return {
        "schema": 1,
        "name": one.name,
        "as_it_came": one.as_it_came,
        "file": one.stored.as_document(),
    }


def _odd_days(form: Form, came: Received, found: Round) -> list[Finding]:
    """What the phone wrote down by its clock, on days on which nobody can have filled it."""
    first, last = found.opens_on - dt.timedelta(days=1), today() + dt.timedelta(days=1)
    odd = []
    for path, question in form.questions.items():
        said = came.filled.values.get(question.name, "") if "/" not in path else ""
        if question.kind != model.METADATA or not _DAY.match(said):
            continue
        day = said[:10]
        if not first.isoformat() <= day <= last.isoformat():
            odd.append(Finding(path, CLOCK, day))
    return odd


def _check_takes(found: Round) -> None:
    """Conflict with what to do; each of these stays on the phone."""
    day = today()
    if found.takes_from_phones(day):
        return
    if found.state == State.OPEN and day < found.opens_on:
        raise Conflict(
            _("This questionnaire takes answers from %(day)s on. Send it then.")
            % {"day": until_long_day(found.opens_on)}
        )
    raise Conflict(
        _("This questionnaire is closed and takes no answers any more. The answer stays on the "
          "phone. Tell whoever gave you the phone.")
    )  # fmt: skip
