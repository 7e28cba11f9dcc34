"""A town and a calendar that the shipped data does not have."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from spona import audit
from spona.access.actor import Actor
from spona.reference.actions.rows import refresh
from spona.reference.models import Holiday, Town
from spona.reference.own_data import Row
from spona.reference.permissions import check_can_load_reference

_EVIDENCE: Final = "entered by the operator"


def add_town(
    slug: str,
    *,
    words: Mapping[str, str],
    genitive: Mapping[str, str],
    locative: Mapping[str, str],
    district: str,
    at: tuple[Decimal, Decimal],
    by: Actor,
) -> Town:
    """`district` is of ISO 3166-2, or the country alone; from it come holidays and time limits."""
    check_can_load_reference(by)
    row = {
        "slug": slug, "words": dict(words), "genitive": dict(genitive), "locative": dict(locative),
        "district": {"en": district}, "iso_3166_2": district, "lat": at[0], "lon": at[1],
        "evidence": {"all": _EVIDENCE},
    }  # fmt: skip
    with audit.transaction() as log:
        refresh(Town, [row], ("slug",))
        made = Town.objects.get(slug=slug)
        log.record("town:added", by=by, lane=None, subject=("town", made.pk))
    return made


def add_holidays(rows: Iterable[Row], *, by: Actor) -> int:
    """How many days were new or are called something else now."""
    check_can_load_reference(by)
    with audit.transaction() as log:
        counted = refresh(Holiday, rows, ("country", "date"))
        log.record(
            "holidays:added", by=by, lane=None, subject=("reference", None),
            detail={"days": counted},
        )  # fmt: skip
    return counted
