"""Who knows what about me: what was sent, to whom, when, and who holds it now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona import audit
from spona.access.actor import Actor
from spona.cases.case.models import Case
from spona.cases.case.sections import NOT_KNOWN, OWN
from spona.cases.casefile.boxes import referrals_of
from spona.cases.conferences.models import Guest
from spona.cases.consent.rests_on import RestsOn
from spona.cases.fields.facts import own_facts
from spona.cases.referrals.actions.recall import RECALL, TAKEN_BACK
from spona.cases.referrals.additions import ADD
from spona.cases.referrals.additions import SECTION as ADDITION
from spona.cases.referrals.addressee import Addressee, addressees_of
from spona.cases.referrals.models import Move, Referral
from spona.cases.referrals.notes import NOT_REACHED, Note
from spona.cases.referrals.notes import SECTION as NOTE
from spona.cases.referrals.packet import Addition, Body
from spona.cases.team.queries import team_of
from spona.directory.institution_names import full_name
from spona.identity.keyring import Keyring
from spona.vault.actions import open_many
from spona.vault.models import OPEN, Grant, Section
from spona.vault.permissions import is_of
from spona.vault.slots import slot_of, slots_of

# Said to the person, so no headings of a file: what follows "we have told them".
_PARTS: Final[dict[str, Promise]] = {
    "signs": _("which signs were noticed"),
    "account": _("what was seen and heard"),
    "who": _("who you are"),
    "stay": _("with whom you are staying"),
}
_SECTIONS: Final[dict[str, Promise]] = {
    "name": _("your name"),
    "identity": _("who you are"),
    "papers": _("your documents and their numbers"),
    "people": _("your family and the people around you"),
    "account": _("what was seen and heard"),
    "assessment": _("what you need and how safe you are"),
    "health": _("what concerns your health"),
    "legal": _("what concerns the law"),
    "plan": _("the plan and the support"),
}
# Of how to reach somebody each thing by itself: they hear what was given, and nothing more.
_REACH: Final[dict[str, Promise]] = {
    "phone": _("your phone number"),
    "online": _("your e-mail or profile"),
    "address": _("your address"),
    "municipality": _("in which town you are"),
    "trusted": _("whom you trust"),
}
_REACH_ELSE: Final = _("how to reach you safely")
_ASKED: Final = _("what help you need")

# What was said of a paper that we asked back, to the person.
_PAPER: Final[Mapping[str, Promise]] = {
    "returned": _("they gave it back"),
    "destroyed": _("they told us that they destroyed it"),
    "kept": _("they told us that they keep it"),
    NOT_REACHED: _("we reached nobody"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """When we asked for a paper back, and what came of it, in words."""

    at: datetime
    result: str | Promise


@dataclass(frozen=True, slots=True)
class Knows:
    """One institution. `parts` are words; `state` is `has`, `later` (it opens when they accept),
    `gone` (the keys were destroyed), `paper` (handed over, so no key closes it), `taken_back`
    (the same, and it was withdrawn) or `prepared` (on paper, and not handed over yet).
    `came`: it told us, we did not tell it. `asked`: what we did to get a paper back.
    `agreed`: it rests on the person's agreement, so a withdrawal ends it.
    """

    institution: str
    at: datetime
    parts: list[str]
    state: str
    came: bool
    closed_at: datetime | None = None
    asked: tuple[Asked, ...] = ()
    agreed: bool = False

    @property
    def said(self) -> tuple[object, ...]:
        """What the page says of it: two that say the same are said once."""
        days = [timezone.localdate(at) for at in (self.at, self.closed_at) if at]
        words = (self.institution, self.state, self.came, self.agreed)
        return (*words, *self.parts, *days, *self.asked)


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
    moves = _paper_moves(referrals)
    notes = [one.message_id for found in moves.values() for one in found]
    added = _additions(referrals)
    wanted = [
        *slots_of(filter(None, packets), ["body"]),
        *slots_of(filter(None, notes), [NOTE]),
        *slots_of(added, [ADDITION]),
    ]
    rows = list(Section.objects.visible_to(by).filter(slot__in=wanted).select_related("box"))
    opened = open_many(rows, by=by, keys=keys, purpose="page")
    bodies = {row.box_id: opened[row.pk] for row in rows if row.pk in opened}
    for box, packet in added.items():
        if box in bodies and packet in bodies:
            known = bodies[packet]
            bodies[packet] = known | {"additions": [*known["additions"], bodies[box]]}
    audit.record_read("case:told", by=by, subject=case.subject)
    typed = addressees_of(referrals, by=by, keys=keys)
    others = [
        _knows(one, case, bodies, moves.get(one.pk, []), typed.get(one.packet_id))
        for one in referrals
    ]
    others += [
        _at_the_table(one, bodies.get(one.packet_id)) for one in guests if one.packet_id is not None
    ]
    others.sort(key=lambda one: one.at)
    here = [one.member.person.shown_name for one in team_of(case)]
    once = list({one.said: one for one in reversed(others)}.values())[::-1]
    return Told(full_name(case.owner_institution), here, once)


def _knows(
    referral: Referral,
    case: Case,
    opened: Mapping[UUID, dict[str, Any]],
    moves: list[Move],
    typed: Addressee | None,
) -> Knows:
    came = referral.to_case_id == case.pk
    to = typed.as_institution() if typed else referral.recipient_institution
    other = referral.sender_institution if came else to
    body = opened.get(referral.packet_id)
    parts = _parts(Body.from_document(body)) if body else []
    if came:
        return Knows(full_name(other), referral.sent_at, parts, "has", came)
    state = _state(referral.packet_id, referral.recipient_institution_id)
    handed = any(move.verb == "deliver" for move in moves)
    if handed:
        # Whoever held it in their hand may have it still, whatever became of the keys.
        state = "taken_back" if referral.state in TAKEN_BACK else "paper"
    elif referral.on_paper:
        state = "prepared"
    at, closed = referral.sent_at, referral.closed_at
    agreed = referral.rests_on == RestsOn.AGREEMENT
    asked = tuple(_asked(moves, opened))
    return Knows(full_name(other), at, parts, state, came, closed, asked, agreed)


def _asked(moves: list[Move], opened: Mapping[UUID, dict[str, Any]]) -> Iterator[Asked]:
    for move in moves:
        document = opened.get(move.message_id) if move.message_id else None
        if move.verb == RECALL and document is not None:
            note = Note.from_document(document)
            yield Asked(note.at, _PAPER[note.result])


def _paper_moves(referrals: list[Referral]) -> dict[UUID, list[Move]]:
    """By referral: that it was handed over on paper, and what was done to get the paper back."""
    found: dict[UUID, list[Move]] = {}
    rows = Move.objects.filter(referral__in=referrals, verb__in=("deliver", RECALL))
    for move in rows.order_by("at"):
        found.setdefault(move.referral_id, []).append(move)
    return found


def _additions(referrals: list[Referral]) -> dict[UUID, UUID]:
    """Box of what was added to a report → the packet of that report, the oldest first."""
    rows = Move.objects.filter(referral__in=referrals, verb=ADD, message__isnull=False)
    intact = [one for one in rows.select_related("referral").order_by("at") if one.has_valid_mac()]
    return {one.message_id: one.referral.packet_id for one in intact if one.message_id}


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
    grants = Grant.objects.filter(section__slot=slot_of(packet, "body"))
    now = timezone.now()
    lasting = [one for one in grants if one.until is None or one.until > now]
    theirs = [one for one in lasting if is_of(one, institution)]
    if not theirs:
        return "gone"
    return "has" if any(one.state == OPEN for one in theirs) else "later"


def _parts(body: Body) -> list[str]:
    """Only what says something: a part that went along empty told them nothing."""
    found = [*_given(body), *(part for one in body.additions for part in _given(one))]
    # A part of the packet, a section of the file and what was added may say the same; its cover
    # tells at least what is asked.
    return list(dict.fromkeys(found)) or [str(_ASKED)]


def _given(one: Body | Addition) -> Iterator[str]:
    account = _says(one.account or {}) or (isinstance(one, Addition) and one.text)
    given = {"signs": one.signs, "account": account, "who": _says(one.who or {})}
    yield from (str(_PARTS[name]) for name, part in given.items() if part)
    yield from _reach({**(one.sections.get("contact") or {}), **(one.reach or {})})
    told = (name for name, document in one.sections.items() if _says(document))
    yield from (str(_SECTIONS[name]) for name in told if name in _SECTIONS)
    if one.stay:
        yield str(_PARTS["stay"])


def _reach(answers: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(words) for name, words in _REACH.items() if answers.get(name))
    if _says({name: one for name, one in answers.items() if name not in _REACH}):
        yield str(_REACH_ELSE)


def _says(document: Mapping[str, Any]) -> bool:
    """Whether anything was answered; "not known" tells nothing of the person."""
    beside = ("schema", NOT_KNOWN, OWN)
    answered = (one for name, one in document.items() if name not in beside)
    return any(answered) or bool(own_facts(document))
