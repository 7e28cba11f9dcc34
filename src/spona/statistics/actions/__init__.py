"""What writes a counted record, what seals them for the analysts, and what counts them."""

from spona.statistics.actions.kept import Kept, keep_counts, read_kept
from spona.statistics.actions.making import make_snapshot
from spona.statistics.actions.reports import (
    Mistaken,
    begin_report_count,
    end_report_count,
    write_report_count,
)
from spona.statistics.actions.sheets import write_sheets
from spona.statistics.actions.writing import write_count

__all__ = [
    "Kept",
    "Mistaken",
    "begin_report_count",
    "end_report_count",
    "keep_counts",
    "make_snapshot",
    "read_kept",
    "write_count",
    "write_report_count",
    "write_sheets",
]
