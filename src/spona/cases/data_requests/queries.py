"""Requests of an institution, their words, and which of them are about a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from spona.access.actor import Actor
from spona.access.roles import ROLES
from spona.cases.case.models import Case
from spona.cases.data_requests.documents import SECTION, Asks
from spona.cases.data_requests.models import DataRequest
from spona.cases.data_requests.permissions import SEES
from spona.deadlines.models import Deadline
from spona.deadlines.view import DeadlineView, views_of
from spona.directory.models import Institution, Member
from spona.directory.queries import members_of
from spona.identity.keyring import Keyring
from spona.vault.actions import open_many, open_section
from spona.vault.models import Section


@dataclass(frozen=True, slots=True)
class Read:
    asks: Asks
    revision: int


@dataclass(frozen=True, slots=True)
class About:
    """Requests about one case. Running ones that may be about it too: `unnamed` name no file, and
    `unopened` did not open.
    """

    running: list[DataRequest]
    ended: list[DataRequest]
    unnamed: int
    unopened: int


def able_owners(institution: Institution) -> list[Member]:
    """The head and the intake holders with a login, by name."""
    found = [
        one
        for one in members_of(institution)
        if one.person.account_id is not None
        and any(SEES in ROLES[role].permissions for role in one.roles if role in ROLES)
    ]
    return sorted(found, key=lambda one: one.person.name)


def section_of(row: DataRequest) -> Section:
    return Section.objects.named(row.box_id, SECTION).select_related("box").get()


def is_readable(row: DataRequest, by: Actor) -> bool:
    """Whether a key of its words leads to this reader: the head was not always given one."""
    return Section.objects.visible_to(by).named(row.box_id, SECTION).exists()


def read_request(row: DataRequest, *, by: Actor, keys: Keyring) -> Read:
    section = section_of(row)
    document = open_section(section, by=by, keys=keys)
    return Read(Asks.from_document(document), section.revision)


def deadlines_of(rows: Iterable[DataRequest]) -> dict[UUID, DeadlineView]:
    """Request → how long is left; those without a deadline are absent."""
    ids = [row.pk for row in rows]
    found = list(
        Deadline.objects.filter(subject_kind="data_request", subject_id__in=ids)
        .select_related("rule", "network__town")
        .order_by("started_at")
    )
    views = views_of(found)
    return {one.subject_id: views[one.pk] for one in found}


def requests_about(case: Case, *, by: Actor, keys: Keyring) -> About:
    """Opened in memory: outside the seal nothing says which case a request is about."""
    rows = list(DataRequest.objects.filter(institution_id=case.owner_institution_id))
    by_box = {row.box_id: row for row in rows if row.has_valid_mac()}
    sections = Section.objects.named(by_box, SECTION).select_related("box")
    opened = open_many(sections, by=by, keys=keys, purpose="retention")
    running: list[DataRequest] = []
    ended: list[DataRequest] = []
    unnamed, unopened = 0, len(rows) - len(by_box)
    for section in sections:
        row = by_box[section.box_id]
        document = opened.get(section.pk)
        if document is None:
            unopened += row.ended_at is None
        elif document["case"] == case.reference:
            (running if row.ended_at is None else ended).append(row)
        elif not document["case"]:
            unnamed += row.ended_at is None
    return About(running, ended, unnamed, unopened)
