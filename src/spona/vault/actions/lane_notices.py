"""A part of the log was closed, or is open again: those whom it concerns hear of it, once each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from uuid import UUID

from django.urls import reverse

from spona import audit
from spona.access.actor import Actor
from spona.audit.endings import instant
from spona.audit.lane_heads import LaneClosed, heads_file
from spona.audit.models import Lane
from spona.audit.queries import recorded_lines
from spona.audit.readonly import writable
from spona.audit.recording import SYSTEM_LANE
from spona.audit.shares import reopened
from spona.directory.models import Institution, Member, Network
from spona.directory.queries import networks_of
from spona.notifications.actions import notify
from spona.vault import queries
from spona.vault.actions.alarming import address_of, heads_and_holders
from spona.vault.mail_refused import leaders_of

# In the system's lane, for the other one is closed: of which lane it was told, and of when.
CLOSING_TOLD = "log:closing_told"
OPENING_TOLD = "log:opening_told"


def tell_of_closed_lanes(*, by: Actor) -> int:
    """Tell heads and intake holders of the institution, and who leads its networks; return of how
    many closings and openings.

    Content-free, with a mail. While the system's own part is closed nothing can be written: of that
    and of others it is told once that is open. `by` acts for no institution, whose lane may be the
    closed one. Written on a page that otherwise writes nothing too: whoever is refused comes first.
    """
    try:
        return sum(_told_once(*one, by=by) for one in list(_to_tell()))
    except LaneClosed:
        return 0


type _Telling = tuple[str, UUID, str, Callable[..., None]]


def _to_tell() -> Iterator[_Telling]:
    """(name of the line, lane, of when, what tells) of what is closed or was opened again."""
    file = heads_file()
    closed = file.closed() if file is not None else {}
    for lane in sorted(closed):
        since = file.closed_since(lane) if file is not None else None
        if since is not None:
            yield CLOSING_TOLD, lane, instant(since), partial(_tell, "log_closed")
    for lane, one in sorted(reopened().items()):
        if lane not in closed:
            yield OPENING_TOLD, lane, instant(one.at), partial(_tell, "log_opened")


def _told_once(name: str, lane: UUID, at: str, tell: Callable[..., None], *, by: Actor) -> bool:
    if _was_told(name, lane, at):
        return False
    with writable(), audit.transaction() as log:
        # Two processes find it at the same time.
        Lane.objects.select_for_update().filter(pk=SYSTEM_LANE).first()
        if _was_told(name, lane, at):
            return False
        log.record(name, by=by, subject=("lane", lane), lane=SYSTEM_LANE, detail={"at": at})
        tell(lane, by=by)
    return True


def _was_told(name: str, lane: UUID, at: str) -> bool:
    return any(line.detail.get("at") == at for line in recorded_lines(["lane"], [lane], [name]))


def _tell(kind: str, lane: UUID, *, by: Actor) -> None:
    institution = Institution.objects.filter(pk=lane).first()
    told = set[UUID]()
    if institution is not None:
        log_page = reverse("vault:log")
        inside = heads_and_holders({lane})
        ways = {one.pk: log_page if queries.holds_by_role(one) else "" for one in inside}
        _notify(inside, kind, ways.__getitem__, told, by=by)
        networks, there = networks_of(institution).filter(practice=False), _page(institution)
    elif lane == SYSTEM_LANE:
        networks, there = Network.objects.real(), ""
    else:
        return
    for network in networks:
        _notify(leaders_of(network), f"{kind}_network", lambda _pk: there, told, by=by)


def _page(institution: Institution) -> str:
    return reverse("directory:institution", args=[institution.code])


def _notify(
    members: Iterable[Member], kind: str, way: Callable[[UUID], str], told: set[UUID], *, by: Actor
) -> None:
    """Each once, whatever they are told it as."""
    for member in members:
        account = member.person.account
        if account is None or not account.is_active or account.pk in told:
            continue
        told.add(account.pk)
        link = way(member.pk)
        notify(account, kind, reference="", by=by, email=address_of(member), link=link)
