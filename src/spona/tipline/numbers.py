"""Whom to call instead: only what somebody has called to confirm; the page adds the police."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from spona.directory.models import EMERGENCY
from spona.directory.queries import DangerContact, danger_contacts
from spona.reference.models import Town
from spona.services import answering, numbers


def confirmed(town: Town, *, without: Collection[UUID] = ()) -> list[DangerContact]:
    """Confirmed numbers of this town and of the country, never of an invented or hidden body, nor
    of the institutions `without`: whoever is involved is not called.
    """
    return [
        one
        for one in danger_contacts(town)
        if one.confirmed and _is_public(one) and _institution_of(one) not in without
    ]


def all_who_answer(town: Town, *, without: Collection[UUID] = ()) -> list[numbers.Number]:
    """The numbers of the help page of this town, less those of the institutions `without`: for
    somebody who cannot write here.
    """
    own = numbers.confirmed(town, without)
    return [*own, *answering.beside(town, own, without)]


def _institution_of(one: DangerContact) -> UUID | None:
    return one.contact.institution_id if one.contact else None


def _is_public(one: DangerContact) -> bool:
    if one.contact is None or one.number == EMERGENCY:
        return False
    body = one.contact.institution
    return body is None or not (body.example or body.confidential)
