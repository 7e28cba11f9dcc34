"""Announce, make, approve or refuse a release. No exact number leaves the request that counts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.time import now
from spona.directory.models import Network
from spona.identity.keyring import Keyring
from spona.statistics.releases import cohort, ledger, noise
from spona.statistics.releases.models import BudgetEntry, Release
from spona.statistics.releases.noise import NoiseFailed, Noisy
from spona.statistics.releases.permissions import (
    check_can_announce,
    check_can_decide,
    check_can_make,
)
from spona.statistics.releases.plan import hash_of, plan_of
from spona.statistics.releases.policy import current_policy


def announce_release(network: Network, year: int, *, by: Actor) -> Release:
    """Freeze the cohort, and fix and publish tables and code lists; nobody has looked yet.

    Denied where `by` is no analyst, the year runs, or the budget is spent. Conflict where one of
    the cohort is under way. StepUpNeeded.
    """
    check_can_announce(by, network, year)
    assert by.account_id is not None
    policy = current_policy()
    plan = plan_of(year, cohort.towns_of(network), policy)
    try:
        with audit.transaction() as log:
            release = Release.objects.create(
                network=network, cohort_year=year, policy_version=policy.version,
                plan=plan, plan_hash=hash_of(plan),
                announced_at=now(), announced_by_id=by.account_id,
                frozen_at=now(), frozen=cohort.frozen_to(network, year),
            )  # fmt: skip
            log.record(
                "release:announced", by=by, subject=release.subject,
                detail={"network": str(network.pk), "year": year, "plan": release.plan_hash},
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("A release of this year is under way. Look at that one.")) from None
    return release


def freeze_again(release: Release, *, by: Actor) -> Release:
    """After an institution wrote its sheet anew: the cohort as it is now. Costs nothing, for
    nobody has looked; the tables stay as they were published.
    """
    with audit.transaction() as log:
        release = _locked(release)
        check_can_make(by, release)
        release.frozen_at = now()
        release.frozen = cohort.frozen_to(release.network, release.cohort_year)
        release.save(update_fields=["frozen_at", "frozen"])
        log.record("release:frozen", by=by, subject=release.subject)
    return release


def make_release(release: Release, *, by: Actor, keys: Keyring) -> Release:
    """Open the cohort, book its budget, draw the noise, keep what comes back.

    The budget is booked and committed before the draw, so that a process that dies has spent it:
    whoever could kill it and begin again would choose among draws. An invented table goes first,
    so that a broken installation costs nothing. Denied where `by` may not, where nothing came
    back, where a sheet does not open. Conflict where the sheets are not those of the freezing, or
    a colleague was faster. Call it outside every transaction.
    """
    check_can_make(by, release)
    _check_frozen(release)
    try:
        version = noise.rehearse(release.plan).version
    except NoiseFailed as failed:
        raise Denied(_not_ready(failed)) from None
    rows = cohort.read(release, by=by, keys=keys)
    _book(release, version, by=by)
    try:
        noisy = noise.draw(release.plan, rows)
    except NoiseFailed as failed:
        _end(release, failed.code, by=by)
        raise Denied(
            _("No figures came back. The budget of the year stays booked all the same.")
        ) from None
    finally:
        del rows
    return _keep(release, noisy, by=by)


def approve_release(release: Release, *, by: Actor) -> Release:
    """Make it public. Denied to who made it; Conflict where a colleague decided meanwhile."""
    return _decide(release, Release.Status.APPROVED, "release:approved", by=by)


def refuse_release(release: Release, *, by: Actor) -> Release:
    """Its figures are destroyed; the budget stays spent."""
    return _decide(release, Release.Status.REFUSED, "release:refused", by=by)


def _check_frozen(release: Release) -> None:
    if release.frozen != cohort.frozen_to(release.network, release.cohort_year):
        raise Conflict(
            _("An institution wrote its sheet after the cohort was frozen. Freeze it anew first.")
        )


def _not_ready(failed: NoiseFailed) -> str:
    if failed.code == "not_installed":
        return _("What draws the noise is not installed here. Ask whoever runs the server.")
    return _(
        "What draws the noise does not work here now. Nothing was counted, no budget is spent."
    )


def _book(release: Release, version: str, *, by: Actor) -> None:
    """Committed when it returns. Two at once wait for each other at the network's row."""
    assert by.account_id is not None
    with audit.transaction() as log:
        Network.objects.select_for_update().get(pk=release.network_id)
        current = _locked(release)
        check_can_make(by, current)
        _check_frozen(current)
        if hash_of(current.plan) != current.plan_hash:
            raise Denied(_("The tables are not those that were announced. Nothing was counted."))
        rho = Decimal(str(current.plan["rho"]))
        before = ledger.spent(current.network_id, current.cohort_year)
        BudgetEntry.objects.create(
            network=current.network, cohort_year=current.cohort_year, release=current,
            kind=BudgetEntry.Kind.BUDGET, rho=rho, cumulative_rho=before + rho,
            library_version=version, hash=current.plan_hash,
            booked_at=now(), booked_by_id=by.account_id,
        )  # fmt: skip
        log.record(
            ledger.BOOKED, by=by, subject=current.subject,
            detail={
                "network": str(current.network_id), "year": current.cohort_year, "rho": str(rho),
                "plan": current.plan_hash,
            },
        )  # fmt: skip


def _end(release: Release, code: str, *, by: Actor) -> None:
    with audit.transaction() as log:
        release = _locked(release)
        release.status = Release.Status.ENDED
        release.save(update_fields=["status"])
        log.record("release:ended", by=by, subject=release.subject, detail={"code": code})


def _keep(release: Release, noisy: Noisy, *, by: Actor) -> Release:
    assert by.account_id is not None
    result = result_of(noisy)
    with audit.transaction() as log:
        release = _locked(release)
        # Taken away during the draw: then its figures are not kept, and the log has the budget.
        ledger.check_whole(release.network_id)
        release.status = Release.Status.MADE
        release.made_at, release.made_by_id = now(), by.account_id
        release.result, release.result_hash = result, hash_of(result)
        release.save(update_fields=["status", "made_at", "made_by", "result", "result_hash"])
        booked = release.ledger.get(kind=BudgetEntry.Kind.BUDGET)
        BudgetEntry.objects.create(
            network=release.network, cohort_year=release.cohort_year, release=release,
            kind=BudgetEntry.Kind.RESULT, rho=0, cumulative_rho=booked.cumulative_rho,
            library_version=noisy.version, hash=release.result_hash,
            booked_at=now(), booked_by_id=by.account_id,
        )  # fmt: skip
        log.record(
            ledger.MADE, by=by, subject=release.subject, detail={"result": release.result_hash}
        )
    return release


def result_of(noisy: Noisy) -> dict[str, Any]:
    """What is kept of a draw. Hundredths: more digits would say nothing and bind the hash to
    how a machine writes numbers; and no zero has a sign, which PostgreSQL does not keep.
    """
    return {
        "schema": 1,
        "version": noisy.version,
        "epsilon": round(noisy.epsilon, 2),
        "tables": [
            {
                "dimensions": list(table.dimensions),
                "std": round(table.std, 3),
                "values": [round(value, 2) + 0.0 for value in table.values],
            }
            for table in noisy.tables
        ],
    }


def _decide(release: Release, status: Release.Status, name: str, *, by: Actor) -> Release:
    with audit.transaction() as log:
        release = _locked(release)
        check_can_decide(by, release)
        if hash_of(release.result) != release.result_hash:
            raise Denied(
                _("The figures are not those that were made. Tell whoever runs the server.")
            )
        release.status = status
        release.decided_at, release.decided_by_id = now(), by.account_id
        if status == Release.Status.REFUSED:
            release.result = {}
        release.save(update_fields=["status", "decided_at", "decided_by", "result"])
        log.record(name, by=by, subject=release.subject)
    return release


def _locked(release: Release) -> Release:
    rows = Release.objects.select_for_update(of=("self",)).select_related("network")
    return rows.get(pk=release.pk)
