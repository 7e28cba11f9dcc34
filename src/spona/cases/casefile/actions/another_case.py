"""Several persons in one report: a file of its own for one more of them.

Consent, packets and the counted record are the new file's own. That the two belong together stands
in both under `LINKED`, inside the seal of the people around the person, which goes out with no
packet; no row in clear names both files, or the new one and the report. What remains for a thief
of the database: the new file was opened in the instant in which a part of the other was saved, by
a person who had just read the report, as the log has it; and whoever is excluded from one is
excluded, by the same mark, from the other. So the first contact is counted from now, and not from
the instant at which the report arrived: two deadlines that begin in one instant would be the plain
row that names both.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.actions import begin_section, open_case, read_sections
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_read, check_can_write
from spona.cases.case.queries import marks_on
from spona.cases.case.sections import NOT_KNOWN, empty_sections
from spona.cases.case.steps.actions import FirstContact
from spona.cases.casefile.actions.related_people import SECTION
from spona.cases.consent.rests_on import RestsOn
from spona.cases.fields.form_fields import asked_fields
from spona.cases.fields.related_people import LINKED
from spona.cases.marks import check_whole
from spona.cases.referrals.actions.additions import with_additions
from spona.cases.referrals.filing import documents_for_file
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import TAKEN, Kind, State
from spona.cases.referrals.packet import Body, Cover
from spona.cases.referrals.parties import are_named, packet_sections, side_of
from spona.identity.keyring import Keyring
from spona.reference.models.signed import verify_rows
from spona.vault.actions import open_many, open_section, open_sections, save_section
from spona.vault.models import ASSIGNED, Section
from spona.vault.recipients import Recipient, to_account
from spona.vault.refusals import TextConflict

# One file into another, and that one into a third: as often this is followed.
_JOINED_AT_MOST: Final = 5
# As many saves of colleagues at the same moment are waited for.
_TRIES: Final = 5
# These words are the first person's own.
_THEIRS: Final = ("own_words", NOT_KNOWN)


def check_can_open_another(actor: Actor, referral: Referral) -> Case:
    """Whoever leads the file that came of this report and reads who is around its person; returns
    that file.
    """
    verify_rows(referral)
    if actor.institution_id != referral.recipient_institution_id:
        raise Denied(_("Only the other institution can do this."))
    taken = referral.state in TAKEN or referral.state == State.DONE
    if referral.kind != Kind.REPORT or referral.to_case is None or not taken:
        raise Denied(_("This is done with a report that was taken over and has a file."))
    first = referral.to_case
    check_can_write(actor, first)
    if not Case.objects.visible_to(actor).filter(pk=first.pk).exists():
        raise Denied(_("This part was not shared with you. Ask who leads the file."))
    check_can_read(actor, first, SECTION)
    return first


def open_another_case(
    referral: Referral,
    said: Mapping[str, Any],
    *,
    takes_account: bool = False,
    by: Actor,
    keys: Keyring,
) -> Case:
    """Open a file for one more person of the report; `said` by the names of the fields.

    `takes_account`: what was noticed is copied into it, without the first person's own words; of
    a report that rests on agreement nothing is ever copied. Conflict where a colleague writes in
    the first file at this moment. The caller makes it happen once.
    """
    first = check_can_open_another(by, referral)
    marks = marks_on(first)
    check_whole(marks)
    cover_section, body_section = packet_sections(referral, ["cover", "body"])
    cover, text = open_sections([cover_section, body_section], by=by, keys=keys)
    body = with_additions(referral, Body.from_document(text), by=by, keys=keys)
    begin_section(first, SECTION, by=by)
    people = Section.objects.named(first.box_id, SECTION).select_related("box").get()
    around = open_section(people, by=by, keys=keys)
    documents = _documents(said)
    if takes_account and referral.rests_on == RestsOn.DUTY:
        for name, part in _from_report(Cover.from_document(cover), body).items():
            documents[name] = documents[name] | part
    documents[SECTION] = documents[SECTION] | {LINKED: [_link(first, by)]}
    own = acting_membership(by)
    with audit.transaction():
        # Whoever locks somebody out of the first one at this moment holds its row.
        Case.objects.select_for_update(of=("self",)).get(pk=first.pk)
        if marks_on(first) != marks:
            raise Conflict(_("Several colleagues write at this moment. Try again."))
        named = are_named(side_of(referral, own.institution_id, section="cover"))
        now = Section.objects.select_for_update(of=("self",)).get(pk=people.pk)
        if now.revision != people.revision:
            raise Conflict(_("Several colleagues write at this moment. Try again."))
        made = open_case(
            documents,
            institution=own.institution,
            network=referral.network,
            readers=_readers(referral, by),
            opened_by=Case.OpenedBy.REPORT,
            excluded=sorted(marks),
            first=FirstContact(Cover.from_document(cover).urgency, owner=own, by_name=named),
            by=by,
            keys=keys,
        )
        linked = [*around.get(LINKED, []), _link(made, by)]
        # Without a line of its own in the log, which would tell it from any other save.
        save_section(people, around | {LINKED: linked}, revision=people.revision, by=by, keys=keys)
    return made


def linked_cases(case: Case, document: Mapping[str, Any], *, by: Actor) -> list[Case]:
    """Files of other persons in the same report, as far as `by` opens them; `document` is the part
    of the people around the person of `case`. One that was joined is where it was joined to.
    """
    ids = {UUID(one["case"]) for one in document.get(LINKED, [])}
    if not ids:
        return []
    for _number in range(_JOINED_AT_MOST):
        rows = Case.objects.filter(pk__in=ids).exclude(joined_to=None)
        if not (joined := dict(rows.values_list("pk", "joined_to"))):
            break
        ids = {joined.get(one) or one for one in ids}
    found = Case.objects.visible_to(by).filter(pk__in=ids - {case.pk, case.joined_to_id})
    return list(found.order_by("opened_at"))


def carry_links(case: Case, *, into: Case, by: Actor, keys: Keyring) -> None:
    """`case` was joined into the other one: whoever opens that sees the other persons there too.
    As far as both parts open for `by`; what colleagues work on is left as it is.
    """
    for _number in range(_TRIES):
        rows = Section.objects.named((case.box_id, into.box_id), SECTION)
        parts = {row.box_id: row for row in rows.select_related("box")}
        opened = open_many(parts.values(), by=by, keys=keys, purpose="page")
        found = {row.box_id: opened[row.pk] for row in parts.values() if row.pk in opened}
        if not {case.box_id, into.box_id} <= found.keys():
            return
        document, known = found[into.box_id], found[into.box_id].get(LINKED, [])
        there = {str(into.pk), *(one["case"] for one in known)}
        new = [one for one in found[case.box_id].get(LINKED, []) if one["case"] not in there]
        if not new:
            return
        row = parts[into.box_id]
        with suppress(TextConflict):
            save_section(
                row, document | {LINKED: [*known, *new]}, revision=row.revision, by=by, keys=keys
            )
            return


def linked_without(case: Case, stamp: str, *, by: Actor, keys: Keyring) -> list[Case]:
    """Those of them from which whoever bears this mark is not locked out, as far as the part that
    names them opens for `by`.
    """
    found = read_sections(case, [SECTION], by=by, keys=keys).documents.get(SECTION, {})
    return [one for one in linked_cases(case, found, by=by) if stamp not in marks_on(one)]


def _documents(said: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    documents = empty_sections()
    for field in asked_fields("self"):
        documents[field.section][field.name] = said.get(field.name, "")
    return documents


def _from_report(cover: Cover, body: Body) -> dict[str, dict[str, Any]]:
    """What was noticed, its signs, and on what it rests: nothing of who the first person is."""
    filed = documents_for_file(cover, body)
    account = {name: one for name, one in filed["account"].items() if name not in _THEIRS}
    return {"account": account, "legal": {"ground": filed["legal"]["ground"]}}


def _link(case: Case, by: Actor) -> dict[str, str]:
    at = deadlines.now().isoformat(timespec="seconds")
    return {"case": str(case.pk), "at": at, "by": acting_membership(by).person.name}


def _readers(referral: Referral, by: Actor) -> list[Recipient]:
    """The holders who have the report, by name where somebody is excluded, and who opens it."""
    own = acting_membership(by)
    holders = [
        one
        for one in side_of(referral, own.institution_id, section="cover")
        if one.basis != ASSIGNED
    ]
    if by.may("key:hold") or by.account_id in {one.id for one in holders}:
        return holders
    assert by.account_id is not None
    return [*holders, to_account(by.account_id, basis=ASSIGNED, member_of=own.institution_id)]
