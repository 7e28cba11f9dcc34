"""Open a file, and let a colleague in who will lead it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.cases.case.models import Case, CaseExclusion
from spona.cases.case.permissions import check_can_open_case
from spona.cases.case.sections import EMPTY
from spona.cases.marks import note_excluded
from spona.deadlines.time import today
from spona.directory.models import Institution, Member, Network
from spona.identity.keyring import Keyring
from spona.reference.models.signed import verify_rows
from spona.reference.reference_codes import new_reference
from spona.statistics.codes import UNKNOWN
from spona.statistics.record import begin
from spona.vault.actions import create_box, grant_sections
from spona.vault.models.boxes import ASSIGNED
from spona.vault.queries import current_statistics_key
from spona.vault.recipients import COUNTED_SECTION, Recipient, to_account, to_statistics


def open_case(
    documents: Mapping[str, dict[str, Any]],
    *,
    institution: Institution,
    network: Network,
    readers: Sequence[Recipient],
    opened_by: str,
    by: Actor,
    keys: Keyring,
    reported_by: str = UNKNOWN,
    excluded: Collection[str] = (),
) -> Case:
    """Seal all nine sections to `readers` (the owner's holders, or some of them by name).

    The counted record goes to the network's statistics key too, where there is one; an empty
    one begins with the year and with `reported_by` (the sender's sector, `self`, `anonymous`).
    The caller has checked what of `documents` may be kept. `excluded`: marks of whom the writer
    of a word shut out; nothing goes from the file to them either.
    """
    check_can_open_case(by, institution)
    with audit.transaction() as log:
        reference = new_reference("F")
        while Case.objects.filter(reference=reference).exists():
            reference = new_reference("F")
        if documents[COUNTED_SECTION] == EMPTY:
            count = begin(opened_by=opened_by, year=today().year, reported_by=reported_by)
            documents = {**documents, COUNTED_SECTION: count}
        grants = {name: list(readers) for name in documents}
        if current_statistics_key(network.pk) is not None:
            grants[COUNTED_SECTION].append(to_statistics(network.pk))
        box = create_box(
            "case",
            owner=institution.pk,
            sections=documents,
            grants=grants,
            by=by,
            reference=reference,
            keys=keys,
        )
        case = Case.objects.create(
            reference=reference,
            owner_institution=institution,
            network=network,
            box=box,
            opened_by=opened_by,
            opened_at=deadlines.now(),
        )
        CaseExclusion.objects.bulk_create(CaseExclusion(case=case, mark=one) for one in excluded)
        note_excluded(log, excluded, subject=case.subject, by=by)
        log.record("case:opened", by=by, subject=("case", case.pk))
    return case


def let_in(case: Case, *, member: Member, by: Actor, keys: Keyring) -> None:
    """Grant every section of the file to one colleague; again changes nothing that matters.

    `by` must be able to open the sections: whoever cannot open cannot let in.
    """
    verify_rows(case)
    account = member.person.account
    if account is None:
        raise Conflict("a colleague without a login cannot be let in")
    with audit.transaction() as log:
        sections = list(case.box.sections.select_related("box").order_by("name"))
        grant_sections(sections, to_account(account, basis=ASSIGNED), by=by, keys=keys)
        log.record(
            "case:assigned", by=by, subject=("case", case.pk), detail={"member": str(member.pk)}
        )
