"""What somebody has begun and not sent: sealed to themselves, gone when it is sent or runs out.

A member's lies under their own key, a stranger's is sealed to the code that they wrote down. Of
neither there is a line in the log but those of the code itself, which say nothing of the round.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.time import today
from spona.identity.keyring import Keyring
from spona.reference.models.signed import verify_rows
from spona.surveys.actions.answers import check_takes, of_one_size
from spona.surveys.models import DRAFT_LASTS, Draft, Round, State
from spona.vault import actions as vault
from spona.vault.box_keys import seal_to_box
from spona.vault.models import Code
from spona.vault.refusals import Unopenable

_LONGEST: Final = 200_000


@dataclass(frozen=True, slots=True)
class Begun:
    """What was typed, by path, right or wrong; `at`: on which page. `instance`: under which id it
    will be sent, so that one that was sent already is known again.
    """

    at: int
    instance: str
    typed: Mapping[str, str] = field(repr=False)

    def to_document(self) -> dict[str, Any]:
        said = {path: text for path, text in self.typed.items() if text}
        if sum(len(path) + len(text) for path, text in said.items()) > _LONGEST:
            raise Denied(_("This is too long to be kept. Shorten one of the texts."))
        document = {"schema": 1, "at": self.at, "instance": self.instance, "typed": said}
        return of_one_size(document)

    @classmethod
    def from_document(cls, said: dict[str, Any]) -> Begun:
        return cls(said["at"], said["instance"], said["typed"])


class DraftChanged(Conflict):
    """Another window saved it meanwhile; what was typed in this one is still on its page."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            _(
                "This was saved from another window meanwhile. What you typed here is still here: "
                "saved again, it takes the place of the other."
            )
        )
        self.draft = draft


def keep_by_code(found: Round, begun: Begun, *, by: Actor) -> tuple[Draft, str]:
    """Seal it to a new code; return the row and the code, which is shown once and kept nowhere."""
    check_takes(found, by)
    document, until = begun.to_document(), _until(found)
    # Before the transaction: its slow step would keep everybody else waiting.
    new = vault.draw_code(by=by, until=_end_of(until))
    row = Draft(round=found, code=new.code, until=until)
    row.sealed = _sealed_to(new.code, row, document)
    kept = False
    try:
        with audit.transaction():
            _check_still_takes(found, by)
            row.save(force_insert=True)
        kept = True
    finally:
        if not kept:
            vault.end_code(new.code, by=Actor.system("housekeeping"))
    return row, new.text


def keep_again(found: Round, ident: UUID, begun: Begun, *, revision: int, by: Actor) -> Draft:
    """Save what a code opened once more; the code stays. DraftChanged when another window saved
    after `revision`, Conflict where it is gone.
    """
    document = begun.to_document()
    with audit.transaction():
        _check_still_takes(found, by)
        rows = Draft.objects.select_for_update(of=("self",)).select_related("code")
        row = rows.filter(pk=ident, round=found, owner_mark="", until__gte=today()).first()
        if row is None or not row.sealed:
            raise Conflict(_("This draft is gone: it was sent, or its time has run out."))
        verify_rows(row)
        assert row.code is not None
        return _saved(row, _sealed_to(row.code, row, document), revision, _until(found))


def keep_own(found: Round, begun: Begun, *, revision: int, by: Actor, keys: Keyring) -> Draft:
    """Save a member's own under their key. `revision` 0: they began anew and know of none."""
    if by.member_id is None:
        raise Denied(_("Only a member keeps a draft without a code."))
    document = begun.to_document()
    with audit.transaction():
        _check_still_takes(found, by)
        row = Draft.objects.select_for_update().of(by).filter(round=found).first()
        if row is not None:
            verify_rows(row)
            sealed = keys.seal_own(document, aad=row.aad())
            return _saved(row, sealed, revision, _until(found))
        row = Draft(round=found, owner_mark=Draft.mark_of(by.member_id), until=_until(found))
        row.sealed = keys.seal_own(document, aad=row.aad())
        try:
            row.save(force_insert=True)
        except IntegrityError:
            raise Conflict(
                _("This was saved from another window in this very moment. Save it again.")
            ) from None
    return row


def open_by_code(found: Round, text: str, *, by: Actor) -> tuple[Draft, Begun]:
    """Denied with one and the same sentence, after the same slow step, for every code that opens
    nothing here: mistyped, of another round, sent or run out.
    """
    code, key = vault.open_code(text, by=by)
    row = Draft.objects.filter(code=code, round=found, until__gte=today()).first()
    if row is None or not row.sealed:
        raise vault.code_refused()
    verify_rows(row)
    return row, Begun.from_document(key.open(bytes(row.sealed), where=row.place))


def open_own(found: Round, *, by: Actor, keys: Keyring) -> tuple[Draft, Begun] | None:
    """None where the member has begun nothing, or it lies under keys that are gone."""
    row = Draft.objects.of(by).filter(round=found, until__gte=today()).first()
    if row is None:
        return None
    verify_rows(row)
    try:
        return row, Begun.from_document(keys.open_own(bytes(row.sealed), aad=row.aad()))
    except Unopenable:
        return None


def drop_coded(found: Round, ident: UUID) -> None:
    """It was sent: nothing of the text stays. What is left goes with its code, on its day."""
    with audit.transaction():
        rows = Draft.objects.select_for_update().filter(pk=ident, round=found, owner_mark="")
        row = rows.first()
        if row is not None and row.has_valid_mac():
            row.sealed = b""
            row.save(update_fields=["sealed"])


def drop_own(found: Round, *, by: Actor) -> None:
    """It was sent, or its owner threw it away: nothing of it is kept."""
    with audit.transaction():
        Draft.objects.of(by).filter(round=found).delete()


def drop_due(*, by: Actor) -> int:
    """What has run out, and what can be sent no more; return how many. Needs nobody's key."""
    due = Draft.objects.filter(Q(until__lt=today()) | ~Q(round__state=State.OPEN))
    rows = list(due.select_related("code"))
    for row in rows:
        with audit.transaction():
            if row.code is None:
                Draft.objects.filter(pk=row.pk).delete()
            else:
                vault.end_code(row.code, by=by)
    return len(rows)


def _saved(row: Draft, sealed: bytes, revision: int, until: dt.date) -> Draft:
    if row.revision != revision:
        raise DraftChanged(row)
    row.sealed, row.revision = sealed, row.revision + 1
    if row.code is None:
        row.until = until
    row.save(update_fields=["sealed", "revision", "until"])
    return row


def _sealed_to(code: Code, row: Draft, document: dict[str, Any]) -> bytes:
    return seal_to_box(bytes(code.public_key), document, box=code.pk, where=row.place)


def _check_still_takes(found: Round, by: Actor) -> None:
    check_takes(Round.objects.select_for_update(of=("self",)).get(pk=found.pk), by)


def _until(found: Round) -> dt.date:
    return min(today() + DRAFT_LASTS, found.closes_on)


def _end_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))
