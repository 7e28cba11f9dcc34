"""A service is written, ended, brought back, and confirmed by a call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.time import today
from spona.directory.models import Institution
from spona.directory.row_integrity import verify_latest
from spona.services.actions.confirmation_reminders import close_if_fresh
from spona.services.changes import kept_state, note_change, note_removal, state_of
from spona.services.checks import check_part, check_service
from spona.services.models import Exclusion, Language, PhoneKind, Service, ServiceTown, Status
from spona.services.permissions import check_can_confirm, check_can_edit
from spona.services.pii_scan import (
    check_leads_nowhere,
    gates_of,
    is_worth_a_look,
    looks_like_somebody,
    rows_of,
)
from spona.services.row_integrity import mark_of
from spona.services.search_index import write_cards
from spona.services.visibility import is_hidden, phones_shown

# What somebody outside relies on: changed, it has to be confirmed anew.
RELIED_ON: Final = frozenset({"kind", "status", "email", "url"})


def write_service(
    service: Service,
    *,
    by: Actor,
    towns: Collection[UUID] | None = None,
    languages: Iterable[Language] | None = None,
    exclusions: Iterable[Exclusion] | None = None,
) -> Service:
    """Keeps `service` as it stands in memory, new or changed, with its towns (ids), languages and
    exclusions where they are given. Written again the same, it changes nothing.

    What somebody outside relies on makes the confirmation fall, and so does a text that looks like
    somebody: it waits until a person has looked. Other texts leave it standing.
    """
    check_can_edit(by, service.institution)
    check_service(service)
    with audit.transaction() as log:
        Institution.objects.select_for_update().get(pk=service.institution_id)
        before = kept_state(service)
        _check_leads_nowhere(service, is_new=before is None)
        if before is not None:
            verify_latest(Service.objects.get(pk=service.pk))
        lists = _Lists(service, by)
        if before is None:
            _touch(service, by)
            service.save(force_insert=True)
            changed = note_change(service, None, by=by, service=service)
        else:
            differs = _differs(service, before)
            if differs & RELIED_ON or (differs and is_worth_a_look(service, service)):
                service.confirmed_on, service.confirmed_by = None, None
            _touch(service, by)
            service.save()
            changed = note_change(service, before, by=by, service=service)
        more = lists.towns(towns) + lists.languages(languages) + lists.exclusions(exclusions)
        if not changed and not more:
            return service
        write_cards([service.pk])
        log.record(
            "service:written", by=by, subject=service.subject, lane=service.institution_id,
            detail={"new": before is None, "fields": len(changed), "lists": more},
        )  # fmt: skip
    return service


def end_service(service: Service, *, reason: str, by: Actor) -> Service:
    """It is no more, and why. It stays where it is named, and can be brought back."""
    check_can_edit(by, service.institution)
    if not reason.strip():
        raise Denied(_("Write why it is no more: members will ask."))
    with audit.transaction() as log:
        row = locked(service)
        if row.ended_at is not None:
            return row
        before = kept_state(row)
        row.status, row.ended_at, row.end_reason = (
            Status.DEFUNCT,
            deadlines.now(),
            reason.strip()[:200],
        )
        _touch(row, by)
        row.save()
        note_change(row, before, by=by, service=row)
        write_cards([row.pk])
        close_if_fresh(row.institution, by=by)
        log.record("service:ended", by=by, subject=row.subject, lane=row.institution_id)
    return row


def bring_back(service: Service, *, by: Actor) -> Service:
    """It works again; whether all is still so has to be confirmed."""
    check_can_edit(by, service.institution)
    with audit.transaction() as log:
        row = locked(service)
        if row.ended_at is None:
            return row
        before = kept_state(row)
        row.status, row.ended_at, row.end_reason = Status.ACTIVE, None, ""
        row.confirmed_on, row.confirmed_by = None, None
        _touch(row, by)
        row.save()
        note_change(row, before, by=by, service=row)
        write_cards([row.pk])
        log.record("service:brought_back", by=by, subject=row.subject, lane=row.institution_id)
    return row


def confirm_service(
    service: Service,
    *,
    by: Actor,
    on: dt.date | None = None,
    looked: bool = False,
    seen: str | None = None,
) -> Service:
    """Somebody called, and all of it is still so, on `on` (default today). With `seen`, the mark of
    what they saw, a number that a colleague entered meanwhile is not confirmed with it: Conflict.

    Denied without a number, for then nobody can have called; and where a text looks like somebody,
    unless a person has `looked` at it.
    """
    check_can_confirm(by, service.institution)
    day = on or today()
    if day > today():
        raise Denied(_("This day has not come yet. Choose the day of the call."))
    with audit.transaction() as log:
        row = locked(service)
        if row.ended_at is not None:
            raise Conflict(_("This service is no more. Bring it back first."))
        if not can_be_called(row):
            raise Denied(_("Enter a number first: what cannot be called cannot be confirmed."))
        if seen is not None and seen != mark_of(row):
            raise Conflict(
                _("Somebody changed it meanwhile. Look at it as it stands now, and call again.")
            )
        if is_hidden(row):
            check_leads_nowhere(rows_of(row), gates_of(row))
        if not looked and (found := looks_like_somebody(row)):
            said = ", ".join(f"“{one.found}” ({one.looks_like})" for one in found)
            raise Denied(
                _("This looks like somebody: %(found)s. Take it out of the texts, or tick that it "
                  "is nobody.") % {"found": said}
            )  # fmt: skip
        before = kept_state(row)
        row.confirmed_on, row.confirmed_by_id = day, by.person_id
        row.save()
        note_change(row, before, by=by, service=row)
        write_cards([row.pk])
        close_if_fresh(row.institution, by=by)
        log.record("service:confirmed", by=by, subject=row.subject, lane=row.institution_id)
    return row


def can_be_called(service: Service) -> bool:
    """Whether it has a number that outsiders are given and that somebody answers."""
    phones = [*service.phones.all()]
    for at in service.at_locations.all():
        if at.location.ended_at is None:
            phones += at.location.phones.all()
    shown = phones_shown(phones, hidden=is_hidden(service))
    return any(one.kind != PhoneKind.FAX for one in shown)


def locked(service: Service) -> Service:
    """The row as Spona left it last: saving would else put our tag on an old one."""
    row = Service.objects.select_for_update(of=("self",)).select_related("institution").get(
        pk=service.pk
    )  # fmt: skip
    verify_latest(row)
    return row


def unconfirm(services: Iterable[Service], *, by: Actor) -> None:
    """Something on which people rely was changed: numbers, hours, the place."""
    for service in services:
        row = locked(service)
        if row.confirmed_on is None:
            continue
        before = kept_state(row)
        row.confirmed_on, row.confirmed_by = None, None
        _touch(row, by)
        row.save()
        note_change(row, before, by=by, service=row)


def _check_leads_nowhere(service: Service, *, is_new: bool) -> None:
    """Of what is hidden nothing but the front gate's number leads there."""
    hidden = service.institution.confidential or (not is_new and is_hidden(service))
    if hidden and (service.email or service.url):
        raise Denied(
            _("The place is confidential: only the number of its front gate is given. Leave out "
              "e-mail and website.")
        )  # fmt: skip
    if hidden:
        check_leads_nowhere([service], gates_of(service))


def _differs(service: Service, before: dict[str, str]) -> set[str]:
    after = state_of(service)
    return {name for name in after if after[name] != before[name]}


def _touch(service: Service, by: Actor) -> None:
    service.changed_at, service.changed_by_id = deadlines.now(), by.member_id


class _Lists:
    """Small lists of a service, brought to what is asked; each returns how many rows changed."""

    def __init__(self, service: Service, by: Actor) -> None:
        self._service, self._by = service, by

    def towns(self, wanted: Collection[UUID] | None) -> int:
        if wanted is None:
            return 0
        rows = {row.town_id: row for row in self._service.towns_served.all()}
        gone = [row for town, row in rows.items() if town not in set(wanted)]
        new = [
            ServiceTown(service=self._service, town_id=town) for town in set(wanted) - rows.keys()
        ]
        return self._bring(gone, new)

    def languages(self, wanted: Iterable[Language] | None) -> int:
        if wanted is None:
            return 0
        # Each once: one that is spoken there needs no interpreter.
        by_code = {
            row.code: row for row in sorted(wanted, key=lambda row: -int(row.with_interpreter))
        }
        asked = {(row.code, row.with_interpreter): row for row in by_code.values()}
        rows = {(row.code, row.with_interpreter): row for row in self._service.languages.all()}
        gone = [row for key, row in rows.items() if key not in asked]
        new = [row for key, row in asked.items() if key not in rows]
        for row in new:
            row.service = self._service
            check_part(row)
        return self._bring(gone, new)

    def exclusions(self, wanted: Iterable[Exclusion] | None) -> int:
        if wanted is None:
            return 0
        asked = {(row.code, str(dict(row.words))): row for row in wanted}
        rows = {(row.code, str(dict(row.words))): row for row in self._service.exclusions.all()}
        gone = [row for key, row in rows.items() if key not in asked]
        new = [row for key, row in asked.items() if key not in rows]
        for row in new:
            row.service = self._service
            check_part(row)
        return self._bring(gone, new)

    def _bring(
        self,
        gone: Iterable[ServiceTown | Language | Exclusion],
        new: Iterable[ServiceTown | Language | Exclusion],
    ) -> int:
        number = 0
        for row in gone:
            note_removal(row, by=self._by, service=self._service)
            row.delete()
            number += 1
        for row in new:
            row.save(force_insert=True)
            note_change(row, None, by=self._by, service=self._service)
            number += 1
        return number
