"""What writes a counted record, what seals them for the analysts, what counts them, and what hands
the figures of a year over to the Centre.
"""

from spona.statistics.actions.figures import (
    Compared,
    Prepared,
    compare_figures,
    drop_figures,
    hand_over_on_paper,
    note_compared_key,
    open_handed_over,
    prepare_figures,
    read_registry_number,
    release_figures,
    seal_figures,
    seconds_for,
)
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
    "Compared",
    "Kept",
    "Mistaken",
    "Prepared",
    "begin_report_count",
    "compare_figures",
    "drop_figures",
    "end_report_count",
    "hand_over_on_paper",
    "keep_counts",
    "make_snapshot",
    "note_compared_key",
    "open_handed_over",
    "prepare_figures",
    "read_kept",
    "read_registry_number",
    "release_figures",
    "seal_figures",
    "seconds_for",
    "write_count",
    "write_report_count",
    "write_sheets",
]
