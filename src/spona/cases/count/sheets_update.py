"""An institution's count sheets, written by an intake holder once a month, after a preview.

Every counted record is opened in the request that writes them, as far as that person can; and the
sealed list of those whose files were destroyed. With the record goes the part in which somebody
wrote that the person does not want to be counted, for whoever wrote it need not open the record.
Nothing of it happens when a file is saved: by the time of a sheet one could find whose record it
is. A file from which somebody is locked out is no file to them, so it is not in the sheets that
they write: another holder writes them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.models import Case
from spona.cases.case.sealed_entry import OtherThanShown, mark_of
from spona.cases.count.sources import CONSENT, as_refused
from spona.cases.referrals.moves import Kind
from spona.directory.models import Institution, Network
from spona.identity.keyring import Keyring
from spona.reference.models.signed import tampered, verify_rows
from spona.statistics.actions import read_kept, write_sheets
from spona.statistics.models import SheetUpdate
from spona.statistics.permissions import check_can_update_sheets
from spona.statistics.record import Document, counts
from spona.statistics.rules import current_rule
from spona.vault import schemas
from spona.vault.actions import open_many
from spona.vault.models import Section
from spona.vault.queries import current_statistics_key
from spona.vault.recipients import COUNTED_SECTION

# How the log names the reading, and why a holder opens what colleagues work on.
READ_AS: Final = "sheets"
_REVIEW: Final = "supervision"


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """`records` of each network that has a key. `closed`: records that did not open for this
    person; `refused`: people who do not want to be counted; `without_key`: networks that have none.
    """

    records: Mapping[Network, Sequence[Document]] = field(repr=False)
    closed: int
    refused: int
    without_key: Sequence[Network] = ()

    @property
    def by_status(self) -> Counter[str]:
        return Counter(one["status"] for some in self.records.values() for one in some)

    @property
    def total(self) -> int:
        return sum(map(len, self.records.values()))

    @property
    def mark(self) -> str:
        """Of what would be sealed: what is written is what was shown."""
        return mark_of([
            [
                [str(network.pk), sorted(json.dumps(one, sort_keys=True) for one in some)]
                for network, some in self.records.items()
            ],
            self.closed,
        ])  # fmt: skip


def counted_cases() -> QuerySet[Case]:
    """Files that count their person: not those that went on in another file, or came by a referral.

    A file that was handed over is counted by the institution that has it now.
    """
    gone_on = Case.objects.filter(
        referrals_out__kind=Kind.TRANSFER, referrals_out__to_case__isnull=False
    )
    rows = Case.objects.filter(joined_to=None, destroyed_at=None).exclude(pk__in=gone_on)
    return rows.filter(opened_by__in=(Case.OpenedBy.REPORT, Case.OpenedBy.SELF_REPORT))


def preview_sheets(*, colleagues: bool, by: Actor, keys: Keyring) -> SheetPreview:
    """What would be sealed now. `colleagues`: also of files that colleagues work on, which they are
    told of. Call it outside every transaction: the log of the reading comes first.
    """
    institution = Institution.objects.get(pk=str(by.institution_id))
    check_can_update_sheets(by, institution)
    networks = list(Network.objects.real().filter(pk__in=by.networks).order_by("pk"))
    if not networks:
        raise Denied(_("In the training network no figures are made."))
    with_key = [one for one in networks if current_statistics_key(one.pk) is not None]
    without_key = [one for one in networks if one not in with_key]
    counted = counted_records(institution, with_key, colleagues=colleagues, by=by, keys=keys)
    return replace(counted, without_key=without_key)


def counted_records(
    institution: Institution,
    networks: Sequence[Network],
    *,
    colleagues: bool,
    by: Actor,
    keys: Keyring,
) -> SheetPreview:
    """The records of these networks that may be counted: of files, and those that are kept. Who may
    ask for them, the caller has checked. Call it outside every transaction.
    """
    found, closed = _of_cases(networks, colleagues=colleagues, by=by, keys=keys)
    for network in networks:
        kept = read_kept(institution, network, by=by, keys=keys)
        found[network.pk] += [schemas.read("case", COUNTED_SECTION, one) for one in kept.records]
    asked = current_rule().counted_consent
    counted = {
        network: [one for one in found[network.pk] if counts(one) and one["consent_stats"] in asked]
        for network in networks
    }
    every = sum(counts(one) for some in found.values() for one in some)
    return SheetPreview(counted, closed, every - sum(map(len, counted.values())))


def update_sheets(*, colleagues: bool, seen: str, by: Actor, keys: Keyring) -> SheetUpdate:
    """Seal what was shown. OtherThanShown where something else would be sealed now; Denied in a
    month that has its sheets, where no network has a key, and where files of colleagues stayed
    closed: a sheet without them would take them out of the count.
    """
    shown = preview_sheets(colleagues=colleagues, by=by, keys=keys)
    if not shown.records:
        raise Denied(
            _("No network of yours has a statistics key yet, so nobody could open the sheet.")
        )
    if shown.mark != seen:
        raise OtherThanShown
    if shown.closed and not colleagues:
        raise Denied(_("Open the records of files that colleagues work on too. Tick it first."))
    institution = Institution.objects.get(pk=str(by.institution_id))
    return write_sheets(institution, shown.records, by=by)


def _of_cases(
    networks: Sequence[Network], *, colleagues: bool, by: Actor, keys: Keyring
) -> tuple[dict[UUID, list[Document]], int]:
    """Network → records of its files, and how many did not open, those whose row is gone among
    them. Denied where a file is not as Spona left it: whoever hides all but one of them by the
    database reads the sheet of that one.
    """
    visible = Case.objects.visible_to(by).filter(network__in=networks)
    verify_rows(*visible)
    if any(one.destroyed_at is not None for one in visible):
        # No key leads to one that is.
        raise tampered()
    counted = visible.filter(pk__in=counted_cases())
    cases = {one.box_id: one.network_id for one in counted}
    rows = list(
        Section.objects.visible_to(by)
        .named(cases, COUNTED_SECTION, CONSENT)
        .select_related("box")
        .order_by("id")
    )
    opened = open_many(rows, by=by, keys=keys, purpose=READ_AS, reason=_REVIEW * colleagues)
    texts = {(row.box_id, row.name): opened[row.pk] for row in rows if row.pk in opened}
    found: dict[UUID, list[Document]] = {one.pk: [] for one in networks}
    shut = {row.box_id for row in rows if row.pk not in opened}
    for box, network in cases.items():
        if box not in shut and (box, COUNTED_SECTION) in texts:
            record = texts[box, COUNTED_SECTION]
            found[network].append(as_refused(record, texts.get((box, CONSENT), {})))
    return found, len(cases) - sum(map(len, found.values()))
