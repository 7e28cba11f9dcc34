"""What every table that points to a case becomes when the case is destroyed.

A test goes through all models: one that points to a case, or to a box, and is not named here has
been forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Fate(StrEnum):
    """`ERASED`: what is sealed behind it is destroyed, or, where another institution or the writer
    of a message keeps it as their own record, the keys that lead to us.
    """

    DELETED = "deleted"
    ERASED = "erased"
    KEPT = "kept"


# Column → what becomes of it. Of a `KEPT` row what it still says stands beside it.
FATES: Final[Mapping[str, Fate]] = {
    "cases.Case.box": Fate.ERASED,
    # Files that were joined into it are destroyed with it, and are tombstones as it is.
    "cases.Case.joined_to": Fate.KEPT,
    # Marks that name nobody: for whom was locked out, the tombstone is no row either.
    "cases.CaseExclusion.case": Fate.KEPT,
    # Deleted where nothing was sent by it. Else institution, codes of parts and days stay: what
    # was sent is the recipient's record, and ends by this row.
    "cases.Agreement.case": Fate.DELETED,
    # A meeting and a day.
    "cases.Conference.case": Fate.KEPT,
    "cases.Conference.refusal": Fate.ERASED,
    "cases.Guest.packet": Fate.ERASED,
    "cases.Decided.box": Fate.ERASED,
    # Two institutions, a state and days: the other one keeps its own record.
    "cases.Referral.from_case": Fate.KEPT,
    "cases.Referral.to_case": Fate.KEPT,
    "cases.Referral.packet": Fate.ERASED,
    "cases.Move.message": Fate.ERASED,
    "cases.RegistryNumber.box": Fate.ERASED,
    # A kind and two days; which case it was about stood in the box.
    "cases.DataRequest.box": Fate.ERASED,
    # That a message came; its writer keeps their own thread until its time has passed.
    "tipline.Tip.case": Fate.KEPT,
    "tipline.Tip.box": Fate.ERASED,
    "tipline.Message.box": Fate.ERASED,
    "vault.Section.box": Fate.DELETED,
    "vault.SealedFile.box": Fate.DELETED,
    # They name what they are about by a kind and an id.
    "tasks.Task.subject_id": Fate.DELETED,
    "deadlines.Deadline.subject_id": Fate.DELETED,
    # Who did what and when; no content. It is never changed.
    "audit.Entry.subject_id": Fate.KEPT,
}
# These point to boxes that are no case's.
OTHERS: Final = frozenset(
    {
        "cases.LightNote.box", "statistics.CountSheet.box", "statistics.KeptCounts.box",
        "statistics.ReportCount.box", "statistics.Snapshot.exact", "statistics.YearFigures.box",
        "surveys.Round.box",
    }
)  # fmt: skip
