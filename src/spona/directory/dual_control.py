"""What takes two people takes two who do not depend on each other, not one with two logins.

So casework opens, an institution is added and a partner's first person is let in.

The strictest rule that a real town can meet: its coordinator and its data-protection officer
always exist, always work for two bodies, and each got the login from the own institution or from
the operator. Whether two rows are one human in two offices no program can see: `SECURITY.md`
says so.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from spona.access.denied import Denied

from .models import Invitation, Member, Person
from .models.row_integrity import tampered
from .queries import forged


def check_dual_control(first: Person, second: Person) -> None:
    """Denied unless two persons with logins of their own, of two institutions, may sign together.

    They share no institution, not even in an ended mandate: who was a colleague yesterday
    could have been written down by the other. Neither login came by an invitation of the
    other, nor by one of somebody whom the other let in. Nobody signs with the other's address.
    What this is read from has to be there as Spona left it: a trace that somebody deleted would
    make two who depend on each other look like strangers.
    """
    if forged(Person, Member, Invitation):
        raise tampered()
    if not (_signs_in(first) and _signs_in(second)) or first.pk == second.pk:
        raise Denied(_("Two people confirm, each with a login of their own."))
    if _institutions(first) & _institutions(second):
        raise Denied(
            _(
                "%(name)s was the first of the two. Whoever confirms second is of another "
                "institution."
            )
            % {"name": first.shown_name}
        )
    if first.pk in let_in_by(second) or second.pk in let_in_by(first):
        raise Denied(
            _(
                "%(name)s was the first of the two, and one of you has the login from the other. "
                "Whoever confirms has it from their own institution or from the operator."
            )
            % {"name": first.shown_name}
        )
    if first.email and first.email.casefold() == second.email.casefold():
        raise Denied(_("The two who confirm have the same e-mail address. Correct it first."))


def let_in_by(person: Person) -> set[UUID]:
    """Ids of everybody through whose invitations this login came, up to the operator.

    Where two let somebody in, both count. One query a step; a chain is as long as the history of
    logins in one institution.
    """
    found: set[UUID] = set()
    asked = {person.pk}
    while asked:
        rows = Invitation.objects.filter(
            person__in=asked, used_at__isnull=False, invited_by__isnull=False
        ).values_list("invited_by__person", "prepared_by__person")
        asked = {one for row in rows for one in row if one is not None} - found
        found |= asked
    return found


def _signs_in(person: Person) -> bool:
    return person.account is not None and person.account.is_active


def _institutions(person: Person) -> set[UUID]:
    return set(Member.objects.filter(person=person).values_list("institution_id", flat=True))
