"""Writing a module, changing it, taking it out of use and up again."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.reference.models import Code
from spona.reference.words import Words
from spona.training.models import Module
from spona.training.permissions import check_can_edit, check_can_edit_module

# Which list of `reference` the codes of a field come from.
LISTS = {"audience": "sector", "topics": "training_topic", "covers": "training_gap"}


@dataclass(frozen=True, slots=True)
class Outline:
    """What a module is, as a form gives it."""

    title: Words
    hours: Decimal
    about: str = ""
    audience: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    accreditation_body: str = ""
    accreditation_number: str = ""
    accredited_until: dt.date | None = None
    pass_percent: int = 60
    valid_months: int = 24


def write_module(outline: Outline, *, network: Network, by: Actor) -> Module:
    check_can_edit(by, network)
    _check(outline)
    with audit.transaction() as log:
        made = Module(network=network, written_at=deadlines.now())
        _put(made, outline)
        log.record("training:module_written", by=by, subject=made.subject)
    return made


def change_module(module: Module, outline: Outline, *, by: Actor) -> Module:
    """Certificates that were issued keep the title and the hours of their day."""
    check_can_edit_module(by, module)
    _check(outline)
    with audit.transaction() as log:
        row = Module.objects.select_for_update().get(pk=module.pk)
        _put(row, outline)
        log.record("training:module_changed", by=by, subject=row.subject)
    return row


def end_module(module: Module, *, by: Actor) -> Module:
    """No new session is planned with it; those that were planned take place."""
    check_can_edit_module(by, module)
    with audit.transaction() as log:
        row = Module.objects.select_for_update().get(pk=module.pk)
        if row.ended_at is None:
            row.ended_at = deadlines.now()
            row.save(update_fields=["ended_at"])
            log.record("training:module_ended", by=by, subject=row.subject)
    return row


def take_up_module(module: Module, *, by: Actor) -> Module:
    """Takes `end_module` back."""
    check_can_edit_module(by, module)
    with audit.transaction() as log:
        row = Module.objects.select_for_update().get(pk=module.pk)
        if row.ended_at is not None:
            row.ended_at = None
            row.save(update_fields=["ended_at"])
            log.record("training:module_taken_up", by=by, subject=row.subject)
    return row


def check_is_running(module: Module) -> None:
    if module.ended_at is not None:
        raise Conflict(_("This module is out of use. Choose another one, or take it up again."))


def _check(outline: Outline) -> None:
    if not outline.title.get("sr", "").strip():
        raise Denied(_("Write the title in Serbian."))
    if not 0 < outline.hours <= 200:
        raise Denied(_("Write how many hours it takes, for example 6 or 1,5."))
    if not 1 <= outline.pass_percent <= 100:
        raise Denied(_("Write from how many percent the test is passed: 1 to 100."))
    if not 1 <= outline.valid_months <= 240:
        raise Denied(_("Write for how many months the certificate is valid: 1 to 240."))
    number, until = outline.accreditation_number, outline.accredited_until
    if (number or until) and not outline.accreditation_body:
        raise Denied(_("Choose who has accredited it, or leave its number and date empty."))
    day = today()
    for name, of in LISTS.items():
        asked: set[str] = set(getattr(outline, name))
        known = Code.objects.of(of, day).filter(code__in=asked)
        if asked - set(known.values_list("code", flat=True)):
            raise Denied(_("One of the choices is not in the list any more. Choose again."))


def _put(module: Module, outline: Outline) -> None:
    for name, value in asdict(outline).items():
        setattr(module, name, list(value) if isinstance(value, tuple) else value)
    module.title = Words.of(outline.title)
    module.search_key = module.title.search_key()
    module.save()
