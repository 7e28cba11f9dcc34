"""Where a message goes: the institutions that read for a town, today, and who may be locked out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from spona.access.prepared_rows import PreparedRows
from spona.audit.models import Entry
from spona.cases.consent.ground import BY_AGREEMENT
from spona.directory.models import Institution, Network, Person
from spona.directory.queries import sitting_in
from spona.directory.row_integrity import only_latest
from spona.tipline.models import TipRoute
from spona.vault.key_status import KeyState, key_states
from spona.vault.refusals import KeyReplaced

# The line of the log that a network's decision leaves.
DECIDED: Final = "tip_route:added"
ENDED: Final = "tip_route:ended"
# Who reads where a network has not decided otherwise: the body that protects, and the police.
DEFAULT_SECTORS: Final = ("social_work", "police")


@dataclass(frozen=True, slots=True)
class Tipline:
    """The tipline of a town: who reads a message without a name, who takes a report."""

    network: Network
    route: list[Institution]
    recipients: list[Institution]
    replaced: list[Institution] = field(default_factory=list)

    @property
    def open(self) -> bool:
        return bool(self.route or self.recipients)

    def readers(self, excluded: Collection[UUID]) -> list[Institution]:
        """Who reads a message without a name that these must not see."""
        return [one for one in self.route if one.pk not in excluded]


@dataclass(frozen=True, slots=True)
class Reader:
    """An institution of the network; `row` says since when it reads, None where the default does.

    `able`: somebody there can open a message today. Without that nothing is sealed to it.
    """

    institution: Institution
    row: TipRoute | None
    keys: KeyState

    @property
    def able(self) -> bool:
        return self.keys.holders > 0


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads messages of a network, and who else sits there. `decided`: the network has said."""

    decided: bool
    reading: list[Reader]
    others: list[Reader]

    @property
    def able(self) -> list[Reader]:
        return [one for one in self.reading if one.able]

    def of(self, institution: Institution) -> Reader | None:
        """None for an institution that does not sit in the network."""
        both = (*self.reading, *self.others)
        return next((one for one in both if one.institution.pk == institution.pk), None)


def towns() -> list[Network]:
    """Networks with a page of their own; the practice network helps nobody."""
    rows = Network.objects.real().select_related("town").order_by("town__slug", "slug")
    return [row for row in rows if row.has_valid_mac()]


def network_in(town: str) -> Network | None:
    """The network of a town, by the town's slug; None where there is none."""
    return next((row for row in towns() if row.town.slug == town), None)


def tipline_of(network: Network) -> Tipline:
    """Everything closed while the network has not opened casework: nobody would be there."""
    if not network.casework_open:
        return Tipline(network, [], [])
    found = readers_of(network)
    sitting = [*found.reading, *found.others]
    # Whose key was replaced is still who reads here: nobody is led past them without a word.
    replaced = [
        one.institution for one in sitting
        if one.keys.replaced and one.institution.sector not in BY_AGREEMENT
    ]  # fmt: skip
    route = [one.institution for one in found.able]
    # Those who give a service are asked for it with the person's agreement, by somebody they know.
    recipients = [
        one.institution for one in sitting
        if one.able and one.institution.sector not in BY_AGREEMENT
    ]  # fmt: skip
    return Tipline(network, route, sorted(recipients, key=_first), replaced)


def tiplines_elsewhere(here: Network, excluded: Collection[UUID]) -> list[Tipline]:
    """Other towns in which somebody reads messages who is not among the excluded."""
    tiplines = [tipline_of(one) for one in towns() if one.pk != here.pk]
    return [one for one in tiplines if one.readers(excluded)]


def readers_of(network: Network) -> Readers:
    """Also while casework is closed: who would read then."""
    sitting = sorted(sitting_in(network), key=_first)
    states = key_states([row.pk for row in sitting])
    chosen = _chosen(network)
    readers = [
        Reader(one, chosen.get(one.pk) if chosen is not None else None, states[one.pk])
        for one in sitting
    ]

    def reads(one: Reader) -> bool:
        if chosen is None:
            return one.institution.sector in DEFAULT_SECTORS
        return one.row is not None

    return Readers(
        chosen is not None,
        [one for one in readers if reads(one)],
        [one for one in readers if not reads(one)],
    )


def _first(row: Institution) -> tuple[bool, bool, str]:
    """The body that protects stands first, then the police."""
    return (row.sector != DEFAULT_SECTORS[0], row.sector != DEFAULT_SECTORS[1], row.code)


_ROWS: Final = PreparedRows(lambda networks: TipRoute.objects.filter(network__in=networks))


def _chosen(network: Network) -> dict[UUID, TipRoute] | None:
    """What the network has decided; None where it never did, so that the default holds.

    The log knows whether it did: without rows, whoever was taken off would read again.
    """
    rows = _ROWS.rows([network.pk])
    if not rows and not was_decided(network):
        return None
    today = timezone.localdate()
    return {row.institution_id: row for row in only_latest(rows) if row.is_active_on(today)}


def check_keys(tipline: Tipline) -> None:
    """KeyReplaced where a key of somebody who reads here is not the one that they published."""
    for one in tipline.replaced:
        raise KeyReplaced("intake_key", one.pk, owner=one.pk)


def was_decided(network: Network) -> bool:
    lines = Entry.objects.filter(name=DECIDED, detail__network=str(network.pk))
    return lines.exists()


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log: since `at` an institution reads, or no longer does. `by` is empty
    where a program wrote it.
    """

    institution: Institution
    begins: bool
    at: datetime
    by: str


def changes(network: Network, *, at_most: int = 20) -> list[Change]:
    """What was decided about who reads, the newest first."""
    rows = TipRoute.objects.filter(network=network).select_related("institution")
    known = {row.institution_id: row.institution for row in rows}
    # An institution that the default named and that was taken off has a line and no row.
    known |= {one.pk: one for one in sitting_in(network)}
    lines = Entry.objects.filter(
        subject_kind="institution",
        subject_id__in=known,
        name__in=(DECIDED, ENDED),
        detail__network=str(network.pk),
    ).order_by("-at", "-seq")[:at_most]
    found = list(lines)
    people = Person.objects.filter(pk__in=_ids(line.actor for line in found))
    names = {str(one.pk): one.shown_name for one in people}
    return [
        Change(known[line.subject_id], line.name == DECIDED, line.at, names.get(line.actor, ""))
        for line in found
        if line.subject_id is not None
    ]


def _ids(pseudonyms: Iterable[str]) -> list[UUID]:
    """Of those that are people; a job of the system has a name and no id."""
    return [UUID(one) for one in pseudonyms if not one.startswith("system:")]


def excludable(network: Network, ticked: Collection[str] = ()) -> list[Institution]:
    """All who sit there, connected or not: who is named here never hears of it, also later.

    And those of another town whose ids were `ticked`, for somebody who comes from its form.
    """
    found = sorted(sitting_in(network), key=lambda one: one.code)
    missing = set(ticked) - {str(one.pk) for one in found}
    for other in towns() if missing else []:
        more = [one for one in sitting_in(other) if str(one.pk) in missing]
        missing -= {str(one.pk) for one in more}
        found += more
    return found
