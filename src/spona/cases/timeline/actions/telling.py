"""Who knows what about me: what was sent, to whom, when, and who holds it now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona import audit
from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.conferences.models import Guest
from spona.cases.referrals.models import Referral
from spona.cases.referrals.packet import Body
from spona.cases.referrals.words import full_name
from spona.cases.team.queries import team_of
from spona.cases.timeline.boxes import referrals_of
from spona.identity.keyring import Keyring
from spona.vault.actions import open_many
from spona.vault.models import Grant, Section
from spona.vault.models.authentic import OPEN
from spona.vault.permissions import is_of

# Said to the person, so no headings of a file: what follows "we have told them".
_PARTS: Final[dict[str, Promise]] = {
    "signs": _("which signs were noticed"),
    "account": _("what was seen and heard"),
    "who": _("who you are"),
    "reach": _("your phone, your address and whom you trust"),
    "stay": _("with whom you are staying"),
}
_SECTIONS: Final[dict[str, Promise]] = {
    "name": _("your name"),
    "identity": _("who you are"),
    "contact": _("how to reach you safely"),
    "account": _("what was seen and heard"),
    "health": _("what concerns your health"),
    "legal": _("what concerns the law"),
    "plan": _("the plan and the support"),
}


@dataclass(frozen=True, slots=True)
class Knows:
    """One institution. `parts` are words; `state` is `has`, `later` (it opens when they accept)
    or `gone` (the keys were destroyed). `came`: it told us, we did not tell it.
    """

    institution: str
    at: datetime
    parts: list[str]
    state: str
    came: bool


@dataclass(frozen=True, slots=True)
class Told:
    """`here` are the people of our own institution who were let in by name."""

    institution: str
    here: list[str]
    others: list[Knows]


def read_told(case: Case, *, by: Actor, keys: Keyring) -> Told:
    """Read from our own copies of what was sent; the reading and the telling are both logged."""
    referrals = [one for one in referrals_of(case) if one.opened_at or one.from_case_id == case.pk]
    guests = _guests(case)
    packets = {*(one.packet_id for one in referrals), *(one.packet_id for one in guests)}
    rows = list(
        Section.objects.visible_to(by).filter(box__in=packets, name="body").select_related("box")
    )
    opened = open_many(rows, by=by, keys=keys, purpose="page")
    bodies = {row.box_id: opened[row.pk] for row in rows if row.pk in opened}
    audit.record_read("case:told", by=by, subject=case.subject)
    others = [_knows(one, case, bodies.get(one.packet_id)) for one in referrals]
    others += [
        _at_the_table(one, bodies.get(one.packet_id)) for one in guests if one.packet_id is not None
    ]
    others.sort(key=lambda one: one.at)
    here = [one.member.person.shown_name for one in team_of(case)]
    return Told(full_name(case.owner_institution), here, others)


def _knows(referral: Referral, case: Case, body: dict[str, object] | None) -> Knows:
    came = referral.to_case_id == case.pk
    other = referral.sender_institution if came else referral.recipient_institution
    parts = _parts(Body.from_document(body)) if body else []
    state = "has" if came else _state(referral.packet_id, referral.recipient_institution_id)
    return Knows(full_name(other), referral.sent_at, parts, state, came)


def _guests(case: Case) -> list[Guest]:
    """Institutions that were shown something for a conference; on paper nothing was."""
    rows = Guest.objects.filter(conference__case=case, packet__isnull=False)
    rows = rows.filter(conference__meeting__announced_at__isnull=False)
    return list(rows.select_related("invitation__institution__town", "conference__meeting"))


def _at_the_table(guest: Guest, body: dict[str, object] | None) -> Knows:
    to, announced = guest.invitation.institution, guest.conference.meeting.announced_at
    assert announced is not None
    assert guest.packet_id is not None
    parts = _parts(Body.from_document(body)) if body else []
    return Knows(full_name(to), announced, parts, _state(guest.packet_id, to.pk), came=False)


def _state(packet: UUID, institution: UUID) -> str:
    """By the wraps that there are, not by what somebody wrote down."""
    grants = Grant.objects.filter(section__box=packet, section__name="body")
    now = timezone.now()
    lasting = [one for one in grants if one.until is None or one.until > now]
    theirs = [one for one in lasting if is_of(one, institution)]
    if not theirs:
        return "gone"
    return "has" if any(one.state == OPEN for one in theirs) else "later"


def _parts(body: Body) -> list[str]:
    given = {"signs": body.signs, "account": body.account, "who": body.who, "reach": body.reach}
    found = [str(_PARTS[name]) for name, part in given.items() if part]
    found += [str(_SECTIONS[name]) for name in body.sections if name in _SECTIONS]
    # A part of the packet and a section of the file may say the same.
    return list(dict.fromkeys(found)) + ([str(_PARTS["stay"])] if body.stay else [])
