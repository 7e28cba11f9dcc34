"""Reads that compute something: who sits where, who leads, whom to call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.access.prepared_rows import PreparedRows
from spona.audit.queries import last_tags
from spona.audit.verified_rows import remembered
from spona.reference.models import Proposal, Town
from spona.reference.models.proposals import FIRST_INVITATION
from spona.reference.scripts import serbian_key

from .models import (
    ContactKind,
    ContactPoint,
    Institution,
    Invitation,
    Member,
    Network,
    NetworkRole,
    Person,
    Seat,
)
from .models.effective_dated import during
from .models.row_integrity import Authenticated
from .row_integrity import is_latest, only_latest

COORDINATOR = "coordinator"
DEPUTY = "deputy_coordinator"


_SEATS: Final = PreparedRows(
    lambda networks: Seat.objects.filter(network__in=networks).select_related("institution__town")
)


def sitting_in(network: Network, on: dt.date | None = None) -> list[Institution]:
    """Institutions that sit in the network that day, partners included, each with its town; one
    query.

    Without any that Spona did not write down, or whose seat it did not: nothing goes there.
    """
    day = on or timezone.localdate()
    # Judged here and not by the database: whoever writes it would pass its own test.
    ours = {
        seat.institution_id: seat.institution
        for seat in _SEATS.rows([network.pk])
        if seat.is_active_on(day) and seat.has_valid_mac() and seat.institution.has_valid_mac()
    }
    return list(ours.values())


def institutions_of(network: Network, on: dt.date | None = None) -> QuerySet[Institution]:
    """As `sitting_in`, to be narrowed further; two queries."""
    ours = [one.pk for one in sitting_in(network, on)]
    return Institution.objects.filter(pk__in=ours).select_related("town")


def networks_of(institution: Institution, on: dt.date | None = None) -> QuerySet[Network]:
    """Networks in which the institution sits that day; the Centre sits in all."""
    day = on or timezone.localdate()
    seats = Seat.objects.active_on(day).filter(institution=institution)
    ours = [seat.network_id for seat in seats if seat.has_valid_mac()]
    return Network.objects.filter(pk__in=ours).select_related("town")


def institution_choices(network: Network, on: dt.date | None = None) -> list[tuple[UUID, str]]:
    """(id, name in the reader's language) of those who can be addressed, in order of name.

    Networks differ; the Centre is in the list because it sits in each.
    """
    rows = [(row.pk, str(row.words)) for row in institutions_of(network, on)]
    return sorted(rows, key=lambda row: serbian_key(row[1]))


def network_members(network: Network, role: str, on: dt.date | None = None) -> list[Member]:
    """Members who hold this network role that day, while their own mandate lasts."""
    day = on or timezone.localdate()
    rows = (
        NetworkRole.objects.active_on(day)
        .filter(during(day, "member__"), network=network, role=role)
        .select_related("member__person", "member__institution")
    )
    return [row.member for row in rows if row.has_valid_mac() and row.member.can_act()]


def coordinator_of(network: Network, on: dt.date | None = None) -> Member | None:
    """The coordinator that day; None where nobody is named."""
    return next(iter(network_members(network, COORDINATOR, on)), None)


def deputies_of(network: Network, on: dt.date | None = None) -> list[Member]:
    """Deputy coordinators, those of another institution than the coordinator's first."""
    leading = coordinator_of(network, on)
    home = leading.institution_id if leading else None
    found = network_members(network, DEPUTY, on)
    return sorted(found, key=lambda member: member.institution_id == home)


def centre() -> Institution | None:
    """The national Centre: the body of that sector that is no unit of another, and not the invented
    one of a drill.
    """
    real = Institution.objects.filter(sector="centre", part_of=None, example=False)
    rows = real.order_by("code")
    return next((row for row in rows if row.has_valid_mac()), None)


def national_network() -> Network | None:
    """The one whose statistics key the Centre's analysts hold; None where nobody began it, or where
    it is not as Spona left it.
    """
    rows = Network.objects.filter(kind=Network.Kind.NATIONAL, practice=False).order_by("slug")
    return next(iter(only_latest(rows.select_related("town"))), None)


def members_of(
    institution: Institution, on: dt.date | None = None, *, role: str = ""
) -> list[Member]:
    """People working there that day, all or those with one role."""
    # JSON containment is not portable; an institution has a handful of people.
    found = members_at([institution.pk], on)
    return [member for member in found if not role or role in member.roles]


def members_at(institutions: Collection[UUID], on: dt.date | None = None) -> list[Member]:
    """People working in one of these that day; one query."""
    rows = _MEMBERS.rows(list(institutions), [on or timezone.localdate()])
    return [member for member in rows if member.can_act()]


_MEMBERS: Final = PreparedRows(
    lambda institutions, day: (
        Member.objects.active_on(day[0])
        .filter(institution__in=institutions)
        .select_related("person")
    )
)


def forged(*kinds: type[Authenticated]) -> list[tuple[str, UUID]]:
    """(model, id) of each row that is not as Spona left it; of all kinds, where none is given.

    Written by somebody else, put back to an older state, put back after it was taken away, or
    missing: the log knows the last state of each. One query a kind, and one for the log. Apps
    above have such rows too, so every kind is looked at that keeps its last state in the log.
    """
    asked = kinds or [model for model in apps.get_models() if issubclass(model, Authenticated)]
    last = last_tags(kinds=[kind.row_kind() for kind in asked])
    bad: list[tuple[str, UUID]] = []
    for kind in asked:
        for row in kind.objects.order_by("pk"):  # type: ignore[attr-defined]
            if not is_latest(row, last):
                bad.append((kind.row_kind(), row.pk))
            last.pop(row.pk, None)
    return bad + [("row", ident) for ident, tag in last.items() if tag]


@dataclass(frozen=True, slots=True)
class DangerContact:
    """One line of "call now". `number` is empty where nobody has entered one: never invented."""

    kind: str
    label: str | Promise
    number: str
    certainty: str
    confirmed_on: dt.date | None
    contact: ContactPoint | None

    @property
    def entered(self) -> bool:
        return bool(self.number)

    @property
    def confirmed(self) -> bool:
        return self.confirmed_on is not None

    @property
    def tel(self) -> str:
        """Digits and plus only, for a `tel:` link."""
        return "".join(c for c in self.number if c.isdigit() or c == "+")


def danger_contacts(town: Town | None) -> list[DangerContact]:
    """Whom to call now: police, the centre for social work on call in `town`, the Centre.

    Always these three, in this order; confirmed numbers before unconfirmed ones. A number that
    Spona did not write down, or that somebody put back, is not there.
    """
    # The line promises the centre for social work: nobody else in the town may stand in it.
    here = Q(town=town) | Q(town=None, institution__town=town)
    ours = Q(institution=None) | Q(institution__sector="social_work")
    on_call = Q(kind=ContactKind.ON_CALL) & here & ours if town else Q(pk__in=[])
    national = Q(kind__in=(ContactKind.EMERGENCY, ContactKind.CENTRE))
    found = only_latest(
        ContactPoint.objects.filter(national | on_call, ended_at=None).select_related("institution")
    )
    return [
        _line(ContactKind.EMERGENCY, _("Police"), found),
        _line(ContactKind.ON_CALL, _("Centre for social work, on call"), found),
        _line(ContactKind.CENTRE, _("The Centre"), found),
    ]


def _line(kind: str, label: str | Promise, rows: list[ContactPoint]) -> DangerContact:
    best = min((row for row in rows if row.kind == kind), key=_sureness, default=None)
    if best is None:
        return DangerContact(kind, label, "", "", None, None)
    return DangerContact(kind, label, best.number, best.certainty, best.confirmed_on, best)


def _sureness(row: ContactPoint) -> tuple[int, str]:
    """Called most recently first, never called last."""
    return (-row.confirmed_on.toordinal() if row.confirmed_on else 0, row.number)


def email_of_account(account_id: UUID) -> str:
    """Where mail for the person of this account goes; "" where no address stands."""
    return Person.objects.filter(account=account_id).values_list("email", flat=True).first() or ""


def unused_invitations() -> QuerySet[Invitation]:
    """Invitations by which somebody can still come in."""
    return Invitation.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


def released_invitation(proposal: Proposal) -> Invitation | None:
    """The first invitation that was released here, while somebody can still come in by it."""
    if proposal.kind != FIRST_INVITATION or proposal.made is None:
        return None
    rows = unused_invitations().filter(pk=proposal.made)
    return rows.select_related("person", "institution").first()


def networks_by_id(ids: Iterable[UUID]) -> dict[UUID, Network]:
    """As they were when the directory last changed: for their days and names. With their towns."""
    wanted = frozenset(ids)
    if not wanted:
        return {}
    rows = Network.objects.select_related("town")
    return remembered(("networks", wanted), lambda: rows.in_bulk(wanted))


def institutions_by_id(ids: Iterable[UUID]) -> dict[UUID, Institution]:
    """The same of institutions."""
    wanted = frozenset(ids)
    if not wanted:
        return {}
    return remembered(("institutions", wanted), lambda: Institution.objects.in_bulk(wanted))


def attach_networks(rows: Iterable[Any], *names: str) -> None:
    """Sets these foreign keys to the networks of `networks_by_id`, for pages that show them: to
    read and check them with each row takes longer than the row itself.
    """
    _attach(rows, names, networks_by_id)


def attach_institutions(rows: Iterable[Any], *names: str) -> None:
    """The same of institutions."""
    _attach(rows, names, institutions_by_id)


def _attach(
    rows: Iterable[Any], names: Sequence[str], read: Callable[[Iterable[UUID]], Mapping[UUID, Any]]
) -> None:
    places = [(row, name, getattr(row, f"{name}_id")) for row in rows for name in names]
    found = read(ident for _row, _name, ident in places if ident is not None)
    for row, name, ident in places:
        if ident is not None:
            setattr(row, name, found[ident])
