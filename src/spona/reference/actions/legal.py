"""Rows of the table of legal bases: each change is a new version, confirmed by a second person."""

import datetime as dt
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.reference.actions.proposing import propose
from spona.reference.models import LegalBasis, Proposal, verify_rows
from spona.reference.models.proposals import LEGAL
from spona.reference.words import Words

SAYS: Final = (
    "sender_sector", "recipient_sector", "section", "purpose", "age", "article", "sentence",
    "source", "certainty", "lawyer_confirmed", "lawyer", "lawyer_confirmed_on",
)  # fmt: skip


def propose_legal_basis(
    row: LegalBasis | None, *, key: str = "", says: dict[str, Any], by: Actor
) -> Proposal:
    """What the row will say, `SAYS` in all; `row` None: a new row under `key`.

    A lawyer's confirmation needs who and when; where the article or the sentence changes, an
    older confirmation does not cover it, so it has to be given anew.
    """
    new = {name: says[name] for name in SAYS}
    if new["lawyer_confirmed"] and not (new["lawyer"].strip() and new["lawyer_confirmed_on"]):
        raise Denied(_("Write which lawyer read this row, and when."))
    if row is None:
        if LegalBasis.objects.filter(key=key).exists():
            raise Denied(_("There is a row with this short name. Choose another."))
        return propose(LEGAL, key, change={"what": "new", **new}, base="", by=by, why=new["source"])
    verify_rows(row)
    old = says_of(row)
    if new == old:
        raise Denied(_("Nothing was changed."))
    reworded = any(new[name] != old[name] for name in ("article", "sentence"))
    same_day = new["lawyer_confirmed_on"] == old["lawyer_confirmed_on"]
    if reworded and old["lawyer_confirmed"] and new["lawyer_confirmed"] and same_day:
        raise Denied(
            _("The lawyer has read the old text. Take the confirmation out, or write the new day.")
        )
    change = {"what": "words", **new}
    return propose(LEGAL, row.key, change=change, base=str(row.version), by=by, why=new["source"])


def propose_legal_end(row: LegalBasis, *, ends_on: dt.date, why: str, by: Actor) -> Proposal:
    verify_rows(row)
    if not why.strip():
        raise Denied(_("Write why the row ends."))
    change = {"what": "end", "ends_on": ends_on.isoformat()}
    return propose(LEGAL, row.key, change=change, base=str(row.version), by=by, why=why)


def write_legal(proposal: Proposal) -> UUID:
    """Part of: confirm. A row that answers rested on keeps its version."""
    today = timezone.localdate()
    versions = LegalBasis.objects.select_for_update().filter(key=proposal.subject)
    latest = versions.order_by("-version").first()
    if proposal.base != (str(latest.version) if latest else ""):
        raise Conflict(_("The row was changed meanwhile. Look at it and propose again."))
    change = proposal.change
    if latest is not None:
        if latest.valid_to is not None:
            raise Conflict(_("The row has ended meanwhile."))
        ends_on = dt.date.fromisoformat(change["ends_on"]) if "ends_on" in change else today
        latest.valid_to = max(ends_on, today, latest.valid_from or today)
        latest.save()
        if change["what"] == "end":
            return latest.pk
    says = {name: change[name] for name in SAYS}
    says["sentence"] = Words.of(says["sentence"])
    row = LegalBasis(
        key=proposal.subject,
        version=latest.version + 1 if latest else 1,
        valid_from=latest.valid_to if latest else today,
        **says,
    )
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    return row.pk


def says_of(row: LegalBasis) -> dict[str, Any]:
    """What a row says, in the values of a proposal's JSON."""
    says = {name: getattr(row, name) for name in SAYS}
    on = says["lawyer_confirmed_on"]
    return says | {
        "sentence": dict(row.sentence),
        "lawyer_confirmed_on": on.isoformat() if on else None,
    }
