"""A row as it is now, held until the end of the transaction: two clicks meet here."""

from __future__ import annotations

from spona.prevention.models import Letter, Observation


def locked(observation: Observation) -> Observation:
    rows = Observation.objects.select_for_update(of=("self",)).select_related("network")
    return rows.get(pk=observation.pk)


def locked_letter(letter: Letter) -> Letter:
    rows = Letter.objects.select_for_update(of=("self",))
    return rows.select_related("observation__network", "institution").get(pk=letter.pk)
