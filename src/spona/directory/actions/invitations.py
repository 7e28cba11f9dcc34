"""A printed code by which somebody gets a login. It gives no key: a holder grants those later."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.actions.open_invitations import withdraw_open
from spona.directory.actions.people import check_roles
from spona.directory.actor import actor_for
from spona.directory.models import Institution, Invitation, Member, Person
from spona.directory.permissions import (
    check_can_have_first,
    check_can_invite,
    check_works_only_here,
)
from spona.directory.queries import networks_of
from spona.directory.row_integrity import verify_latest
from spona.identity import limiter
from spona.identity.actions import NewAccount, begin_again, create_account
from spona.identity.models import Account

LASTS: Final = dt.timedelta(days=14)
_BYTES: Final = 20  # 160 bits, so a plain hash is enough: there is nothing to guess


def invite(
    person: Person, *, institution: Institution, by: Actor, roles: Iterable[str] = ()
) -> str:
    """The code, shown once and then known to its reader only; it expires in 14 days.

    An earlier unused invitation of the person ends. Conflict when the person has a login.
    """
    check_can_invite(by, person, institution)
    _made, code = write_invitation(person, institution=institution, by=by, roles=roles)
    return code


def write_invitation(
    person: Person,
    *,
    institution: Institution,
    by: Actor,
    roles: Iterable[str],
    prepared_by: Member | None = None,
) -> tuple[Invitation, str]:
    """Part of: inviting, and releasing what was prepared; they have asked who may."""
    held = check_roles(roles)
    raw = secrets.token_bytes(_BYTES)
    with audit.transaction() as log:
        invited = Person.objects.select_for_update().get(pk=person.pk)
        if invited.account_id is not None:
            raise Conflict(_("This person has a login already. Add them as a member instead."))
        withdraw_open(invited)
        made = Invitation.objects.create(
            person=invited,
            institution=institution,
            roles=held,
            code_hash=_hash(raw),
            invited_by_id=by.member_id,
            prepared_by=prepared_by,
            expires_at=timezone.now() + LASTS,
        )
        log.record("invitation:made", by=by, subject=("invitation", made.pk), lane=institution.pk)
    return made, _printed(raw)


def accept_invitation(
    code: str, *, login: str, password: str, language: str = "", address: str = ""
) -> NewAccount:
    """Opens the account of the invited person, who from now on is a member of the institution.

    The inviter acts through the paper, so it counts only while the inviter may invite.
    Whoever left the page before the codes were typed back comes on with the same paper, login
    name and password. Denied with a sentence: wrong, used or expired code, taken login, weak
    password. TooFast for who tries passwords; `address` is REMOTE_ADDR.
    """
    raw = _typed(code)
    ticket = limiter.admit("invitation", _hash(raw), address)
    begun = _begun(raw)
    if begun is not None:
        made = begin_again(begun, login=login, password=password, address=address)
    else:
        made = _accepted(raw, login=login, password=password, language=language)
    limiter.forgive(ticket)
    return made


def _accepted(raw: bytes, *, login: str, password: str, language: str) -> NewAccount:
    with audit.transaction() as log:
        rows = Invitation.objects.select_for_update().filter(code_hash=_hash(raw))
        invitation = rows.first()
        if invitation is None or invitation.withdrawn_at is not None:
            raise Denied(
                _(
                    "There is no such invitation, or it was taken back. Compare the code letter by "
                    "letter; if it is right, ask whoever gave it to you."
                )
            )
        verify_latest(invitation)
        if invitation.used_at is not None:
            raise Denied(_("This invitation has been used. Sign in, or ask for a new one."))
        if invitation.expires_at <= timezone.now():
            raise Denied(_("This invitation has expired. Ask your institution for a new one."))
        made = create_account(
            login=login,
            password=password,
            language=language or get_language() or "sr",
            by=_inviter(invitation),
        )
        invitation.used_at = timezone.now()
        invitation.save(update_fields=["used_at"])
        member = _welcome(invitation, made)
        log.record(
            "invitation:accepted",
            by=Actor(
                account_id=made.account.pk,
                person_id=invitation.person_id,
                member_id=member.pk,
                institution_id=invitation.institution_id,
            ),
            subject=("invitation", invitation.pk),
        )
    return made


def _begun(raw: bytes) -> Account | None:
    """The account that this paper has made, while the paper would still let somebody in; None
    where it has made none, or one that was replaced since.
    """
    rows = Invitation.objects.filter(code_hash=_hash(raw), withdrawn_at=None)
    used = rows.filter(used_at__isnull=False).select_related("person__account").first()
    if used is None or used.used_at is None or used.expires_at <= timezone.now():
        return None
    verify_latest(used, used.person)
    works = Member.objects.active_on(timezone.localdate()).filter(
        person=used.person_id, institution=used.institution_id
    )
    account = used.person.account
    if account is None or account.created_at > used.used_at or not works.exists():
        return None
    return account


def _welcome(invitation: Invitation, made: NewAccount) -> Member:
    """Ties the account to the person; whoever was a member on paper stays that same member."""
    person = Person.objects.select_for_update().get(pk=invitation.person_id)
    if person.account_id is not None:
        raise Denied(_("This invitation has been used. Sign in, or ask for a new one."))
    person.account = made.account
    person.save(update_fields=["account"])
    today = timezone.localdate()
    paper = Member.objects.active_on(today).filter(
        person=person, institution=invitation.institution_id
    )
    member = paper.first()
    if member is None:
        _check_never_left(invitation, today)
        return Member.objects.create(
            person=person,
            institution_id=invitation.institution_id,
            roles=invitation.roles,
            starts_on=today,
        )
    member.roles = check_roles({*member.roles, *invitation.roles})
    member.save(update_fields=["roles"])
    return member


def _check_never_left(invitation: Invitation, today: dt.date) -> None:
    """The paper was written for a mandate: once that is over, it gives no new one."""
    left = Member.objects.filter(
        person=invitation.person_id, institution=invitation.institution_id, ends_on__lte=today
    )
    if left.exists():
        raise Denied(_("This mandate has ended. Ask your institution for a new invitation."))


def _inviter(invitation: Invitation) -> Actor:
    if invitation.invited_by is None:
        return Actor.system("operator")
    account = invitation.invited_by.person.account
    by = actor_for(account, member_id=invitation.invited_by_id) if account else None
    if by is None:
        raise Denied(_("Whoever invited you no longer may. Ask your institution for a new one."))
    # Again: another institution may have added this person since the code was printed.
    if invitation.prepared_by is None:
        check_can_invite(by, invitation.person, invitation.institution)
    else:
        _check_released(invitation, invitation.prepared_by, by)
    return by


def _check_released(invitation: Invitation, prepared_by: Member, by: Actor) -> None:
    """Two of the network let a first person in: as long as both may, and nobody is in yet."""
    account = prepared_by.person.account
    preparing = actor_for(account, member_id=prepared_by.pk) if account else None
    both = by.networks_where("network:confirm_partner") & (
        preparing.networks_where("network:edit") if preparing else frozenset()
    )
    network = networks_of(invitation.institution).filter(pk__in=both).first()
    if network is None:
        raise Denied(_("Whoever invited you no longer may. Ask the coordinator for a new one."))
    check_can_have_first(network, invitation.institution)
    check_works_only_here(invitation.person, invitation.institution)


def _hash(raw: bytes) -> str:
    return hashlib.sha256(b"spona invitation" + raw).hexdigest()


def _printed(raw: bytes) -> str:
    """32 letters and digits in groups of four; base 32 has no 0, 1 or 8 to mistake."""
    text = base64.b32encode(raw).decode()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _typed(code: str) -> bytes:
    """The bytes of a typed code, in any case and with any spaces; empty when it is no code."""
    letters = "".join(c for c in code.upper() if c.isalnum()).translate(str.maketrans("018", "OIB"))
    try:
        return base64.b32decode(letters)
    except ValueError:
        return b""
