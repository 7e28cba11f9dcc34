"""What ended after a backup was made must not come back with it: endings are replayed.

Each kind of ending has one handler, which calls the action that ends such a thing. Where the copies
do not reach up to the end of the old server, nobody knows what ended in between: whatever rests on
somebody's agreement is held back until its sender confirms it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pyrage

from spona import audit
from spona.access.actor import Actor
from spona.audit import endings, endings_copies
from spona.audit.actions import take_over
from spona.audit.models import Ending, Entry
from spona.cases.casefile.actions import destroy_again, exclude_again
from spona.cases.consent.models import Agreement
from spona.cases.referral_pages.actions import hold_agreements, withdraw_from_all
from spona.cli.backup.age import Unreadable
from spona.cli.installation.data_owner import as_typed
from spona.crypto.errors import Unopenable
from spona.directory.actions import end_member, end_network_role, end_seat, withdraw_again
from spona.directory.models import Member, Network, NetworkRole, Seat
from spona.identity import actions as identity
from spona.identity.models import Account
from spona.surveys import actions as surveys
from spona.vault import actions as vault
from spona.vault.models import (
    UNCONFIRMED,
    Box,
    Code,
    Grant,
    IntakeWrap,
    PaperKey,
    StatisticsWrap,
)

# A copy that is reached carries a new mark every minute; without a mark of ours nothing is known.
KNOWN_FOR: Final = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Source:
    """Where endings lie; sealed ones open with the identities of the backup."""

    path: Path
    identities: Sequence[pyrage.x25519.Identity] = field(default=(), repr=False)

    def read(self) -> Iterator[Ending]:
        """Unreadable names the line that is wrong."""
        try:
            if self.path.name.startswith(endings_copies.SEALED):
                yield from endings_copies.read_sealed(self.path, self.identities)
            else:
                yield from endings_copies.read_clear(self.path)
        except endings_copies.BrokenEndingError as broken:
            raise Unreadable(str(broken)) from None

    def complete_until(self) -> endings_copies.Mark | None:
        """The mark beside it; None where there is none of ours."""
        return endings_copies.Copy(self.path.parent).mark()


@dataclass(frozen=True, slots=True)
class Replayed:
    """`unknown` is (from, to) where endings may be missing; `held` counts the wraps that wait."""

    again: int
    known_until: dt.datetime
    unknown: tuple[dt.datetime, dt.datetime] | None
    held: int

    def as_detail(self) -> dict[str, Any]:
        """For the line of the log about the restore."""
        span = self.unknown
        return {
            "ended_again": self.again,
            "held": self.held,
            "unknown": [each.isoformat() for each in span] if span else None,
        }

    def sentences(self) -> list[str]:
        """What the operator reads."""
        if self.unknown is None:
            return [f"{self.again} endings since the backup hold again; none are unknown."]
        since, until = (f"{each:%Y-%m-%d %H:%M} UTC" for each in self.unknown)
        return [
            f"{self.again} endings since the backup hold again.",
            f"What ended between {since} and {until} IS NOT KNOWN: bring the newest "
            f"{endings_copies.CLEAR} or {endings_copies.SEALED} if there is one, and restore again "
            "with it.",
            f"{self.held} keys that rest on an agreement wait until their sender has confirmed it.",
        ]


def sources_beside(file: Path, identities: Sequence[pyrage.x25519.Identity]) -> list[Source]:
    """Where the server wrote them: in its data folder, and at the place of its backups."""
    beside = file.resolve().parent
    own = endings_copies.data_copy().path
    found = [Source(own), Source(beside / endings_copies.CLEAR)]
    if identities:
        found.append(Source(beside / endings_copies.SEALED, identities))
    return [one for one in found if one.path.is_file()]


def replay(sources: Sequence[Source], *, made_at: dt.datetime, stopped: dt.datetime) -> Replayed:
    """End again what these copies know and the backup does not; end every session and the
    credential of every interviewer's phone.

    Inside the transaction of the restore. Unreadable where a line, or the way one follows
    another, is not ours. `made_at` is the backup's own time, `stopped` the old server's last.
    """
    by = Actor.system("restore")
    newest = Ending.objects.order_by("-seq").first()
    with as_typed():
        # They may lie beside the backup, where the owner of the data may not look.
        found = _newer(sources, newest)
    again = 0
    with audit.transaction() as log, endings.replaying():
        take_over(found, by=by)
        for row in found:
            if _ended_again(row, by):
                again += 1
                subject = (row.kind, row.subject)
                log.record("ending:replayed", by=by, subject=subject, detail={"seq": row.seq})
        identity.end_everywhere(by=by)
        surveys.revoke_every_device(by=by)
        unknown = _unknown(found, newest, sources, made_at, stopped)
        held = hold_agreements(by=by) if unknown else 0
    return Replayed(again, unknown[0] if unknown else stopped, unknown, held)


def said_of_restore() -> str:
    """What `verify` adds while a restore is not confirmed; empty where nothing waits."""
    waiting = Grant.objects.filter(state=UNCONFIRMED).count()
    restored = Entry.objects.filter(name="log:restored").values_list("detail", flat=True)
    spans = [detail["unknown"] for detail in restored if detail.get("unknown")]
    if not spans or not waiting:
        return ""
    # A later restore may have known everything: what an earlier one did not know waits on.
    first, last = min(since for since, _until in spans), max(until for _since, until in spans)
    since, until = (
        f"{dt.datetime.fromisoformat(each):%Y-%m-%d %H:%M} UTC" for each in (first, last)
    )
    return (
        f"Restored, not confirmed: what ended between {since} and {until} is not known, and "
        f"{waiting} keys wait for the agreement to be confirmed by who sent them."
    )


def _newer(sources: Sequence[Source], newest: Ending | None) -> list[Ending]:
    """What follows on the backup's last ending, each once; a copy of another server is refused."""
    last, tag = (newest.seq, bytes(newest.tag)) if newest else (0, endings.BEGINNING)
    by_number: dict[int, Ending] = {}
    for source in sources:
        for row in source.read():
            if row.seq == last and bytes(row.tag) != tag:
                raise _other(source, row)
            known = by_number.setdefault(row.seq, row) if row.seq > last else row
            if bytes(known.tag) != bytes(row.tag):
                raise _other(source, row)
            if known.payload is None and row.payload is not None and row.seq > last:
                by_number[row.seq] = row
    found = [by_number[seq] for seq in sorted(by_number)]
    before, previous = last, tag
    for row in found:
        if row.seq == before + 1 and bytes(row.previous) != previous:
            raise Unreadable(f"Ending {row.seq} does not follow on this backup. {_OTHER}")
        before, previous = row.seq, bytes(row.tag)
    for number in endings.Superseded(found).lost():
        raise Unreadable(f"Ending {number} has lost what it says. Take another copy of this file.")
    return found


_OTHER: Final = "It belongs to another server, or to another past of this one."


def _other(source: Source, row: Ending) -> Unreadable:
    return Unreadable(f"{source.path}: ending {row.seq} is not the one of this backup. {_OTHER}")


def _unknown(
    found: list[Ending],
    newest: Ending | None,
    sources: Sequence[Source],
    made_at: dt.datetime,
    stopped: dt.datetime,
) -> tuple[dt.datetime, dt.datetime] | None:
    """From when to when endings may be missing; None where all are there."""
    last, tag = (newest.seq, bytes(newest.tag)) if newest else (0, endings.BEGINNING)
    tags, known = {last: tag}, made_at
    for row in found:
        if row.seq != last + 1:
            return known, stopped
        last, known = row.seq, max(known, row.at)
        tags[last] = bytes(row.tag)
    # Of a number alone another past of this server has a mark too, and lines can be cut off.
    read = [mark for one in sources if (mark := one.complete_until())]
    marks = [mark for mark in read if tags.get(mark.seq) == mark.tag]
    known = max([known, *(mark.at for mark in marks)])
    return None if marks and stopped - known <= KNOWN_FOR else (known, max(known, stopped))


def _ended_again(row: Ending, by: Actor) -> bool:
    if row.payload is None:
        # A later ending of the same account carries what counts.
        return False
    end_again = HANDLERS.get(row.kind)
    if end_again is None:
        raise Unreadable(
            f"Ending {row.seq} is of a kind that this version does not know ({row.kind})."
        )
    try:
        return end_again(row, row.payload, by)
    except Unopenable:
        raise Unreadable(
            f"Ending {row.seq} ({row.kind}) met a row that does not fit the key files."
        ) from None


def _grant(row: Ending, payload: Any, by: Actor) -> bool:
    where, to = UUID(payload["section"]), UUID(payload["to_id"])
    return vault.destroy_again(where, to_kind=payload["to"], to_id=to, until=row.at, by=by) > 0


def _box(row: Ending, _payload: Any, by: Actor) -> bool:
    box = Box.objects.filter(pk=row.subject, erased_at=None).first()
    if box is None:
        return False
    # With the key of a round its answers go, of which the server counts the codes without a key.
    if not surveys.destroy_again(box, by=by):
        vault.erase_box(box, by=by)
    return True


def _revision(row: Ending, _payload: Any, by: Actor) -> bool:
    return vault.erase_revision_again(row.subject, by=by)


def _code(row: Ending, _payload: Any, by: Actor) -> bool:
    code = Code.objects.filter(pk=row.subject).first()
    if code is not None:
        vault.end_code(code, by=by)
    return code is not None


def _agreement(row: Ending, _payload: Any, by: Actor) -> bool:
    agreement = Agreement.objects.filter(pk=row.subject, withdrawn_at=None).first()
    if agreement is not None:
        withdraw_from_all(agreement, by=by)
    return agreement is not None


def _exclusion(row: Ending, payload: Any, by: Actor) -> bool:
    return exclude_again(row.subject, payload["mark"], by=by)


def _case(row: Ending, payload: Any, by: Actor) -> bool:
    return destroy_again(row.subject, at=dt.datetime.fromisoformat(payload["at"]), by=by)


def _account(row: Ending, payload: Any, by: Actor) -> bool:
    account = Account.objects.filter(pk=row.subject).first()
    if account is None:
        return False
    (identity.close_lost_account if payload["lost"] else identity.disable)(account, by=by)
    return True


def _account_row(row: Ending, payload: Any, by: Actor) -> bool:
    return identity.put_account(row.subject, payload, by=by)


def _factor(row: Ending, payload: Any, by: Actor) -> bool:
    return identity.put_factors(row.subject, payload, by=by)


def _holder(row: Ending, payload: Any, by: Actor) -> bool:
    owner = UUID(payload["institution"])
    wraps = IntakeWrap.objects.filter(key__institution_id=owner, account=row.subject)
    account = Account.objects.filter(pk=row.subject).first()
    if account is None or not wraps.filter(created_at__lte=row.at).exists():
        return False
    vault.remove_holder(owner, account, by=by)
    return True


def _analyst(row: Ending, payload: Any, by: Actor) -> bool:
    network = Network.objects.filter(pk=payload["network"]).first()
    account = Account.objects.filter(pk=row.subject).first()
    wraps = StatisticsWrap.objects.filter(key__network=network, account=account)
    if network is None or account is None or not wraps.filter(created_at__lte=row.at).exists():
        return False
    vault.remove_analyst(network, account, by=by)
    return True


def _rekey(row: Ending, payload: Any, by: Actor) -> bool:
    begun_by = UUID(payload["begun_by"])
    paper_too = bool(payload["paper_too"])
    return vault.begin_rekey_again(row.subject, begun_by=begun_by, paper_too=paper_too, by=by)


def _paper_key(_row: Ending, payload: Any, by: Actor) -> bool:
    return vault.put_paper_key(PaperKey(**endings.columns_in(PaperKey, payload)), by=by)


def _member(row: Ending, payload: Any, by: Actor) -> bool:
    member = Member.objects.select_related("institution").filter(pk=row.subject).first()
    if member is None:
        return False
    on = dt.date.fromisoformat(payload["on"])
    return end_member(member, on=on, reason=payload["reason"], by=by).ends_on != member.ends_on


def _role(row: Ending, payload: Any, by: Actor) -> bool:
    role = NetworkRole.objects.select_related("network").filter(pk=row.subject).first()
    if role is None:
        return False
    on = dt.date.fromisoformat(payload["on"])
    return end_network_role(role, on=on, by=by).ends_on != role.ends_on


def _seat(row: Ending, payload: Any, by: Actor) -> bool:
    seat = Seat.objects.select_related("network").filter(pk=row.subject).first()
    if seat is None:
        return False
    on = dt.date.fromisoformat(payload["on"])
    return end_seat(seat, on=on, by=by).ends_on != seat.ends_on


def _invitation(row: Ending, _payload: Any, by: Actor) -> bool:
    return withdraw_again(row.subject, by=by)


type Handler = Callable[[Ending, Any, Actor], bool]

HANDLERS: Final[dict[str, Handler]] = {
    endings.GRANT: _grant,
    endings.BOX: _box,
    endings.REVISION: _revision,
    endings.CODE: _code,
    endings.AGREEMENT: _agreement,
    endings.EXCLUSION: _exclusion,
    endings.ACCOUNT: _account,
    endings.PASSWORD: _account_row,
    endings.RECOVERY: _account_row,
    endings.KEYS: _account_row,
    endings.FACTOR: _factor,
    endings.HOLDER: _holder,
    endings.ANALYST: _analyst,
    endings.REKEY: _rekey,
    endings.PAPER_KEY: _paper_key,
    endings.MEMBER: _member,
    endings.ROLE: _role,
    endings.SEAT: _seat,
    endings.INVITATION: _invitation,
    endings.CASE: _case,
}
