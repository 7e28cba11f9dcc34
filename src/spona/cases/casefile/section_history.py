"""Who wrote a part of a file and when, where its page leads first, and who may ask to erase."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.prepared_rows import PreparedRows
from spona.audit.models import Entry
from spona.cases.case.models import Case
from spona.cases.case.permissions import check_can_ask_to_erase
from spona.directory.actor import actor_for, memberships
from spona.directory.models import Person
from spona.identity.models import Account
from spona.vault.history import Text
from spona.vault.key_resolution import grants_for
from spona.vault.models import Section, SectionRevision
from spona.vault.permissions import check_can_rectify, only_as_holder
from spona.vault.slots import slot_of


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a part of the page leads to: the text before today's, written `at`.

    `revision` is None where every earlier text was erased. `asked`: of which one a colleague asks
    that it be erased.
    """

    revision: int | None = None
    at: datetime | None = None
    asked: int | None = None


_EARLIER: Final = PreparedRows(
    lambda slots: (
        SectionRevision.objects.filter(section__slot__in=slots)
        .order_by("revision")
        .values_list("section__slot", "revision", "replaced_at", "erasure_asked_by", "erased_at")
    )
)


def earlier_texts(case: Case, names: Collection[str]) -> dict[str, Earlier]:
    """Name of a section → what its part leads to; those without an earlier text are absent.

    One query, which opens and authenticates nothing: the page behind the link does.
    """
    found: dict[str, Earlier] = {}
    written: dict[str, datetime] = {}
    by_slot = {slot_of(case.box_id, name): name for name in names}
    rows = _EARLIER.rows(list(by_slot)) if names else []
    for slot, revision, replaced_at, asked_by, erased_at in rows:
        name = by_slot[slot]
        before = found.get(name, Earlier())
        asked = revision if asked_by is not None and erased_at is None else before.asked
        at = written.get(name, case.opened_at)
        written[name] = replaced_at
        shown = (revision, at) if erased_at is None else (before.revision, before.at)
        found[name] = Earlier(*shown, asked=asked)
    return found


@dataclass(frozen=True, slots=True)
class AskedToErase:
    """An earlier text, and who asks that it be erased; `opens`: without a reason."""

    section: Section
    revision: int
    by: str
    opens: bool


def asked_to_erase(case: Case, actor: Actor) -> list[AskedToErase]:
    """What another person asks to erase, of the parts to which a key of this actor leads.

    Opens and authenticates nothing: the page of the text does.
    """
    rows = SectionRevision.objects.filter(
        section__in=Section.objects.visible_to(actor).filter(box=case.box_id),
        erasure_asked_by__isnull=False,
        erased_at=None,
    ).exclude(erasure_asked_by=actor.person_id)
    found = rows.select_related("section__box")
    waiting = sorted(found, key=lambda one: (one.section.name, one.revision))
    grants = grants_for(actor, [one.section for one in waiting])
    people = Person.objects.in_bulk({one.erasure_asked_by for one in waiting})
    return [
        AskedToErase(
            section=one.section,
            revision=one.revision,
            by=people[one.erasure_asked_by].shown_name if one.erasure_asked_by in people else "",
            opens=not only_as_holder(grants[one.section_id]),
        )
        for one in waiting
    ]


def authors_of(case: Case, texts: Iterable[Text]) -> dict[int, str]:
    """Number of a text → the name of who wrote it, as its reader sees names; two queries.

    The first text is as it was when somebody opened the file.
    """
    texts = list(texts)
    by = {text.revision: text.by for text in texts if text.by is not None}
    if any(text.revision == 1 for text in texts) and (opener := _opener(case)) is not None:
        by[1] = opener
    people = Person.objects.in_bulk(set(by.values()))
    return {number: people[one].shown_name for number, one in by.items() if one in people}


def _opener(case: Case) -> UUID | None:
    rows = Entry.objects.filter(subject_kind="case", subject_id=case.pk, name="case:opened")
    actor = rows.values_list("actor", flat=True).first()
    try:
        return UUID(actor) if actor else None
    except ValueError:
        return None


def asks_still(case: Case, section: Section, person: UUID) -> bool:
    """Whether somebody who asked may ask today: in a membership that reads and writes this part."""
    account = Account.objects.filter(person=person, disabled_at=None).first()
    if account is None:
        return False
    actors = [actor_for(account, member_id=one.pk) for one in memberships(account)]
    return any(_may_ask(actor, case, section) for actor in actors if actor is not None)


def _may_ask(actor: Actor, case: Case, section: Section) -> bool:
    try:
        check_can_ask_to_erase(actor, case)
        check_can_rectify(actor, section)
    except Denied:
        return False
    return Case.objects.visible_to(actor).filter(pk=case.pk).exists()
