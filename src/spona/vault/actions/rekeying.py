"""After a suspected theft: what hangs on older versions of the intake key moves to a new one.

From the first moment everything new is sealed to the new version. The rest moves in chunks,
each inside a request of a holder and in one transaction, so that whoever is interrupted goes on
where it stopped. When nothing is left, the old seeds are destroyed; a job does that, since it
needs nobody's key, and it waits for what was being sealed to the old version meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.audit import endings
from spona.crypto import aead
from spona.crypto.errors import Unopenable
from spona.directory.models import Institution, Person
from spona.identity.keyring import Keyring
from spona.vault import permissions, queries, row_integrity, seeds, telling
from spona.vault.actions.holders import seeds_of, staying
from spona.vault.actions.keys import end_paper_key, locked, publish
from spona.vault.models import OPEN, SYMMETRIC, Grant, IntakeKey, IntakeWrap, Rekey
from spona.vault.refusals import NotConnected

# What one request moves: about a second on a small machine.
AT_ONCE = 500
# No request lives so long: what it seals to the version it once read is there by then.
LATECOMERS = timedelta(minutes=5)


def begin_rekey(
    institution: Institution | UUID, *, paper_too: bool, by: Actor, keys: Keyring
) -> Rekey:
    """Publish a new version for all holders; `go_on` moves what hangs on the older ones.

    `paper_too`: the sheet in the safe may have been seen, so it counts no more. Conflict, saying
    who, where somebody has begun already; Denied for whoever is no active holder.
    """
    owner = queries.ident(institution)
    permissions.check_can_rekey(by, owner, keys)
    with audit.transaction() as log:
        locked(owner)
        running = queries.running_rekey(owner)
        if running is not None:
            raise _begun_already(running)
        assert by.account_id is not None
        row = _begin(owner, by.account_id, paper_too=paper_too, by=by, log=log)
        said = {"paper_too": paper_too, "begun_by": str(by.account_id)}
        log.ending(endings.REKEY, owner, said)
    return row


def begin_rekey_again(owner: UUID, *, begun_by: UUID, paper_too: bool, by: Actor) -> bool:
    """After a restore the old keys are back: everything new goes to a new version at once.

    A holder moves the rest, as the first time. False where one is running already.
    """
    with audit.transaction() as log:
        locked(owner)
        if queries.running_rekey(owner) is not None or not queries.active_holders(owner):
            return False
        _begin(owner, begun_by, paper_too=paper_too, by=by, log=log)
    return True


def _begin(owner: UUID, begun_by: UUID, *, paper_too: bool, by: Actor, log: audit.Log) -> Rekey:
    ended = paper_too and end_paper_key(owner)
    fresh = publish(owner, staying(owner), by=by, log=log)
    row = Rekey(
        institution_id=owner, below=fresh.version, begun_by=begun_by,
        total=queries.left_below(owner, fresh.version).count(),
    )  # fmt: skip
    row_integrity.stamp(row).save(force_insert=True)
    log.record(
        "intake_key:rekey_begun",
        by=by,
        subject=("intake_key", fresh.pk),
        lane=owner,
        detail={"version": fresh.version, "count": row.total, "paper_ended": ended},
    )
    telling.holders_of_change(owner, by=by)
    return row


def go_on(
    institution: Institution | UUID, *, by: Actor, keys: Keyring, at_most: int = AT_ONCE
) -> int:
    """Move the next chunk to the newest version; return how many are left. 0 where all is done.

    Any active holder may go on. Held grants stay held, and nothing but the wrap changes. What
    was altered opens for nobody and is left as it is. Denied where the rest is under a version
    that this holder does not have.
    """
    owner = queries.ident(institution)
    permissions.check_can_rekey(by, owner, keys)
    with audit.transaction() as log:
        locked(owner)
        running = queries.running_rekey(owner)
        if running is None:
            return 0
        mover = _Mover.of(owner, running.below, keys)
        moved, spoilt = mover.move(at_most)
        left = queries.left_below(owner, running.below).exclude(pk__in=spoilt).count()
        if left and not moved:
            raise Denied(_("The rest is under a version that you do not hold. Ask another holder."))
        detail = {"version": mover.fresh.version, "moved": moved, "left": left}
        if not left:
            running.done_at = timezone.now()
            row_integrity.stamp(running).save()
            detail["unopenable"] = len(spoilt)
            telling.holders_of_change(owner, by=by)
        log.record(
            "intake_key:rekeyed" if left else "intake_key:rekey_done",
            by=by,
            subject=("intake_key", mover.fresh.pk),
            lane=owner,
            detail=detail,
        )
    return left


def close_old_versions(*, by: Actor) -> int:
    """Destroy the seeds of versions that everything was moved away from; return how many.

    Needs nobody's key. Where somebody's request still sealed to an old version meanwhile, the
    moving is taken up again instead, and the holders see that one more step is left.
    """
    closed = 0
    settled = timezone.now() - LATECOMERS
    for owner in Rekey.objects.filter(done_at__lte=settled).values_list(
        "institution_id", flat=True
    ).distinct():  # fmt: skip
        with audit.transaction() as log:
            locked(owner)
            if queries.running_rekey(owner) is not None:
                continue
            last = queries.last_rekey(owner)
            assert last is not None
            row_integrity.check(last)
            if last.done_at is None or last.done_at > settled:
                continue
            if any(row_integrity.is_whole(grant) for grant in _below(owner, last.below)):
                last.done_at = None
                row_integrity.stamp(last).save()
                continue
            for key in _open_versions(owner, last.below):
                IntakeWrap.objects.filter(key=key).delete()
                key.paper_key = key.seed_for_paper_sealed = None
                row_integrity.stamp(key).save()
                closed += 1
                log.record(
                    "intake_key:closed",
                    by=by,
                    subject=("intake_key", key.pk),
                    lane=owner,
                    detail={"version": key.version},
                )
    return closed


@dataclass(frozen=True, slots=True)
class _Mover:
    """The seeds of one holder for the length of one chunk."""

    owner: UUID
    below: int
    fresh: IntakeKey
    symmetric: bytes = field(repr=False)
    old: dict[int, seeds.Grown] = field(repr=False)

    @classmethod
    def of(cls, owner: UUID, below: int, keys: Keyring) -> _Mover:
        fresh = queries.current_key(owner)
        if fresh is None:
            raise NotConnected
        found = {key.version: seed for key, seed in seeds_of(owner, keys)}
        if fresh.version not in found:
            raise Unopenable
        grown = {version: seeds.Grown.of(seed) for version, seed in found.items()}
        old = {version: each for version, each in grown.items() if version < below}
        return cls(owner, below, fresh, grown[fresh.version].symmetric, old)

    def move(self, at_most: int) -> tuple[int, list[UUID]]:
        """How many were moved, and the ids of what was altered on the way to them."""
        moved, spoilt = 0, []
        for grant in _below(self.owner, self.below):
            if grant.to_version not in self.old:
                continue
            try:
                self._move(grant)
            except Unopenable:
                spoilt.append(grant.pk)
                continue
            moved += 1
            if moved == at_most:
                break
        return moved, spoilt

    def _move(self, grant: Grant) -> None:
        """Same row, same recipient, same state, same time: only the wrap is another one."""
        row_integrity.check(grant)
        secret = self._opened(grant)
        grant.to_version, grant.way = self.fresh.version, SYMMETRIC
        info = grant.info()
        wrapped = aead.seal(self.symmetric, secret, aad=info)
        held = grant.state != OPEN
        grant.wrapped = row_integrity.hold(grant.pk, wrapped, info=info) if held else wrapped
        row_integrity.stamp(grant).save(update_fields=["to_version", "way", "wrapped", "mac"])

    def _opened(self, grant: Grant) -> bytes:
        info, wrapped = grant.info(), bytes(grant.wrapped)
        if grant.state != OPEN:
            wrapped = row_integrity.let_go(grant.pk, wrapped, info=info)
        return self.old[grant.to_version].unwrap(grant.way, wrapped, info=info)


def _below(owner: UUID, version: int) -> Iterator[Grant]:
    """What is left, locked and in the order of ids, a window at a time."""
    last: UUID | None = None
    while True:
        rows = queries.left_below(owner, version).order_by("id")
        if last is not None:
            rows = rows.filter(pk__gt=last)
        window = list(rows.select_for_update(of=("self",)).select_related("section__box")[:AT_ONCE])
        yield from window
        if len(window) < AT_ONCE:
            return
        last = window[-1].pk


def _open_versions(owner: UUID, below: int) -> list[IntakeKey]:
    """Older versions whose seed some holder still has."""
    held = IntakeWrap.objects.filter(key__institution_id=owner, key__version__lt=below)
    keys = IntakeKey.objects.filter(pk__in=held.values("key")).order_by("version")
    return [row_integrity.check(key) for key in keys]


def _begun_already(running: Rekey) -> Conflict:
    person = Person.objects.filter(account_id=running.begun_by).first()
    return Conflict(
        _("%(name)s has begun this already. Press “Go on” to help along: nothing is done twice.")
        % {"name": person.name if person else _("Another holder")}
    )
