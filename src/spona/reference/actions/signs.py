"""A list of signs as a new version; answers given with the old one keep it."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.reference.actions.proposing import propose
from spona.reference.models import Indicator, IndicatorList, Proposal, verify_rows
from spona.reference.models.proposals import SIGNS
from spona.reference.words import Words


def propose_signs(
    sector: str,
    *,
    version: str,
    words: dict[str, str],
    source: str,
    certainty: str,
    signs: list[dict[str, Any]],
    by: Actor,
) -> Proposal:
    """The signs as `importing.read_signs_file` gives them, as the next version for `sector`."""
    if version.startswith("working-"):
        raise Denied(_("“working-” marks the set that comes with Spona. Write the official name."))
    if IndicatorList.objects.filter(sector=sector, version=version).exists():
        raise Denied(_("There is already a version of that name. It cannot be written over."))
    if not signs:
        raise Denied(_("The file has no signs in it."))
    now = IndicatorList.objects.filter(sector=sector, valid_to=None).first()
    if now is not None:
        verify_rows(now)
    change = {
        "what": "words" if now else "new", "version": version, "words": words, "source": source,
        "certainty": certainty, "signs": signs,
    }  # fmt: skip
    base = now.version if now else ""
    return propose(SIGNS, sector, change=change, base=base, by=by, why=source)


def write_signs(proposal: Proposal) -> UUID:
    """Part of: confirm. The old version ends today; drafts begun with it go on with it."""
    today = timezone.localdate()
    sector, change = proposal.subject, proposal.change
    now = IndicatorList.objects.select_for_update().filter(sector=sector, valid_to=None).first()
    if proposal.base != (now.version if now else ""):
        raise Conflict(_("The list was changed meanwhile. Look at it and propose again."))
    if now is not None:
        now.valid_to = max(today, now.valid_from or today)
        now.save()
    made = IndicatorList.objects.create(
        sector=sector, version=change["version"], words=Words.of(change["words"]),
        source=change["source"], certainty=change["certainty"], valid_from=today,
    )  # fmt: skip
    rows = [
        Indicator(list=made, order=number * 10, **_typed(sign))
        for number, sign in enumerate(change["signs"], start=1)
    ]
    for row in rows:
        row.full_clean(validate_unique=False, validate_constraints=False)
        row.stamp()
    Indicator.objects.bulk_create(rows)
    return made.pk


def _typed(sign: dict[str, Any]) -> dict[str, Any]:
    texts = {name: Words.of(sign.get(name, {})) for name in ("group", "words", "other_meanings")}
    return sign | texts
