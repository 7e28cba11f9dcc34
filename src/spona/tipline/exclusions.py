"""Who is locked out of a word: by its writer, or with the file that was opened for it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from spona.cases.case.queries import marks_on as marks_on_file
from spona.cases.marks import marks_in
from spona.cases.models import Case
from spona.tipline.models import Addressee, Tip


def excluded(marks: Sequence[str]) -> QuerySet[Addressee, UUID]:
    """Ids of the addressee rows: neither deadline nor task is shown."""
    return Addressee.objects.filter(tip__in=Tip.objects.excluding(marks)).values_list(
        "pk", flat=True
    )


def marks_on(tip: Tip) -> set[str]:
    """The marks of everybody who was locked out, by the writer or with the file."""
    own = writers_marks(tip)
    return own | marks_on_file(tip.case) if tip.case else own


def writers_marks(tip: Tip) -> set[str]:
    """Whom the writer shut out; everybody, where somebody took a row of it away."""
    return marks_in(tip.exclusions.all(), ("tip", tip.pk))


def boxes_behind(case: Case) -> set[UUID]:
    """Where the words lie that a file came of, and what was answered."""
    boxes = set[UUID]()
    for tip in case.tips.all():
        boxes |= {tip.box_id, *tip.messages.values_list("box_id", flat=True)}
    return boxes
