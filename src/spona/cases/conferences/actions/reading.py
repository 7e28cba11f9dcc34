"""Open what was shared for a conference; each page is one row of the read log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.conferences.documents import Document, Kept
from spona.cases.conferences.models import Conference, Guest
from spona.cases.conferences.permissions import check_still_open
from spona.cases.referrals.packet import Body, Cover
from spona.identity.keyring import Keyring
from spona.notifications.actions import mark_read_about
from spona.vault.actions import open_many
from spona.vault.models import Section
from spona.vault.refusals import ReasonNeeded
from spona.vault.slots import slot_of


@dataclass(frozen=True, slots=True)
class Shown:
    """What an invited institution sees: nothing of it where it was not opened yet or is over."""

    cover: Cover | None = None
    body: Body | None = None
    place: str = ""

    @property
    def opened(self) -> bool:
        return self.body is not None


@dataclass(slots=True)
class Led:
    """What who leads the file sees. `packets` and `decisions` by id of guest and decision."""

    kept: Kept | None = None
    revision: int = 0
    packets: dict[UUID, Shown] = field(default_factory=dict, repr=False)
    decisions: dict[UUID, str] = field(default_factory=dict, repr=False)
    refusal: str = ""


def open_packet_of(guest: Guest, *, by: Actor, keys: Keyring) -> Shown:
    """Open what was shared with us; who called the conference sees that it was opened."""
    check_still_open(guest.conference)
    shown = _shown(guest, by=by, keys=keys)
    if not shown.opened:
        raise Denied(_("This was not shared with you, or its day has passed."))
    with audit.transaction() as log:
        row = Guest.objects.select_for_update(of=("self",)).get(pk=guest.pk)
        if row.opened_at is None:
            row.opened_at = deadlines.now()
            row.save(update_fields=["opened_at"])
            log.record("conference:opened", by=by, subject=guest.conference.subject)
        mark_read_about(guest.conference.meeting.reference, by=by)
    return shown


def read_as_guest(guest: Guest, *, by: Actor, keys: Keyring) -> tuple[Shown, dict[UUID, str]]:
    """What is shown on the page: the packet once it was opened, and the decisions of ours."""
    decisions = _decisions(guest.conference, by=by, keys=keys)
    over = guest.ended_at is not None or guest.conference.until <= deadlines.now()
    if guest.opened_at is None or guest.packet_id is None or over:
        return Shown(), decisions
    return _shown(guest, by=by, keys=keys), decisions


def read_as_leader(conference: Conference, *, by: Actor, keys: Keyring) -> Led:
    """Place, matter, minutes, the words of all decisions, and why it did not go out."""
    boxes = [one.box_id for one in conference.decided.all()]
    boxes += [conference.refusal_id] if conference.refusal_id else []
    kept = slot_of(conference.case.box_id, conference.section_name)
    rows = _sections(Q(slot=kept) | Q(box__in=boxes), by)
    opened = open_many(rows, by=by, keys=keys, purpose="page")
    led = Led(decisions=_texts(conference, rows, opened))
    for row in rows:
        if row.slot == kept and row.pk in opened:
            led.kept, led.revision = Kept.from_document(opened[row.pk]), row.revision
        elif row.box_id == conference.refusal_id and row.pk in opened:
            led.refusal = str(opened[row.pk]["text"])
    return led


def read_minutes(conference: Conference, *, by: Actor, keys: Keyring) -> Led:
    """As `read_as_leader`, for a page that is nothing without them; ReasonNeeded where the file
    is assigned to a colleague.
    """
    led = read_as_leader(conference, by=by, keys=keys)
    if led.kept is None:
        raise ReasonNeeded
    return led


def read_packets(conference: Conference, *, by: Actor, keys: Keyring) -> dict[UUID, Shown]:
    """Guest → what that institution sees, for who leads the file or looks at it first."""
    guests = list(conference.guests.exclude(packet=None))
    rows = _sections(Q(box__in=[one.packet_id for one in guests]), by)
    opened = open_many(rows, by=by, keys=keys, purpose="page")
    return {one.pk: _packet(one.packet_id, rows, opened) for one in guests}


def _shown(guest: Guest, *, by: Actor, keys: Keyring) -> Shown:
    rows = _sections(Q(box=guest.packet_id), by)
    return _packet(guest.packet_id, rows, open_many(rows, by=by, keys=keys, purpose="page"))


def _packet(box: UUID | None, rows: Iterable[Section], opened: dict[UUID, Document]) -> Shown:
    texts = {one.name: opened[one.pk] for one in rows if one.box_id == box and one.pk in opened}
    if not {"cover", "body", "place"} <= set(texts):
        return Shown()
    return Shown(
        Cover.from_document(texts["cover"]),
        Body.from_document(texts["body"]),
        str(texts["place"]["place"]),
    )


def _decisions(conference: Conference, *, by: Actor, keys: Keyring) -> dict[UUID, str]:
    rows = _sections(Q(box__in=[one.box_id for one in conference.decided.all()]), by)
    return _texts(conference, rows, open_many(rows, by=by, keys=keys, purpose="page"))


def _texts(
    conference: Conference, rows: Iterable[Section], opened: dict[UUID, Document]
) -> dict[UUID, str]:
    by_box = {one.box_id: opened[one.pk] for one in rows if one.pk in opened}
    return {
        one.decision_id: str(by_box[one.box_id]["text"])
        for one in conference.decided.all()
        if one.box_id in by_box
    }


def _sections(which: Q, by: Actor) -> list[Section]:
    return list(Section.objects.visible_to(by).filter(which).select_related("box").order_by("id"))
