"""Who reads single answers comes and goes; one stays always, and never more than were told."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Member
from spona.identity.keyring import Keyring
from spona.reference.models.signed import verify_rows
from spona.surveys.actions.rounds import MOST_OWNERS, locked
from spona.surveys.models import Round, RoundOwner, State
from spona.surveys.permissions import check_is_owner
from spona.vault import actions as vault
from spona.vault.queries import analysts


def change_owners(
    found: Round, *, add: Member | None, remove: Member | None, by: Actor, keys: Keyring
) -> Round:
    """An owner lets an analyst in, ends another one or themselves, or puts one in place of another.

    Who comes in opens all that has come and all that will; who goes opens nothing from now on.
    Denied, beside the field, where nobody would stay, or where people were told of fewer readers.
    """
    check_is_owner(by, found)
    with audit.transaction() as log:
        row = locked(found)
        verify_rows(row)
        if row.state == State.DESTROYED:
            raise Conflict(_("The single answers were destroyed."))
        owners = list(RoundOwner.objects.filter(round=row).select_related("member__person"))
        verify_rows(*owners)
        leaving = _leaving(owners, remove)
        _check_number(row, owners, add=add, leaving=leaving)
        if add is not None:
            _check_able(row, owners, add)
            account = add.person.account_id
            # `analysts` have a login.
            assert account is not None
            vault.add_reader(
                row.box, vault.to_account(account, member_of=add.institution_id), by=by, keys=keys
            )
            RoundOwner.objects.create(round=row, member=add)
            log.record("survey_owner:added", by=by, subject=row.subject)
        if leaving is not None:
            person = leaving.member.person
            if person.account_id is not None:
                vault.remove_reader(row.box, person.account_id, by=by)
            leaving.delete()
            log.record("survey_owner:removed", by=by, subject=row.subject)
    return row


def _leaving(owners: list[RoundOwner], remove: Member | None) -> RoundOwner | None:
    if remove is None:
        return None
    found = next((one for one in owners if one.member_id == remove.pk), None)
    if found is None:
        raise Conflict(_("They do not read any more. Look at the page again."))
    return found


def _check_number(
    row: Round, owners: list[RoundOwner], *, add: Member | None, leaving: RoundOwner | None
) -> None:
    if add is None and leaving is None:
        raise Denied(_("Choose who comes or who goes."), field="add")
    after = len(owners) + (add is not None) - (leaving is not None)
    if after < 1:
        raise Denied(
            _("Nobody could read the answers then. Choose who comes in their place."), field="add"
        )
    most = row.readers_told or MOST_OWNERS
    if add is not None and after > most:
        told = ngettext(
            "People were told that %(n)s person reads. Choose in whose place.",
            "People were told that %(n)s people read. Choose in whose place.",
            most,
        )
        many = _("Three people are the most. Choose in whose place.")
        raise Denied(told % {"n": most} if row.readers_told else many, field="remove")


def _check_able(row: Round, owners: list[RoundOwner], add: Member) -> None:
    if any(one.member.person_id == add.person_id for one in owners):
        raise Conflict(_("They read already. Look at the page again."))
    if add.person_id not in {one.pk for one in analysts(row.network_id)}:
        raise Denied(_("Choose an analyst of the network."), field="add")
