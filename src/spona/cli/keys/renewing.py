"""Everything in the database that rests on the key files, from the old ones to the new ones.

Each row is held against the old key file first. One that it does not vouch for is named and stops
everything: a rotation must not bless what somebody planted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.apps import apps
from django.db import models

from spona import audit
from spona.access.actor import Actor
from spona.access.exclusion_marks import INSTITUTION, PERSON, mark
from spona.access.server_keys import KeyChange, NotOurs, in_parts
from spona.audit import endings
from spona.audit.acknowledged_faults import RowFault
from spona.audit.actions import checkpoint
from spona.audit.exchanged_keys import exchanges
from spona.audit.models import Ending, Entry, Lane
from spona.audit.queries import faults, faults_within, last_states, told_apart
from spona.audit.roots import foreign_roots
from spona.audit.rotation import renew_endings, rotate_log
from spona.cases.exclusion_row import ExclusionRow
from spona.cli.missing_exclusions import taken_away
from spona.directory.models import Institution, Person
from spona.directory.models.row_integrity import Authenticated
from spona.directory.queries import forged
from spona.directory.row_integrity import outdated_ids
from spona.identity import actions as identity
from spona.identity import former_keys
from spona.identity.actions.rotating import renewed_account, renewed_factors
from spona.identity.models import Account, Authenticator, CardCode, SecurityKey
from spona.reference.models import Logged, Signed
from spona.reference.models.signed import outdated_ids as put_back
from spona.surveys.models import Submission
from spona.vault import actions as vault
from spona.vault.actions.rotating import KINDS, renew_row
from spona.vault.models import PaperKey
from spona.vault.witness_keys import witness_faults

type Tell = Callable[[int, str], None]

_TOLD: Final = 5
# What else of a signed row rests on key files.
_ALSO: Final[dict[type[Signed], tuple[str, ...]]] = {Submission: ("codes_sealed",)}


def counts() -> dict[str, int]:
    """Table → how many rows rest on key files."""
    found: list[type[models.Model]] = [Lane, Entry, Ending]
    found += [Account, Authenticator, CardCode, SecurityKey, *KINDS, *_signed()]
    return {_label(model): _every(model).count() for model in found}


def renew(change: KeyChange, *, by: Actor, tell: Tell) -> None:
    """Inside the transaction of the command, under the old key files. NotOurs names what is not
    as Spona left it; RuntimeError, where the log or the directory as a whole is not.
    """
    passed = _stop_at(
        [
            *faults(),
            *told_apart(witness_faults())[0],
            *map(_row, forged()),
            *(_row((_label(model), row)) for model, row in taken_away()),
        ]
    )
    if passed:
        tell(passed, "roots of the log are not Spona's, and stay what they are")
    point = checkpoint(by=by)
    identity.keep_former_keys(change, by=by)
    for label, number in rotate_log(change, point, by=by).items():
        tell(number, label)
    with change.under_new():
        again = len(exchanges())
    marks = _marks(change)
    tell(renew_endings(change, _ending(change, marks)), "audit.ending")
    for label, number in identity.renew_accounts(change, by=by).items():
        tell(number, label)
    for kind in KINDS:
        tell(vault.renew_rows(kind, change, again=again, by=by), _label(kind))
    for model in _signed():
        tell(_renew_signed(model, change, marks), _label(model))
    with change.under_new():
        checkpoint(by=by)
        _stop_at([*faults_within(), *told_apart(witness_faults())[0], *map(_row, forged())])


def _stop_at(every: list[str]) -> int:
    """Number of roots that somebody planted: nothing of theirs is made anew, or one INSERT would
    keep the key files from being exchanged after a theft.
    """
    planted = {one.of for one in foreign_roots()}
    found = [one for one in every if not (isinstance(one, RowFault) and one.of in planted)]
    if found:
        more = f" (and {len(found) - _TOLD} more)" if len(found) > _TOLD else ""
        raise RuntimeError("; ".join(found[:_TOLD]) + more)
    return len(planted)


def _row(found: tuple[str, object]) -> str:
    return f"{found[0]} {found[1]} is not as Spona left it"


def _signed() -> list[type[Signed]]:
    return [model for model in apps.get_models() if issubclass(model, Signed)]


def _renew_signed(model: type[Signed], change: KeyChange, marks: Mapping[str, str]) -> int:
    count = 0
    fields = ["mac", *model.layered_marks, *_ALSO.get(model, ())]
    if issubclass(model, ExclusionRow):
        fields.append("mark")
    # Read under the old key files: a row judges itself when it is read.
    for rows in in_parts(_every(model)):
        _check_stand(rows, change)
        for row in rows:
            _mark_anew(row, change, marks)
        codes = {row.pk: row.answers for row in rows if isinstance(row, Submission)}
        with change.under_new(), audit.transaction() as log:
            numbers = last_states([row.pk for row in rows if isinstance(row, Logged)])
            for row in rows:
                if isinstance(row, Submission):
                    row.answers = codes[row.pk]
                row.stamp()
                match row:
                    case Authenticated():
                        log.row(row.pk, kind=row.row_kind(), tag=row.short_tag())
                    case Logged():
                        row.log_state(log, numbers[row.pk][0] + 1)
            _every(model).bulk_update(rows, fields, batch_size=100)
        count += len(rows)
    return count


def _mark_anew(row: Signed, change: KeyChange, marks: Mapping[str, str]) -> None:
    for name in row.layered_marks:
        if said := getattr(row, name):
            setattr(row, name, _layer(said, change))
    if isinstance(row, ExclusionRow):
        row.mark = _marked(row.mark, change, marks)


def _check_stand(rows: Sequence[Signed], change: KeyChange) -> None:
    """NotOurs where one was written by somebody else, or put back to an older state."""
    logged = [row for row in rows if isinstance(row, Authenticated)]
    # The log rests on the new ones already.
    with change.under_new():
        outdated = outdated_ids(logged)
        outdated |= put_back([row for row in rows if isinstance(row, Logged)])
    for row in rows:
        if not row.has_valid_mac() or row.pk in outdated:
            raise NotOurs(_label(type(row)), row.pk)


def _marks(change: KeyChange) -> dict[str, str]:
    """The mark of everybody who can be excluded → the same under the new key file."""
    everybody = [(PERSON, one) for one in Person.objects.values_list("pk", flat=True)]
    everybody += [(INSTITUTION, one) for one in Institution.objects.values_list("pk", flat=True)]
    with change.under_old():
        old = [mark(kind, one) for kind, one in everybody]
    with change.under_new():
        return dict(zip(old, (mark(kind, one) for kind, one in everybody), strict=True))


def _marked(old: str, change: KeyChange, marks: Mapping[str, str]) -> str:
    """Of somebody who is gone it excludes nobody, but nobody may try it with the old key file."""
    return marks.get(old) or _layer(old, change)


def _layer(digest: str, change: KeyChange) -> str:
    return former_keys.next_layer("mac", bytes.fromhex(digest), change).hex()


def _ending(
    change: KeyChange, marks: Mapping[str, str]
) -> Callable[[Ending, Mapping[str, Any]], Mapping[str, Any]]:
    """What an ending says, under the new key files: some hold the row that replaced another."""

    def renewed(row: Ending, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        match row.kind:
            case endings.PASSWORD | endings.RECOVERY | endings.KEYS:
                return renewed_account(payload, change)
            case endings.FACTOR:
                return renewed_factors(payload, change)
            case endings.PAPER_KEY:
                paper = PaperKey(**endings.columns_in(PaperKey, payload))
                renew_row(paper, change)
                return endings.columns_of(paper, payload)
            case endings.EXCLUSION:
                return {**payload, "mark": _marked(payload["mark"], change, marks)}
        return payload

    return renewed


def _every[Row: models.Model](model: type[Row]) -> models.QuerySet[Row]:
    return model._base_manager.all()


def _label(model: type[models.Model]) -> str:
    return model._meta.label_lower
