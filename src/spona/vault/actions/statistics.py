"""A network's statistics key: analysts open what is counted with it, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit import Log, endings
from spona.crypto.errors import Unopenable
from spona.directory.models import Network
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.vault import permissions, queries, row_integrity, seeds, telling
from spona.vault.models import StatisticsKey, StatisticsWrap


def create_statistics_key(
    network: Network, *, analysts: Sequence[Account], by: Actor
) -> StatisticsKey:
    """Draw the network's statistics key for its analysts and publish its public half.

    Needs nobody's key. Denied where an analyst of today opens the newest one already, where
    somebody may not count, or where a key was deleted or altered past Spona.
    """
    permissions.check_can_keep_statistics(by, network)
    _check_may_count(network, analysts)
    with audit.transaction() as log:
        _locked(network)
        current = queries.current_statistics_key(network.pk)
        if current is not None and _holding(network, current):
            raise Denied(_("This network has a statistics key. Ask one of its analysts."))
        permissions.check_no_statistics_key_was_taken_away(network.pk)
        key = _publish(network, analysts, by=by, log=log)
        if not by.is_system:
            for account in analysts:
                telling.analyst_of_key(account, network, by=by)
    return key


def add_analyst(network: Network, account: Account, *, by: Actor, keys: Keyring) -> int:
    """Wrap every version that `by`, an analyst, opens to one more; return how many.

    Denied where `by` does not open the newest version, and for oneself.
    """
    if not by.may("statistics:hold_key", network=network.pk):
        raise Denied(_("Only an analyst of the network may do this."))
    if account.pk == by.account_id:
        raise Denied(_("Another analyst has to do this for you."))
    _check_may_count(network, [account])
    with audit.transaction() as log:
        _locked(network)
        current = queries.current_statistics_key(network.pk)
        seen = _seeds_of(network, keys)
        if current is None or current not in seen:
            raise Denied(_("You do not hold the key yourself. Ask an analyst who does."))
        StatisticsWrap.objects.filter(key__in=seen, account=account).delete()
        for key, seed in seen.items():
            seeds.wrapped_to(account, StatisticsWrap(key=key), seed, by=by)
        log.record(
            "analyst:added",
            by=by,
            subject=("account", account.pk),
            detail={"network": str(network.pk), "versions": len(seen)},
        )
        telling.analyst_of_key(account, network, by=by)
    return len(seen)


def _seeds_of(network: Network, keys: Keyring) -> dict[StatisticsKey, bytes]:
    """Every version that the keyring opens, with its seed, oldest first."""
    found = {}
    for key in StatisticsKey.objects.filter(network=network).order_by("version"):
        try:
            found[key] = seeds.statistics_seed(network.pk, key.version, keys)
        except Unopenable:
            continue
    return found


def remove_analyst(network: Network, account: Account, *, by: Actor) -> StatisticsKey | None:
    """Delete the analyst's wraps; a new version counts from now on. None if nobody is left.

    The new version goes only to analysts of today who open the one before.
    """
    permissions.check_can_end_analyst(by, network)
    with audit.transaction() as log:
        _locked(network)
        StatisticsWrap.objects.filter(key__network=network, account=account).delete()
        current = queries.current_statistics_key(network.pk)
        rest = _holding(network, current) if current else []
        _end(network)
        fresh = _publish(network, rest, by=by, log=log) if rest else None
        log.ending(endings.ANALYST, account.pk, {"network": str(network.pk)})
        log.record(
            "analyst:removed",
            by=by,
            subject=("account", account.pk),
            detail={"network": str(network.pk)},
        )
        telling.analysts_of_change(network, account, rest, by=by)
    return fresh


def end_departed_analysts(*, by: Actor) -> int:
    """Remove analysts whose role, mandate or account ended; return how many. Needs no key.

    Where the directory or the key was written by somebody else, nothing ends: `doctor` names it.
    """
    wraps = StatisticsWrap.objects.select_related("key__network", "account").order_by("key")
    held = {(wrap.key.network_id, wrap.account_id): wrap for wrap in wraps}
    altered = {row.ident for row in queries.replaced_statistics_keys()}
    ended = [
        wrap
        for (network, _account), wrap in held.items()
        if network not in altered and queries.has_stopped_counting(network, wrap.account)
    ]
    for wrap in ended:
        remove_analyst(wrap.key.network, wrap.account, by=by)
    return len(ended)


def _holding(network: Network, key: StatisticsKey) -> list[Account]:
    """Analysts of today who open this key: never who was only written in beside them."""
    open_it = queries.statistics_holders(key)
    people = [person.account for person in queries.analysts(network.pk)]
    return [account for account in people if account is not None and account.pk in open_it]


def _publish(
    network: Network, analysts: Sequence[Account], *, by: Actor, log: Log
) -> StatisticsKey:
    _end(network)
    top = StatisticsKey.objects.filter(network=network).aggregate(top=Max("version"))["top"]
    seed, public = seeds.new_seed()
    key = StatisticsKey(network=network, version=(top or 0) + 1, public_key=public)
    row_integrity.stamp(key).save(force_insert=True)
    for account in analysts:
        seeds.wrapped_to(account, StatisticsWrap(key=key), seed, by=by)
    words, _cyrillic = queries.fingerprint_words(key)
    log.record(
        "statistics_key:published",
        by=by,
        subject=("statistics_key", key.pk),
        detail={
            "network": str(network.pk),
            "version": key.version,
            "fingerprint": " ".join(words),
        },
    )
    return key


def _end(network: Network) -> None:
    current = queries.current_statistics_key(network.pk)
    if current is not None:
        current.ended_at = timezone.now()
        row_integrity.stamp(current).save()


def _locked(network: Network) -> None:
    Network.objects.select_for_update(of=("self",)).get(pk=network.pk)


def _check_may_count(network: Network, accounts: Sequence[Account]) -> None:
    wanted = {account.pk for account in accounts}
    named = queries.analysts(network.pk)
    if not wanted or not wanted <= {person.account_id for person in named}:
        raise Denied(_("An analyst must have that role in the network today."))
    both = queries.may_not_count(network.pk, named)
    if any(person.pk in both and person.account_id in wanted for person in named):
        raise Denied(
            _("Who coordinates the network or opens its files does not count them. Ask an analyst.")
        )
