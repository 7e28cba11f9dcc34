"""Figures of a year for the Centre: one analyst makes them, another one counts anew and hands them
over, and from that moment on neither of them opens them any more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.late import end_of
from spona.deadlines.time import now, today
from spona.directory.models import Institution, Member, Network, Person
from spona.directory.queries import network_members
from spona.directory.row_integrity import verify_latest
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.notifications.actions import notify
from spona.reference.models.signed import tampered
from spona.statistics.figures.base_tables import Figures, differing
from spona.statistics.figures.document import LONGEST_BASIS, Said, document_of, said_in
from spona.statistics.figures.history import HANDED_OVER, checked_figures, newest, waiting
from spona.statistics.figures.keys import NationalKey, national_key
from spona.statistics.figures.sources import (
    READ_AS,
    check_year,
    count_year,
    digests,
    readiness,
    sheets_of,
    written_anew,
)
from spona.statistics.models import ComparedKey, FiguresState, YearFigures
from spona.statistics.permissions import (
    check_can_make_figures,
    check_can_read_figures,
    check_is_one_of_two,
    check_is_second,
)
from spona.tasks.actions import close_task, open_task
from spona.vault import actions as vault
from spona.vault.models import MEMBER, STATISTICS, Section
from spona.vault.queries import analysts, current_statistics_key, may_not_count, statistics_holders
from spona.vault.recipients import COUNTED_SECTION

_ANALYST: Final = "analyst"
# What the second one is asked for, and within how many days: sheets are a month old at most.
COUNT_AGAIN: Final = "count_again"
_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be sealed; `key` says whether it can be, or goes on paper."""

    said: Said
    key: NationalKey
    second: Member

    @property
    def mark(self) -> str:
        """Of what would be sealed: what is sealed is what was shown."""
        plain = json.dumps(
            [document_of(self.said), str(self.second.pk), self.key.confirmed], sort_keys=True
        )
        return hashlib.sha256(plain.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Compared:
    """What the second analyst counted beside what the first one sealed. `tables`: names of those
    that differ; `anew`: institutions that wrote their sheets since.
    """

    said: Said
    figures: Figures
    tables: Sequence[str]
    anew: Sequence[Institution]

    @property
    def equal(self) -> bool:
        return not self.tables and not self.anew


def seconds_for(network: Network, *, by: Actor) -> list[Member]:
    """Who may count as the second one: analysts of today with the key, other people than `by`."""
    key = current_statistics_key(network.pk)
    holding = statistics_holders(key) if key is not None else set()
    people = analysts(network.pk)
    both = may_not_count(network.pk, people)
    able = {one.pk for one in people if one.pk not in both and one.account_id in holding}
    members = network_members(network, _ANALYST)
    found = {
        one.person_id: one
        for one in members
        if one.person_id in able and one.person_id != by.person_id
    }
    return sorted(found.values(), key=lambda one: one.person.name)


def prepare_figures(
    network: Network, *, year: int, basis: str, second: UUID, by: Actor, keys: Keyring
) -> Prepared:
    """Count the year in memory and show it; nothing is kept.

    Denied where the year is not over, where an institution's sheets are missing or old (with which,
    and what to do), where no legal basis is written down, where somebody else is at it already, or
    where something is not as Spona left it. Outside every transaction.
    """
    check_can_make_figures(by, network)
    check_year(year)
    basis = basis.strip()
    if not basis:
        raise Denied(_("Write down on which legal basis these figures are handed over."),
                     field="basis")  # fmt: skip
    if len(basis) > LONGEST_BASIS:
        raise Denied(_("Write the legal basis in at most 300 characters."), field="basis")
    other = next((one for one in seconds_for(network, by=by) if one.pk == second), None)
    if other is None:
        raise Denied(_("Choose a second analyst of the network who holds the key."),
                     field="second")  # fmt: skip
    rows = checked_figures(network=network, year=year)
    _check_nobody_is_at_it(rows, year)
    ready = readiness(network, year)
    if not ready.is_whole():
        raise Denied(" ".join(ready.sentences()))
    before = newest(rows, year)
    sheets = sheets_of(network, year)
    said = Said(
        network.pk,
        year,
        before.version + 1 if before else 1,
        before.pk if before else None,
        basis,
        digests(sheets),
        tuple(str(one.pk) for one in ready.absent),
        count_year(network, year, sheets, by=by, keys=keys),
    )
    return Prepared(said, national_key(network), other)


def seal_figures(
    network: Network, *, year: int, basis: str, second: UUID, seen: str, by: Actor, keys: Keyring
) -> YearFigures:
    """Seal what was shown to both analysts by name, and held to the national key.

    Conflict where something else would be sealed now, or somebody else is at it.
    """
    made = prepare_figures(network, year=year, basis=basis, second=second, by=by, keys=keys)
    if made.mark != seen:
        raise Conflict(_("Something was written meanwhile. Look at the figures once more."))
    assert by.account_id is not None
    other = made.second.person.account
    assert other is not None
    confirmed = made.key.confirmed
    to = [
        vault.to_account(by.account_id, member_of=by.institution_id),
        vault.to_account(other, member_of=made.second.institution_id),
    ]
    if confirmed:
        assert made.key.national is not None
        to.append(vault.to_statistics(made.key.national.pk, held=True))
    with audit.transaction() as log:
        _locked(network)
        _check_nobody_is_at_it(checked_figures(network=network, year=year), year)
        box = vault.create_box(
            "figures",
            owner=None,
            sections={COUNTED_SECTION: document_of(made.said)},
            grants={COUNTED_SECTION: to},
            by=by,
        )
        row = YearFigures.objects.create(
            network=network,
            national=made.key.national if confirmed else None,
            year=year,
            version=made.said.version,
            supersedes_id=made.said.supersedes,
            box=box,
            made_by_id=by.account_id,
            second=other,
            made_at=now(),
        )
        open_task(
            COUNT_AGAIN,
            row.subject,
            institution=made.second.institution,
            owner=made.second,
            network=network,
            due_at=end_of(today() + dt.timedelta(days=_DAYS), network),
            by=by,
        )
        log.record("figures:sealed", by=by, subject=row.subject, detail=_detail(row))
        _tell(other, "asked", reverse("statistics:figures_one", args=[row.pk]), by=by)
    return row


def compare_figures(row: YearFigures, *, by: Actor, keys: Keyring) -> Compared:
    """Count the year anew from the sheets, beside what the first analyst sealed.

    Outside every transaction.
    """
    check_can_make_figures(by, row.network)
    verify_latest(row)
    check_is_one_of_two(by, row)
    _check_waits(row)
    said = _opened(row, by=by, keys=keys)
    sheets = sheets_of(row.network, row.year)
    anew = written_anew(said.sheets, digests(sheets))
    figures = count_year(row.network, row.year, sheets, by=by, keys=keys)
    return Compared(said, figures, differing(said.figures, figures), anew)


def release_figures(row: YearFigures, *, by: Actor, keys: Keyring) -> YearFigures:
    """The second analyst counts anew, and only if it is the same the Centre's analysts open it; in
    the same transaction both analysts lose it. Conflict where it is not the same.
    """
    check_is_second(by, row)
    compared = compare_figures(row, by=by, keys=keys)
    _check_equal(compared)
    if row.national_id is None:
        raise Denied(_("These figures go on paper. Write down the registry number."))
    with audit.transaction() as log:
        _locked(row.network)
        row = _again(row)
        _check_key(row, national_key(row.network))
        _check_same_sheets(row, compared.said)
        if vault.release(row.box, by=by) != 1:
            raise tampered()
        _take_from_both(row, by=by)
        row.state, row.ended_at = FiguresState.RELEASED, now()
        row.save(update_fields=["state", "ended_at"])
        close_task(COUNT_AGAIN, row.subject, by=by)
        log.record(HANDED_OVER, by=by, subject=row.subject, detail=_detail(row))
        _tell(row.made_by, "received", "", by=by)
        assert row.national is not None
        for account in _holders_of(row.national):
            _tell(account, "arrived", reverse("statistics:figures_received"), by=by)
    return row


def hand_over_on_paper(row: YearFigures, *, number: str, by: Actor, keys: Keyring) -> YearFigures:
    """The second analyst counts anew, has it printed and writes down under which registry number it
    went. The figures are destroyed here; the number stays, sealed to the network's analysts.
    """
    check_is_second(by, row)
    number = number.strip()
    if not number or len(number) > 60:
        raise Denied(_("Write the registry number under which it went, in at most 60 characters."),
                     field="number")  # fmt: skip
    compared = compare_figures(row, by=by, keys=keys)
    _check_equal(compared)
    if row.national_id is not None:
        raise Denied(_("The Centre has a key for these figures. Hand them over by it."))
    with audit.transaction() as log:
        _locked(row.network)
        row = _again(row)
        _check_same_sheets(row, compared.said)
        old = row.box
        row.box = vault.create_box(
            "figures",
            owner=None,
            sections={COUNTED_SECTION: {"schema": 1, "number": number.ljust(60)}},
            grants={COUNTED_SECTION: [vault.to_statistics(row.network_id)]},
            by=by,
        )
        row.state, row.ended_at = FiguresState.ON_PAPER, now()
        row.save(update_fields=["box", "state", "ended_at"])
        vault.erase_box(old, by=by)
        close_task(COUNT_AGAIN, row.subject, by=by)
        log.record(HANDED_OVER, by=by, subject=row.subject, detail=_detail(row))
        _tell(row.made_by, "received", "", by=by)
    return row


def drop_figures(row: YearFigures, *, by: Actor) -> YearFigures:
    """Any analyst of the network throws away what nobody was handed yet, and it is made anew."""
    check_can_make_figures(by, row.network)
    with audit.transaction() as log:
        _locked(row.network)
        row = _again(row)
        vault.erase_box(row.box, by=by)
        row.state, row.ended_at = FiguresState.DROPPED, now()
        row.save(update_fields=["state", "ended_at"])
        close_task(COUNT_AGAIN, row.subject, by=by, outcome="dropped")
        log.record("figures:dropped", by=by, subject=row.subject, detail=_detail(row))
    return row


def note_compared_key(network: Network, *, key: UUID, by: Actor) -> ComparedKey:
    """An analyst read the eight words to the Centre, and they are the same there. Conflict where
    another key stands there now.
    """
    check_can_make_figures(by, network)
    found = national_key(network)
    if found.key is None or found.key.pk != key:
        raise Conflict(_("The Centre has another key now. Compare its words once more."))
    assert by.account_id is not None
    with audit.transaction() as log:
        _locked(network)
        known = ComparedKey.objects.filter(network=network, key=key).first()
        if known is not None:
            verify_latest(known)
            return known
        made = ComparedKey.objects.create(network=network, key=key, by_id=by.account_id, at=now())
        log.record(
            "figures:key_compared", by=by, subject=("statistics_key", key),
            detail={"network": str(network.pk)},
        )  # fmt: skip
    return made


def open_handed_over(
    rows: Sequence[YearFigures], national: Network, *, by: Actor, keys: Keyring
) -> dict[UUID, Said]:
    """Row id → what it says, for an analyst of the Centre; one line in the read log.

    Denied where one does not open, or does not say what its row says.
    """
    check_can_read_figures(by, national)
    verify_latest(*rows)
    wanted = [one for one in rows if one.national_id == national.pk
              and one.state == FiguresState.RELEASED]  # fmt: skip
    if len(wanted) < len(rows):
        raise Denied(_("These figures were not handed over to the Centre."))
    sections = _sections(wanted)
    opened = vault.open_many(sections.values(), by=by, keys=keys, purpose=READ_AS)
    if len(opened) < len(wanted):
        raise Denied(
            _("Some records do not open with your key. Ask another analyst to let you in.")
        )
    return {one.pk: _said_by(one, opened[sections[one.box_id].pk]) for one in wanted}


def read_registry_number(row: YearFigures, *, by: Actor, keys: Keyring) -> str:
    """Under which number it went on paper, for the network's analysts."""
    verify_latest(row)
    if row.state != FiguresState.ON_PAPER:
        raise Denied(_("These figures did not go on paper."))
    document = vault.open_section(_sections([row])[row.box_id], by=by, keys=keys)
    return str(document["number"]).strip()


def _opened(row: YearFigures, *, by: Actor, keys: Keyring) -> Said:
    return _said_by(row, vault.open_section(_sections([row])[row.box_id], by=by, keys=keys))


def _said_by(row: YearFigures, document: dict[str, Any]) -> Said:
    said = said_in(document)
    found = (said.network, said.year, said.version, said.supersedes)
    if found != (row.network_id, row.year, row.version, row.supersedes_id):
        raise tampered()
    return said


def _sections(rows: Sequence[YearFigures]) -> dict[UUID, Section]:
    """Box → its only section; Denied where one is gone."""
    found = Section.objects.named([row.box_id for row in rows], COUNTED_SECTION)
    sections = {one.box_id: one for one in found.select_related("box").order_by("pk")}
    if len(sections) < len(rows):
        raise tampered()
    return sections


def _check_nobody_is_at_it(rows: Sequence[YearFigures], year: int) -> None:
    if waiting(rows, year) is not None:
        raise Conflict(
            _("Figures of this year wait for the second analyst already. Throw those away first, "
              "or let them be handed over.")
        )  # fmt: skip


def _check_waits(row: YearFigures) -> None:
    if row.state != FiguresState.WAITING:
        raise Conflict(
            _("%(state)s. Look at the list again.") % {"state": FiguresState(row.state).label}
        )


def _check_equal(compared: Compared) -> None:
    if compared.anew:
        who = ", ".join(str(one.words) for one in compared.anew)
        raise Conflict(
            _("%(who)s: the figures were updated since these were made. Throw these away, and the "
              "first analyst makes them anew.") % {"who": who}
        )  # fmt: skip
    if compared.tables:
        raise Conflict(
            _("What you counted is not what was sealed. Throw these away, and the first analyst "
              "makes them anew; is it so again, tell the operator.")
        )  # fmt: skip


def _check_same_sheets(row: YearFigures, said: Said) -> None:
    """Nobody updated figures between the counting and now."""
    anew = written_anew(said.sheets, digests(sheets_of(row.network, row.year)))
    _check_equal(Compared(said, said.figures, (), anew))


def _check_key(row: YearFigures, found: NationalKey) -> None:
    """The key that was sealed to is the one that counts, and its words were compared."""
    held = row.box.sections.get().grants.get(to_kind=STATISTICS)
    same = found.key is not None and held.to_version == found.key.version
    if not (found.confirmed and same and held.to_id == row.national_id):
        raise Conflict(
            _("The Centre's key is another one since. Throw these away, compare the words of the "
              "new key and make the figures anew.")
        )  # fmt: skip


def _take_from_both(row: YearFigures, *, by: Actor) -> None:
    grants = row.box.sections.get().grants.filter(to_kind=MEMBER)
    if vault.destroy(grants.order_by("id"), by=by) != 2:
        raise tampered()


def _again(row: YearFigures) -> YearFigures:
    """The row as it stands under the lock of its network."""
    found = (
        YearFigures.objects.select_for_update(of=("self",))
        .select_related("network__town", "national", "box", "made_by")
        .get(pk=row.pk)
    )
    verify_latest(found)
    _check_waits(found)
    return found


def _locked(network: Network) -> None:
    Network.objects.select_for_update(of=("self",)).get(pk=network.pk)


def _detail(row: YearFigures) -> dict[str, Any]:
    return {"network": str(row.network_id), "year": row.year, "version": row.version}


def _holders_of(national: Network) -> list[Account]:
    key = current_statistics_key(national.pk)
    holding = statistics_holders(key) if key is not None else set()
    found = [person.account for person in analysts(national.pk)]
    return [one for one in found if one is not None and one.pk in holding]


def _tell(account: Account, kind: str, link: str, *, by: Actor) -> None:
    person = Person.objects.filter(account=account).first()
    email = (person.email or None) if person is not None else None
    notify(account, kind, reference="", by=by, email=email, link=link)
