"""Everything that changes a plan or an activity."""

from spona.plans.actions.activities import record, restore, rewrite, withdraw
from spona.plans.actions.importing import send_in, take_over
from spona.plans.actions.parts import drop_part, move_part, write_part
from spona.plans.actions.plans import adopt, begin, edit_plan, end
from spona.plans.actions.progress import (
    confirm_own,
    report_progress,
    take_back,
    take_back_reading,
    take_figure,
    write_reading,
)
from spona.plans.actions.reminding import remind
from spona.plans.actions.reporting import file_report, write_words

__all__ = [
    "adopt",
    "begin",
    "confirm_own",
    "drop_part",
    "edit_plan",
    "end",
    "file_report",
    "move_part",
    "record",
    "remind",
    "report_progress",
    "restore",
    "rewrite",
    "send_in",
    "take_back",
    "take_back_reading",
    "take_figure",
    "take_over",
    "withdraw",
    "write_part",
    "write_reading",
    "write_words",
]
