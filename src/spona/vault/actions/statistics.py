"""A network's statistics key: analysts open counted records with it, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.roles import ROLES
from spona.audit import Log
from spona.crypto.errors import Unopenable
from spona.directory.models import Network, NetworkRole
from spona.identity.keyring import Keyring
from spona.identity.models import Account
from spona.vault import authentic, permissions, queries, seeds
from spona.vault.models import StatisticsKey, StatisticsWrap


def create_statistics_key(
    network: Network, *, analysts: Sequence[Account], by: Actor
) -> StatisticsKey:
    """Draw the network's statistics key for its analysts and publish its public half.

    Denied where there is one already, or somebody is no analyst of the network today.
    """
    permissions.check_can_keep_statistics(by, network.pk)
    _check_analysts(network, analysts)
    with audit.transaction() as log:
        _locked(network)
        if queries.current_statistics_key(network.pk) is not None:
            raise Denied(_("This network has a statistics key. Ask one of its analysts."))
        return _publish(network, analysts, by=by, log=log)


def add_analyst(network: Network, account: Account, *, by: Actor, keys: Keyring) -> int:
    """Wrap every version that `by`, an analyst, opens to one more; return how many."""
    if not by.may("statistics:hold_key", network=network.pk):
        raise Denied(_("Only an analyst of the network may do this."))
    _check_analysts(network, [account])
    with audit.transaction() as log:
        _locked(network)
        made = 0
        for key in StatisticsKey.objects.filter(network=network).order_by("version"):
            try:
                seed = seeds.statistics_seed(network.pk, key.version, keys)
            except Unopenable:
                continue
            StatisticsWrap.objects.filter(key=key, account=account).delete()
            seeds.wrapped_to(account, StatisticsWrap(key=key), seed, by=by)
            made += 1
        log.record(
            "analyst:added",
            by=by,
            subject=("account", account.pk),
            detail={"network": str(network.pk), "versions": made},
        )
    return made


def remove_analyst(network: Network, account: Account, *, by: Actor) -> StatisticsKey | None:
    """Delete the analyst's wraps; a new version counts from now on. None if nobody is left."""
    permissions.check_can_keep_statistics(by, network.pk)
    with audit.transaction() as log:
        _locked(network)
        StatisticsWrap.objects.filter(key__network=network, account=account).delete()
        current = StatisticsWrap.objects.filter(key__network=network, key__ended_at=None)
        rest = [wrap.account for wrap in current.select_related("account", "key")]
        _end(network)
        fresh = _publish(network, rest, by=by, log=log) if rest else None
        log.record(
            "analyst:removed",
            by=by,
            subject=("account", account.pk),
            detail={"network": str(network.pk)},
        )
    return fresh


def _publish(
    network: Network, analysts: Sequence[Account], *, by: Actor, log: Log
) -> StatisticsKey:
    _end(network)
    top = StatisticsKey.objects.filter(network=network).aggregate(top=Max("version"))["top"]
    seed, public = seeds.new_seed()
    key = StatisticsKey(network=network, version=(top or 0) + 1, public_key=public)
    authentic.stamp(key).save(force_insert=True)
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
        authentic.stamp(current).save()


def _locked(network: Network) -> None:
    Network.objects.select_for_update(of=("self",)).get(pk=network.pk)


def _check_analysts(network: Network, accounts: Sequence[Account]) -> None:
    wanted = {account.pk for account in accounts}
    today = NetworkRole.objects.active_on(timezone.localdate()).filter(
        network=network, member__person__account_id__in=wanted
    )
    able = {
        role.member.person.account_id
        for role in today.select_related("member__person")
        if role.role in ROLES and "statistics:hold_key" in ROLES[role.role].permissions
    }
    if not wanted or able != wanted:
        raise Denied(_("An analyst must have that role in the network today."))
