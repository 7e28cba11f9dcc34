"""Whom a file is sealed to, and who was locked out of it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from spona.access.exclusion_marks import PERSON, mark
from spona.audit.models import Entry
from spona.cases.case.models import Case
from spona.cases.case.sections import BESIDE
from spona.cases.marks import marks_in
from spona.directory.models import Member
from spona.identity.models import Account
from spona.vault.key_resolution import standing
from spona.vault.models import INSTITUTION, MEMBER, OPEN, Grant, Section
from spona.vault.queries import active_holders, connected, members_of
from spona.vault.recipients import Recipient, recipient_of
from spona.vault.slots import slot_of


def readers_of(case: Case, section: str) -> list[Recipient]:
    """Who opens a section today, so that what is added beside it is theirs too.

    Without those who cannot be wrapped to any more: a colleague whose account was closed
    must not keep the others from adding something. And without rows that are not ours.
    """
    rows = Grant.objects.filter(section__slot=slot_of(case.box_id, section), state=OPEN)
    now = timezone.now()
    lasting = [one for one in standing(rows.order_by("id")) if one.until is None or one.until > now]
    people = [one.to_id for one in lasting if one.to_kind == MEMBER]
    able = set(Account.objects.filter(pk__in=people, disabled_at=None).values_list("pk", flat=True))
    return [
        recipient_of(one)
        for one in lasting
        if one.to_id in able or (one.to_kind == INSTITUTION and connected(one.to_id))
    ]


def absent_sections(case: Case) -> set[str]:
    """Those of `BESIDE` that this file was sealed without and does not have yet.

    Where one that it was sealed with is gone, as the log knows, nothing is absent: which one it
    was, no row says.
    """
    there = {one.slot: str(one.pk) for one in Section.objects.filter(box=case.box_id).only("slot")}
    lacking = {name for name in BESIDE if slot_of(case.box_id, name) not in there}
    if not lacking:
        return lacking
    made = Entry.objects.filter(subject_kind="box", subject_id=case.box_id, name="box:made")
    sealed_with = {one for ids in made.values_list("detail__sections", flat=True) for one in ids}
    return lacking if sealed_with <= set(there.values()) else set()


def joined_with(case: Case) -> list[Case]:
    """All files of one person that became one, `case` among them."""
    ids = {case.pk}
    while True:
        near = Q(pk__in=ids) | Q(joined_to__in=ids) | Q(joined_from__in=ids)
        found = set(Case.objects.filter(near).values_list("pk", flat=True))
        if found <= ids:
            return list(Case.objects.filter(pk__in=ids).order_by("pk"))
        ids |= found


def marks_on(case: Case) -> set[str]:
    """Marks of everybody who was locked out: of the file, or of what it was opened for.

    Whoever takes a row away lets nobody in by it: then these are the marks of all people.
    """
    came = list(case.referrals_in.only("pk").prefetch_related("exclusions"))
    rows = [*case.exclusions.all(), *(row for one in came for row in one.exclusions.all())]
    return marks_in(rows, case.subject, *(("referral", one.pk) for one in came))


def excluded_people(case: Case) -> set[UUID]:
    """Everybody of the institution, today or before, who is locked out of the file."""
    marks = marks_on(case)
    members = Member.objects.filter(institution=case.owner_institution)
    people = set(members.values_list("person_id", flat=True)) if marks else set()
    return {one for one in people if mark(PERSON, one) in marks}


def members_who_open(box: UUID, institution: UUID, *, section: str = "") -> list[Member]:
    """Today's members of `institution` to whom a key of the box leads, or of this `section` of it,
    in the order of their names.
    """
    grants = Grant.objects.filter(section__box=box, state=OPEN)
    if section:
        grants = grants.filter(section__slot=slot_of(box, section))
    now = timezone.now()
    lasting = [
        one for one in standing(grants.order_by("id")) if one.until is None or one.until > now
    ]
    accounts = {one.to_id for one in lasting if one.to_kind == MEMBER}
    if any(one.to_kind == INSTITUTION and one.to_id == institution for one in lasting):
        accounts |= {one.pk for one in active_holders(institution)}
    return sorted(members_of(institution, accounts), key=lambda one: one.person.name)
