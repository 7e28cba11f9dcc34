"""A stage goes: what is sealed is erased, keys with it, and all its rows are deleted.

This is the one place where rows that keys and rights hang on are deleted rather than ended. It
may, because nothing on a stage was ever real; and it cannot reach further: it follows foreign
keys from an invented network to what points at it, and breaks off, with nothing changed, when a
row among them also names a real network or a real institution. What somebody outside still
points at, the database refuses at the end of the transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.options import Options
from django.db.models.sql import DeleteQuery

from spona import audit
from spona.access.actor import Actor
from spona.audit import Log
from spona.audit.queries import last_states
from spona.directory.models import Institution, Member, Network, Person
from spona.directory.models.row_integrity import Authenticated
from spona.identity.models import Account
from spona.notifications.models import Notice
from spona.practice.cast import TOWN
from spona.practice.models import Drill, Part, Reminding, Stage
from spona.practice.permissions import check_can_build
from spona.reference.models import Logged
from spona.vault.actions import erase_box
from spona.vault.models import Box, Code

type Found = dict[type[models.Model], set[Any]]

# What stays as a record: it names real institutions, and a stage only by an id without a key.
_STAYS: Final = (Drill, Part, Reminding)
# Reached against the direction of the keys too: a word has its box and its code.
_CARRIED: Final = (Box, Code)


class ReachesOutsideError(RuntimeError):
    """A row of the stage also names something real; nothing was deleted."""


def clear_stage(stage: Stage, *, by: Actor) -> int:
    """Erase and delete everything that hangs on the stage; return how many rows there were.

    ReachesOutsideError for a network that is not practice, and where a row also names a real one.
    """
    check_can_build(by)
    if not stage.network.practice:
        raise ReachesOutsideError("this network is real")
    with audit.transaction() as log:
        found = _everything(stage)
        _check_stays_inside(found)
        for box in Box.objects.filter(pk__in=found[Box], erased_at=None):
            erase_box(box, by=by)
        notices = _notices(found)
        notices.delete()
        count = _delete(found, log)
        log.record("practice:cleared", by=by, subject=("stage", stage.pk), detail={"rows": count})
    return count


def _everything(stage: Stage) -> Found:
    found: Found = defaultdict(set)
    bodies = stage.network.seats.values_list("institution", flat=True)
    _add(found, Network, [stage.network_id])
    _add(found, Institution, bodies)
    _carried(found)
    people = _only_here(found)
    accounts = Person.objects.filter(pk__in=people).exclude(account=None)
    _add(found, Account, accounts.values_list("account", flat=True))
    _add(found, Person, people)
    return found


def _add(found: Found, model: type[models.Model], ids: Iterable[Any]) -> None:
    """These rows, and all that points at them, and so on."""
    fresh = set(ids) - found[model]
    if not fresh or model in _STAYS:
        return
    found[model] |= fresh
    for field in _pointing_at(model):
        rows = _rows(field.model).filter(**{f"{field.name}__in": fresh})
        _add(found, field.model, rows.values_list("pk", flat=True))


def _pointing_at(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Foreign keys of all apps that lead to this table, those without a name back too."""
    return [
        one.field
        for one in _said_of(model).get_fields(include_hidden=True)
        if isinstance(one, ForeignObjectRel) and (one.one_to_many or one.one_to_one)
    ]


def _carried(found: Found) -> None:
    for model in list(found):
        for field in _keys_of(model, _CARRIED):
            rows = _rows(model).filter(pk__in=found[model])
            ids = rows.exclude(**{field.name: None}).values_list(field.attname, flat=True)
            _add(found, field.related_model, list(ids))


def _only_here(found: Found) -> set[UUID]:
    """Everybody who never worked anywhere but on this stage: the invented, and whom somebody
    wrote down there. Who takes part has a membership of their own elsewhere, and stays.
    """
    here = set(Member.objects.filter(pk__in=found[Member]).values_list("person", flat=True))
    elsewhere = Member.objects.filter(person__in=here).exclude(pk__in=found[Member])
    return here - set(elsewhere.values_list("person", flat=True))


def _check_stays_inside(found: Found) -> None:
    """What names another stage is as invented as this one; a real name ends it all."""
    invented = {
        Network: set(Network.objects.filter(practice=True).values_list("pk", flat=True)),
        Institution: set(
            Institution.objects.filter(example=True, town__slug=TOWN).values_list("pk", flat=True)
        ),
    }
    for model, ids in found.items():
        for field in _keys_of(model, (Network, Institution)):
            rows = _rows(model).filter(pk__in=ids).exclude(**{field.name: None})
            named = set(rows.values_list(field.attname, flat=True))
            if named - found[field.related_model] - invented[field.related_model]:
                raise ReachesOutsideError(
                    f"{_said_of(model).label}.{field.name} names something real"
                )


def _keys_of(model: type[models.Model], to: tuple[type[models.Model], ...]) -> list[Any]:
    return [
        field
        for field in _said_of(model).concrete_fields
        if field.is_relation and field.related_model in to
    ]


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    """All rows of a table, past any manager that would leave some out."""
    return models.QuerySet(model)


def _said_of(model: type[models.Model]) -> Options[Any]:
    return model._meta  # noqa: SLF001 (Django's own word for it, documented)


def _notices(found: Found) -> models.QuerySet[Notice]:
    """What anybody was told of what is gone; a notice names it by its reference only."""
    names: set[str] = set()
    for model, ids in found.items():
        if any(field.name == "reference" for field in _said_of(model).concrete_fields):
            rows = _rows(model).filter(pk__in=ids).exclude(reference="")
            names |= set(rows.values_list("reference", flat=True))
    gone = models.Q(account_id__in=found[Account]) | models.Q(reference__in=names)
    return Notice.objects.filter(gone)


def _delete(found: Found, log: Log) -> int:
    """In one piece and in no order: the database looks at the foreign keys when it commits."""
    for model, ids in found.items():
        if issubclass(model, Authenticated):
            for ident in sorted(ids, key=str):
                # As `Authenticated.delete` would: the log says of each that Spona took it away.
                log.row(ident, kind=model.row_kind(), tag="")
        elif issubclass(model, Logged):
            for ident, (number, _tag) in sorted(last_states(ids).items()):
                log.row(ident, kind=model.row_kind(), tag="", order=number + 1)
        DeleteQuery(model).delete_batch(list(ids), DEFAULT_DB_ALIAS)
    return sum(len(ids) for ids in found.values())
