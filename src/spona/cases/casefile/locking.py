"""Files with what came with them and went out of them, under lock in the order of everybody: first
referrals, then files, then sections, each in one order. Else two who act at the same moment could
wait for each other.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from spona.access.denied import Conflict
from spona.cases.case.models import Case
from spona.cases.referrals.models import Referral
from spona.vault.models import Section


def lock_files(cases: Collection[Case]) -> tuple[list[Case], list[Referral]]:
    """Inside a transaction: the files by id, and their referrals.

    Whoever adds to a referral or answers it at this moment holds its row until it is sealed.
    Conflict where one was sent from a file meanwhile, which was not locked in its turn.
    """
    ids = [one.pk for one in cases]
    of_them = Referral.objects.filter(Q(to_case__in=ids) | Q(from_case__in=ids))
    referrals = of_them.lock_all()
    files = Case.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    found = list(files.order_by("pk"))
    if set(of_them.values_list("pk", flat=True)) != {one.pk for one in referrals}:
        raise Conflict(_("Several colleagues write at this moment. Try again."))
    return found, referrals


def lock_sections(boxes: Collection[UUID]) -> None:
    """All of these boxes at once, after their files: whoever saves two of them takes them so."""
    rows = Section.objects.select_for_update(of=("self",)).filter(box__in=boxes)
    list(rows.order_by("pk").values_list("pk", flat=True))
