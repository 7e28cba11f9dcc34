"""An institution's totals of a quarter: typed, or corrected. What stood there before stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.reference.models import Code
from spona.services.models import KINDS, LARGEST, Sheet, Total
from spona.services.paper import round_of
from spona.services.permissions import TYPES, check_can_type, is_second_hand, without_typists
from spona.services.quarters import Quarter
from spona.statistics.disclosure import is_small
from spona.tasks.actions import close_task
from spona.tasks.queries import open_of

TASK: Final = "quarter_totals"


def type_totals(
    institution: Institution,
    *,
    network: Network,
    quarter: Quarter,
    numbers: Mapping[str, int | None],
    by: Actor,
) -> Sheet:
    """`numbers` by kind of service, None for "fewer than 5"; 1 to 4 becomes that before anything
    is written down. Kinds that are not named have none any more; nothing at all is "nothing to
    report", which is an answer too. Typed again with the same numbers it changes nothing.
    """
    check_can_type(by, institution, network, quarter)
    kept = _kept(numbers)
    with audit.transaction() as log:
        Network.objects.select_for_update().get(pk=network.pk)
        sheet, _new = Sheet.objects.get_or_create(
            institution=institution, network=network, year=quarter.year, quarter=quarter.number
        )
        changed = _replace(sheet, kept, by)
        sheet.nothing = not any(number != 0 for number in kept.values())
        sheet.typed_at, sheet.typed_by_id = deadlines.now(), by.member_id
        sheet.second_hand = is_second_hand(by, institution)
        sheet.save()
        close_task(TASK, sheet.subject, by=by)
        if sheet.second_hand or not by.may(TYPES):
            _close_round(network, quarter, by)
        log.record(
            "services:typed", by=by, subject=sheet.subject, lane=institution.pk,
            detail={"quarter": quarter.slug, "changed": changed, "nothing": sheet.nothing},
        )  # fmt: skip
    return sheet


def _kept(numbers: Mapping[str, int | None]) -> dict[str, int | None]:
    known = set(Code.objects.filter(list=KINDS).values_list("code", flat=True))
    for kind, number in numbers.items():
        if kind not in known:
            raise Denied(_("This kind of service is not on the list. Open the page again."))
        if number is not None and not 0 <= number <= LARGEST:
            raise Denied(_("Check the numbers: one of them is negative or too large."))
    return {
        kind: None if number is not None and is_small(number) else number
        for kind, number in numbers.items()
    }


def _replace(sheet: Sheet, numbers: Mapping[str, int | None], by: Actor) -> int:
    """How many kinds changed. A zero is kept where something stood before; else it is no row."""
    now, changed = deadlines.now(), 0
    standing = {row.kind: row for row in sheet.totals.standing().select_for_update()}
    for kind in sorted(standing.keys() | numbers.keys()):
        number, before = numbers.get(kind, 0), standing.get(kind)
        if before.number == number if before else number == 0:
            continue
        changed += 1
        if before is not None:
            before.replaced_at = now
            before.save(update_fields=["replaced_at"])
        Total.objects.create(
            sheet=sheet, kind=kind, number=number, typed_at=now, typed_by_id=by.member_id,
            second_hand=is_second_hand(by, sheet.institution),
        )  # fmt: skip
    return changed


def _close_round(network: Network, quarter: Quarter, by: Actor) -> None:
    """The coordinator's one task for all partners on paper, when the last of them is typed."""
    if not open_of(round_of(network, quarter)).exists():
        return
    waits = Sheet.objects.filter(
        network=network, year=quarter.year, quarter=quarter.number, typed_at=None,
        institution__in=institutions_of(network, quarter.last),
    ).select_related("institution")  # fmt: skip
    if not without_typists(sheet.institution for sheet in waits):
        close_task(TASK, round_of(network, quarter), by=by)
