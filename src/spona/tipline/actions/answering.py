"""Answer, close, and write down a call: sealed to the own institution and to the code."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.tipline.actions.reading import own_addressee
from spona.tipline.models import Message, State, Tip
from spona.tipline.payload_schemas import CALLED, CLOSED_WITH, MESSAGE, REPLIED, Said
from spona.tipline.permissions import check_can_answer, check_can_call, check_is_open
from spona.tipline.recipients import side_of
from spona.tipline.waiting import answered, end
from spona.vault.actions import Recipient, create_box, to_code


def reply(tip: Tip, text: str, *, language: str = "", by: Actor) -> Message:
    """Words for the writer. The code's public half is enough: nobody has to know the code."""
    with audit.transaction() as log:
        row = _locked(tip, by)
        check_is_open(row)
        said = Said(REPLIED, text.strip(), language)
        message = _seal(row, said, by=by, to_writer=True)
        answered(own_addressee(row, by), by=by)
        log.record("tip:answered", by=by, subject=("tip", row.pk))
    return message


def close(tip: Tip, text: str, *, language: str = "", by: Actor) -> Tip:
    """End the thread with last words; it is deleted after 90 days without a visit."""
    with audit.transaction() as log:
        row = _locked(tip, by)
        if row.state == State.CLOSED:
            return row
        if text.strip():
            _seal(row, Said(CLOSED_WITH, text.strip(), language), by=by, to_writer=True)
        row.state, row.closed_at = State.CLOSED, deadlines.now()
        row.save(update_fields=["state", "closed_at"])
        end(own_addressee(row, by), "closed", by=by)
        log.record("tip:closed", by=by, subject=("tip", row.pk))
    return row


def log_call(
    tip: Tip, *, number: str, reached: str, from_there: str, note: str, by: Actor
) -> Message:
    """Write down that the reporter's institution was called at a number of the directory. Possible
    before it is taken over: whether the name holds is part of deciding that.

    `reached` and `from_there` are codes of `words`. Sealed to the own institution only: the
    writer does not read how they were checked.
    """
    with audit.transaction() as log:
        row = _locked(tip, by, check_can_call)
        call = {"number": number, "reached": reached, "from_there": from_there}
        message = _seal(row, Said(CALLED, note.strip(), call=call), by=by, to_writer=False)
        log.record("tip:called", by=by, subject=("tip", row.pk))
    return message


def _locked(tip: Tip, by: Actor, check: Callable[[Actor, Tip], None] = check_can_answer) -> Tip:
    row = Tip.objects.select_for_update(of=("self",)).select_related("code").get(pk=tip.pk)
    check(by, row)
    return row


def _seal(tip: Tip, said: Said, *, by: Actor, to_writer: bool) -> Message:
    assert by.institution_id is not None
    to: list[Recipient] = side_of(tip, by.institution_id)
    if not to:
        raise Denied(_("Another institution has taken this over."))
    if to_writer:
        to.append(to_code(tip.code))
    box = create_box(
        "response",
        owner=by.institution_id,
        sections={MESSAGE: said.to_document()},
        grants={MESSAGE: to},
        by=by,
        reference=tip.reference,
    )
    return Message.objects.create(
        tip=tip, box=box, institution_id=by.institution_id, at=deadlines.now()
    )
