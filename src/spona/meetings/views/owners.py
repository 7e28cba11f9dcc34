"""Who can do what was decided: one choice of institution and person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from spona.access.denied import Denied
from spona.directory.institution_names import short_name
from spona.directory.models import Institution, Member
from spona.identity.models import Account
from spona.meetings.models import Meeting
from spona.meetings.table import Place, accounts_of


@dataclass(frozen=True, slots=True)
class Choice:
    """`on_paper`: who leads the network keeps the task and calls them."""

    institution: Institution
    owner: Member | None
    on_paper: bool
    told: list[Account]


def owners(table: Sequence[Place], meeting: Meeting) -> list[tuple[str, list[tuple[str, str]]]]:
    """Institution → its people by name, and the institution itself; the invited only."""
    return [(short_name(one.institution), _people(one)) for one in _at(table, meeting)]


def choice_of(table: Sequence[Place], meeting: Meeting, key: str) -> Choice:
    """Behind the key of a choice that the form has let through."""
    kind, _colon, ident = key.partition(":")
    for one in _at(table, meeting):
        if kind == "i" and str(one.institution.pk) == ident:
            own = one.answers
            return Choice(one.institution, own or meeting.called_by, one.on_paper, _told(one, own))
        for person in one.people:
            if kind == "m" and str(person.pk) == ident:
                return Choice(one.institution, person, False, accounts_of([person]))
    raise Denied(_("Choose who does it."))


def _at(table: Sequence[Place], meeting: Meeting) -> list[Place]:
    ids = {meeting.institution_id, *meeting.invitations.values_list("institution_id", flat=True)}
    return [one for one in table if one.institution.pk in ids]


def _people(place: Place) -> list[tuple[str, str]]:
    whole = _("told by phone or letter") if place.on_paper else _("whoever speaks for them")
    name = short_name(place.institution)
    rows = [(f"i:{place.institution.pk}", f"{name}: {whole}")]
    return rows + [(f"m:{one.pk}", one.person.shown_name) for one in place.people]


def _told(place: Place, owner: Member | None) -> list[Account]:
    return accounts_of([owner] if owner is not None else place.speakers)
