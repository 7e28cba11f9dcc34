"""The project's own JSON into the database, as often as one likes with the same end."""

import datetime as dt
from pathlib import Path
from typing import Any, Final

from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.reference.actions.rows import add_versions, refresh
from spona.reference.models import (
    Code,
    Figure,
    Holiday,
    Indicator,
    IndicatorList,
    LegalBasis,
    Proposal,
    ProposalState,
    Term,
    Town,
)
from spona.reference.models.proposals import CODE, LEGAL
from spona.reference.own_data import DATA, Row, own_rows
from spona.reference.permissions import check_can_load_reference
from spona.reference.words import Words

_LIST_FIELDS: Final = ("sector", "version", "words", "source", "certainty")


def load_reference(data: Path = DATA, *, by: Actor, on: dt.date | None = None) -> dict[str, int]:
    """Rows added or changed, per table; all zero when the database already has this data.

    A new version of a code, list or legal basis ends the one before on the day `on` (default
    today); the old row stays for those who answered with it. Rows the data no longer names are
    left alone. Denied unless `by` may load reference data.
    """
    check_can_load_reference(by)
    day = on or timezone.localdate()
    with audit.transaction() as log:
        counts = {
            "codes": add_versions(
                Code,
                # What the public reads is edited like any other list; it has a file of its own.
                [*own_rows("codes", data), *own_rows("public", data)],
                ("list", "code"),
                on=day,
                edited=_edited(CODE),
            ),
            "legal_bases": add_versions(
                LegalBasis, own_rows("legal", data), ("key",), on=day, edited=_edited(LEGAL)
            ),
            "indicator_lists": _add_lists(own_rows("indicators", data), on=day),
            "terms": refresh(Term, own_rows("terms", data), ("key",)),
            "towns": refresh(Town, own_rows("towns", data), ("slug",)),
            "figures": refresh(
                Figure, own_rows("figures", data), ("series", "metric", "year", "period")
            ),
            "holidays": refresh(Holiday, own_rows("holidays", data), ("country", "date")),
        }
        log.record("reference:loaded", by=by, lane=None, subject=("reference", None), detail=counts)
    return counts


def _add_lists(rows: list[Row], *, on: dt.date) -> int:
    known = set(IndicatorList.objects.values_list("sector", "version"))
    added = 0
    for row in rows:
        before = IndicatorList.objects.filter(sector=row["sector"], valid_to=None).first()
        # Our working set never takes the place of an official list that was put in meanwhile.
        official = before is not None and not before.version.startswith("working-")
        if (row["sector"], row["version"]) in known or official:
            continue
        if before:
            before.valid_to = on
            before.save(update_fields=["valid_to"])
        made = IndicatorList.objects.create(
            **{name: row[name] for name in _LIST_FIELDS}, valid_from=on if before else None
        )
        Indicator.objects.bulk_create(
            Indicator(list=made, order=order * 10, **_sign(sign)).stamp()
            for order, sign in enumerate(row["indicators"], start=1)
        )
        added += 1
    return added


def _edited(kind: str) -> set[str]:
    """Subjects that two people have decided about: no upgrade takes them back."""
    rows = Proposal.objects.filter(kind=kind, state=ProposalState.CONFIRMED)
    return {row.subject for row in rows if row.has_valid_mac()}


def _sign(sign: Row) -> dict[str, Any]:
    return {**sign, "other_meanings": Words(sign.get("other_meanings", {}))}
