"""Somebody lost the password and the recovery code: another login for the same person."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.directory.actions.invitations import invite
from spona.directory.models import Institution, Member, Person
from spona.directory.permissions import check_can_replace_login
from spona.directory.row_integrity import verify_latest
from spona.identity.actions import close_lost_account


def replace_lost_login(member: Member, *, by: Actor) -> str:
    """Close the person's login for good and return the code of a new invitation, shown once.

    The person stays the same row, with mandate, seat and roles; keys do not come along: another
    holder grants them again, and that waits like every grant. All or nothing in one transaction.

    Denied where `by` may not invite there, for the own login, and for somebody who also works
    elsewhere; StepUpNeeded without a fresh second factor; Conflict where there is no login.
    """
    with audit.transaction() as log:
        person = Person.objects.select_for_update().get(pk=member.person_id)
        running = Member.objects.select_related("institution").get(pk=member.pk)
        verify_latest(person, running)
        institution = _institution_of(running)
        check_can_replace_login(by, person, institution)
        account = person.account
        if account is None:
            raise Conflict(_("This login is closed already. Make a new invitation instead."))
        person.account = None
        person.save(update_fields=["account"])
        code = invite(person, institution=institution, by=by)
        # Last: where anything above refuses, nothing is destroyed.
        close_lost_account(account, by=by)
        log.record(
            "person:login_replaced",
            by=by,
            subject=("person", person.pk),
            lane=institution.pk,
        )
    return code


def _institution_of(running: Member) -> Institution:
    if not running.is_active_on(timezone.localdate()):
        raise Conflict(_("This mandate has ended. There is no login to replace here."))
    return running.institution
