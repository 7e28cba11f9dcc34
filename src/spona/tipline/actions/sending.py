"""A word arrives: box, row, deadlines, tasks and notices in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.exclusion_marks import marks_for
from spona.cases.marks import note_excluded
from spona.cases.referrals.packet import Body, Cover
from spona.directory.models import Institution, Network
from spona.reference.reference_codes import new_reference
from spona.tipline.models import Addressee, Tip, TipExclusion
from spona.tipline.payload_schemas import BODY, COVER, FIRST_MESSAGE, Document, FirstMessage
from spona.tipline.route import check_keys, tipline_of
from spona.tipline.telling import tell_holders
from spona.tipline.waiting import wait_for_reading
from spona.vault.actions import Recipient, create_box, to_code, to_institution
from spona.vault.models import Code


def send_message(
    first_message: FirstMessage,
    *,
    network: Network,
    code: Code,
    excluded: Collection[UUID] = (),
    by: Actor,
) -> Tip:
    """Seal a word to every institution of the town's route but the excluded, and to its code.

    `excluded` are ids of institutions: no wrap, no notice and no row for them, now or later.
    Denied where nobody would be left to read it, KeyReplaced where a key was swapped: then nothing
    is kept. Needs nobody's key.
    """
    # Who holds which key is read once, for the route and for what is sealed to it.
    with audit.transaction():
        tipline = tipline_of(network)
        check_keys(tipline)
        to = tipline.readers(excluded)
        if not to:
            raise nobody_reads()
        sections = {FIRST_MESSAGE: first_message.to_document()}
        return _send(sections, network, to, code, excluded, by=by)


def send_report(
    first_message: FirstMessage,
    *,
    cover: Cover,
    body: Body,
    network: Network,
    recipient: Institution,
    code: Code,
    excluded: Collection[UUID] = (),
    by: Actor,
) -> Tip:
    """A report with a name to one recipient: word and cover at once, the body when taken over.

    `cover` and `body` are those of a report's packet; the deadline is that of the urgency in the
    cover. Denied where the recipient is locked out, does not sit in the network or cannot open
    anything.
    """
    sections = {
        FIRST_MESSAGE: first_message.to_document(),
        COVER: cover.to_document(),
        BODY: body.to_document(),
    }
    with audit.transaction():
        tipline = tipline_of(network)
        check_keys(tipline)
        if recipient.pk in excluded or recipient not in tipline.recipients:
            raise nobody_reads()
        return _send(sections, network, [recipient], code, excluded, urgency=cover.urgency, by=by)


def nobody_reads() -> Denied:
    return Denied(_("Nobody would be left to read it here. Call one of the numbers instead."))


def _send(
    sections: dict[str, Document],
    network: Network,
    to: Sequence[Institution],
    code: Code,
    excluded: Collection[UUID],
    *,
    urgency: str = "",
    by: Actor,
) -> Tip:
    with audit.transaction() as log:
        reference, now = _free_reference(), deadlines.now()
        box = create_box(
            "tip",
            owner=None,
            sections=sections,
            grants={name: _grants(name, to, code) for name in sections},
            by=by,
            reference=reference,
        )
        tip = Tip.objects.create(
            reference=reference,
            network=network,
            box=box,
            code=code,
            sent_at=now,
            last_visit_on=deadlines.today(),
        )
        marks = marks_for(people=(), institutions=excluded)
        out = [TipExclusion(tip=tip, mark=mark).stamp() for mark in sorted(marks)]
        TipExclusion.objects.bulk_create(out)
        note_excluded(log, out, subject=("tip", tip.pk), by=by)
        addressees = [Addressee(tip=tip, institution=institution) for institution in to]
        Addressee.objects.bulk_create(addressees)
        for addressee in addressees:
            wait_for_reading(addressee, urgency=urgency, by=by)
            log.record(
                "tip:arrived",
                by=by,
                subject=("tip", tip.pk),
                lane=addressee.institution_id,
                detail={"reference": reference},
            )
        tell_holders(tip, to, "arrived", by=by)
    return tip


def _grants(section: str, to: Sequence[Institution], code: Code) -> list[Recipient]:
    held = section == BODY
    return [*(to_institution(one, held=held) for one in to), to_code(code)]


def _free_reference() -> str:
    reference = new_reference("T")
    while Tip.objects.filter(reference=reference).exists():
        reference = new_reference("T")
    return reference
