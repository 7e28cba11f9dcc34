"""Files that a restore holds back until a holder has let the others in by name."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.access.exclusion_marks import marks_of
from spona.cases.case.models import Case
from spona.cases.case.queries import marks_on
from spona.cases.casefile.boxes import all_boxes
from spona.vault.models import BY_NAME, INSTITUTION, Grant


def waiting_for_names(case: Case) -> list[Grant]:
    """The institution's wraps that wait for the holders to be let in by name."""
    rows = Grant.objects.filter(
        section__box__in=all_boxes(case),
        to_kind=INSTITUTION,
        to_id=case.owner_institution_id,
        state=BY_NAME,
    )
    return list(rows.select_related("section__box").order_by("id"))


def waiting_file(reference: str, actor: Actor) -> Case | None:
    """A file of the actor's institution that waits for them; None for whoever is locked out.

    No key leads to it meanwhile, so `visible_to` does not show it to those who have to act.
    """
    if not (actor.may("key:hold") and actor.may("referral:assign")):
        return None
    rows = Case.objects.select_related("owner_institution", "network", "box")
    case = rows.filter(
        reference=reference.upper(), owner_institution_id=actor.institution_id
    ).first()
    if case is None or marks_on(case) & set(marks_of(actor)) or not waiting_for_names(case):
        return None
    return case
