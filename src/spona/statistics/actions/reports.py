"""The counted record of a report: begun with it, written when its outcome is known, ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.time import now, today
from spona.directory.models import Network
from spona.identity.keyring import Keyring
from spona.reference.models.signed import verify_rows
from spona.statistics.models import ReportCount
from spona.statistics.report_record import Document, begin, validate
from spona.vault import actions as vault
from spona.vault.models import Section
from spona.vault.queries import current_statistics_key
from spona.vault.recipients import COUNTED_SECTION, Recipient


class Mistaken(Denied):
    """The record says something impossible; `mistakes` is field → sentence."""

    def __init__(self, mistakes: dict[str, str]) -> None:
        super().__init__(_("Some answers of the counted record need another look."))
        self.mistakes = mistakes


def begin_report_count(
    report: UUID,
    *,
    network: Network,
    readers: Sequence[Recipient],
    sector: str,
    facts: Mapping[str, bool],
    by: Actor,
    year: int | None = None,
    instead_of: UUID | None = None,
) -> ReportCount | None:
    """Seal the record to `readers` (whoever will learn the outcome) and to the analysts.

    None where nobody could ever count it: in practice, and before a network has its statistics
    key. `instead_of`: the report that went on and is now this one, lest it count twice.
    """
    if network.practice or current_statistics_key(network.pk) is None:
        return None
    with audit.transaction() as log:
        if instead_of is not None:
            end_report_count(instead_of, by=by)
        document = begin(sector=sector, year=year or today().year, facts=facts)
        box = vault.create_box(
            "counted",
            owner=None,
            sections={COUNTED_SECTION: document},
            grants={COUNTED_SECTION: [*readers, vault.to_statistics(network.pk)]},
            by=by,
        )
        made = ReportCount.objects.create(report=report, network=network, box=box)
        log.record("report_count:begun", by=by, subject=made.subject)
    return made


def write_report_count(
    count: ReportCount, document: Document, *, revision: int, by: Actor, keys: Keyring
) -> Section:
    """Seal `document` over revision `revision`; keys decide who may.

    Mistaken with a sentence for each field; TextConflict where somebody saved since: call it
    outside a transaction, since theirs is opened, and logged, before it is shown.
    """
    verify_rows(count)
    if count.ended_at is not None:
        raise Conflict(_("This report went on to another institution, which writes its outcome."))
    mistakes = validate(document)
    if mistakes:
        raise Mistaken(mistakes)
    section = Section.objects.named(count.box_id, COUNTED_SECTION).select_related("box").get()
    saved = vault.save_section(section, document, revision=revision, by=by, keys=keys)
    with audit.transaction() as log:
        log.record("report_count:written", by=by, subject=count.subject)
    return saved


def end_report_count(report: UUID, *, by: Actor) -> None:
    """It was taken back or went on: it counts no more here. Ended already changes nothing."""
    with audit.transaction() as log:
        for row in ReportCount.objects.standing().select_for_update().filter(report=report):
            row.ended_at = now()
            row.save(update_fields=["ended_at"])
            log.record("report_count:ended", by=by, subject=row.subject)
