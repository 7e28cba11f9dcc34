"""Who may announce, make and decide a release."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.reference.models.signed import verify_rows
from spona.statistics.permissions import check_can_make_snapshot
from spona.statistics.releases import ledger
from spona.statistics.releases.models import Release
from spona.statistics.releases.policy import current_policy


def check_can_announce(actor: Actor, network: Network, year: int) -> None:
    """An analyst, of a year that is over and whose budget is not spent."""
    check_can_make_snapshot(actor, network)
    if year >= today().year:
        raise Denied(_("A cohort can be released when its year is over."))
    if ledger.is_spent(network.pk, year, current_policy()):
        raise Denied(spent_sentence(year))
    ledger.check_whole(network.pk)


def check_can_make(actor: Actor, release: Release) -> None:
    check_can_make_snapshot(actor, release.network)
    verify_rows(release)
    if release.status != Release.Status.ANNOUNCED:
        raise Denied(_("This release is made already. Figures are drawn once."))
    if ledger.is_spent(release.network_id, release.cohort_year, release.policy):
        raise Denied(spent_sentence(release.cohort_year))
    ledger.check_whole(release.network_id)


def check_can_decide(actor: Actor, release: Release) -> None:
    """Another holder of the key than who made it, on whichever of their memberships."""
    check_can_make_snapshot(actor, release.network)
    verify_rows(release)
    if release.status != Release.Status.MADE:
        raise Denied(_("Nothing of this release waits for a decision."))
    if actor.account_id == release.made_by_id:
        raise Denied(_("A second analyst decides about it: nobody approves what they made."))
    ledger.check_whole(release.network_id)


def spent_sentence(year: int) -> str:
    return _(
        "The budget of %(year)s is spent. Another draw would show more of each person than was "
        "promised; the figures that are there stay."
    ) % {"year": year}
