"""From a word to casework: a file of the own institution, or a report to another one.

Both take the whole thread along, so whoever reads the file or the report has its history. The
thread itself stays where it is: the writer goes on talking to the institution that answers.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.access.exclusion_marks import INSTITUTION, mark
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.actions import Reported, open_case
from spona.cases.case.models import Case
from spona.cases.case.steps.actions import FirstContact
from spona.cases.consent.ground import ground_for
from spona.cases.fields.facts import texts_of
from spona.cases.intake.actions import begin_draft, save_draft
from spona.cases.intake.models import Draft
from spona.cases.referrals.filing import documents_for_file
from spona.cases.referrals.packet import Body, Cover, Sender
from spona.deadlines.time import today
from spona.directory.models import Institution
from spona.identity.keyring import Keyring
from spona.reference.words import Words
from spona.statistics.codes import OTHER
from spona.tipline.exclusions import writers_marks
from spona.tipline.history import account_of, age_of, history
from spona.tipline.models import Tip
from spona.tipline.permissions import check_can_answer
from spona.tipline.route import excludable
from spona.tipline.thread import Thread, read
from spona.vault.actions import to_institution


def open_file(tip: Tip, *, by: Actor, keys: Keyring) -> Case:
    """Open a file of the own institution with what was written; the tip then links to it.

    A file that was opened already is returned. The thread is read, and that is logged, before
    the transaction begins.
    """
    tip.refresh_from_db()
    check_can_answer(by, tip)
    thread = read(tip, by=by, keys=keys)
    own = acting_membership(by).institution
    cover, body = _packet(thread, own)
    documents = documents_for_file(cover, body)
    documents["account"]["noticed"] = account_of(thread)
    with audit.transaction() as log:
        row = Tip.objects.select_for_update(of=("self",)).get(pk=tip.pk)
        check_can_answer(by, row)
        if row.case is not None:
            return row.case
        case = open_case(
            documents,
            institution=own,
            network=row.network,
            readers=[to_institution(own)],
            # Whether it happens to the writer is sealed, so the clear column says the same for all.
            opened_by=Case.OpenedBy.REPORT,
            reported=Reported(OTHER if thread.cover else "anonymous"),
            excluded=writers_marks(row),
            # How urgent it is, a report with a name says; of what came without one nobody knows.
            first=FirstContact(cover.urgency, row.sent_at),
            by=by,
            keys=keys,
        )
        row.case = case
        row.save(update_fields=["case"])
        log.record("tip:filed", by=by, subject=("tip", row.pk), detail={"file": case.reference})
    return case


def begin_report(tip: Tip, *, by: Actor, keys: Keyring) -> Draft:
    """Begin a report to another institution with what was written; the writer of it goes on there.

    Whom the writer of the word shut out is ticked as locked out, for who sends it to see.
    Conflict where the thread cannot be read. Nothing is sent: preview and recipient come next.
    """
    tip.refresh_from_db()
    check_can_answer(by, tip)
    thread = read(tip, by=by, keys=keys)
    if thread.first_message is None:
        raise Conflict(_("This cannot be read here any more."))
    cover, body = thread.cover, thread.body
    danger = asdict(cover.call) if cover else {}
    person: dict[str, Any] = {"age": age_of(thread), "noticed": account_of(thread)}
    if cover and body:
        person |= {
            "age_detail": cover.age_detail, "language": cover.language, "safe": cover.safe,
            "how_to_reach": cover.how_to_reach, "asked": cover.asked, "urgency": cover.urgency,
        }  # fmt: skip
        person |= {**(body.who or {}), **(body.reach or {})}
    with audit.transaction() as log:
        draft = begin_draft(danger, by=by, keys=keys)
        draft = save_draft(
            draft, "person", person, revision=draft.revision, tab="", by=by, keys=keys
        )
        if out := _shut_out(tip):
            draft = save_draft(
                draft, "recipient", {"related": "yes", "institutions": out},
                revision=draft.revision, tab="", by=by, keys=keys,
            )  # fmt: skip
        log.record("tip:report_begun", by=by, subject=("tip", tip.pk))
    return draft


def _shut_out(tip: Tip) -> list[str]:
    marks = writers_marks(tip)
    rows = excludable(tip.network)
    return [str(one.pk) for one in rows if mark(INSTITUTION, one.pk) in marks]


def _packet(thread: Thread, own: Institution) -> tuple[Cover, Body]:
    """What a report with a name brought along, or the same shape made of a message without one."""
    if thread.cover is not None and thread.body is not None:
        return thread.cover, thread.body
    age = age_of(thread)
    first_message = thread.first_message
    ground = ground_for(sender="", recipient=own.sector, age=age, on=today())
    sender = Sender(Words({"sr": "–"}), name="", phone=first_message.phone if first_message else "")
    asked = _("A word without an account, %(reference)s, arrived on %(day)s.") % {
        "reference": thread.tip.reference,
        "day": timezone.localdate(thread.tip.sent_at).isoformat(),
    }
    cover = Cover(urgency="", asked=asked, age=age)
    return cover, Body(sender, ground, account=texts_of("account", {"noticed": history(thread)}))
