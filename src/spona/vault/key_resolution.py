"""From a person's keyring to a section's key: the ways a grant can lead.

Every row on the way is authenticated before it is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.audit.queries import last_tag_of, last_tags, was_taken_away
from spona.crypto.errors import Unopenable
from spona.identity.keyring import Keyring
from spona.vault import row_integrity, section_states, seeds
from spona.vault.models import INSTITUTION, MEMBER, STATISTICS, Box, Grant, Section, opens_for
from spona.vault.slots import slot_of


@dataclass(slots=True)
class Opener:
    """The keys of one actor for the length of one action; a seed is unwrapped once."""

    by: Actor
    keys: Keyring
    _grown: dict[tuple[str, UUID, int], seeds.Grown] = field(default_factory=dict, repr=False)
    # Boxes whose rows were found whole: of a list, sections share one. Another row of the same box
    # is looked at by itself.
    _whole: dict[UUID, Box] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.keys.account_id != self.by.account_id:
            raise ValueError("the keyring belongs to somebody else")

    def section_key(self, section: Section, grants: Iterable[Grant]) -> tuple[bytes, Grant]:
        """Return the section's key and the grant that led to it; Unopenable without a way.

        A personal grant comes before the institution's. Where one row was tampered with,
        the next is tried, so that a spoilt row cannot hide what another one opens.
        """
        if self._whole.get(section.box_id) is not section.box:
            self._whole[section.box_id] = row_integrity.check(section.box)
        row_integrity.check(section)
        if not section.is_latest:
            raise Unopenable
        for grant in sorted(grants, key=lambda grant: grant.to_kind != MEMBER):
            try:
                return self._secret(grant), grant
            except Unopenable:
                continue
        raise Unopenable

    def _secret(self, grant: Grant) -> bytes:
        wrapped, info = bytes(grant.wrapped), grant.info()
        row_integrity.check_said(grant, grant.facts_with(info))
        if grant.to_kind == MEMBER:
            return self.keys.unwrap(wrapped, info=info)
        grown = self._grown_from(grant.to_kind, grant.to_id, grant.to_version)
        return grown.unwrap(grant.way, wrapped, info=info)

    def _grown_from(self, kind: str, owner: UUID, version: int) -> seeds.Grown:
        where = (kind, owner, version)
        if where not in self._grown:
            opened = {INSTITUTION: seeds.intake_seed, STATISTICS: seeds.statistics_seed}[kind]
            self._grown[where] = seeds.Grown.of(opened(owner, version, self.keys))
        return self._grown[where]


# Somebody may save in the very moment between a row and its line in the log, and once more.
_TRIES: Final = 3
_GRANTS: Final = PreparedRows(
    lambda by, sections: Grant.objects.filter(opens_for(by), section_id__in=sections)
)


def grants_for(by: Actor, sections: Iterable[Section]) -> dict[UUID, list[Grant]]:
    """Section id → the grants that are open to `by` today, in two queries.

    Each section is as it stands now: one that somebody saved since it was read is read again.
    """
    by_id = {section.pk: section for section in sections}
    found: dict[UUID, list[Grant]] = {pk: [] for pk in by_id}
    for _try in range(_TRIES):
        grants = _GRANTS.rows(by, list(by_id))
        if not grants:
            return found
        boxes = {section.box_id for section in by_id.values()}
        last = last_tags([*(grant.pk for grant in grants), *boxes, *by_id])
        older = [one for one in by_id.values() if not section_states.ask_latest(one, last)]
        if not older:
            break
        section_states.read_again(older)
    # What Spona destroyed, and somebody put back with the tag that it once had.
    taken_away = {ident for ident, tag in last.items() if not tag}
    for grant in grants:
        section = by_id[grant.section_id]
        if not {grant.pk, section.box_id} & taken_away:
            grant.section = section
            found[grant.section_id].append(grant)
    return found


def standing(rows: QuerySet[Grant]) -> list[Grant]:
    """Those that Spona made and has not taken away since, in their order; one query.

    For whoever makes a new wrap to all who have one: a planted row opens nothing, but it must
    not be turned into a wrap that does.
    """
    return _standing(_with_lines(rows))


def standing_in(box: UUID, name: str) -> list[Grant]:
    """As `standing`, of all grants to one section of a box."""
    return _standing(_TO_SECTIONS.rows([slot_of(box, name)]))


_TO_SECTIONS: Final = PreparedRows(
    lambda slots: _with_lines(Grant.objects.filter(section__slot__in=slots).order_by("id"))
)


def _with_lines(rows: QuerySet[Grant]) -> QuerySet[Grant]:
    return rows.select_related("section__box").annotate(log_tag=last_tag_of("pk"))


def _standing(rows: Iterable[Grant]) -> list[Grant]:
    return [row for row in rows if _is_intact(row) and not was_taken_away(row)]


def _is_intact(row: Grant) -> bool:
    try:
        row_integrity.check(row)
    except Unopenable:
        return False
    return True
