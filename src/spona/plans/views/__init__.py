"""Load, form, one action, page."""

from spona.plans.views.activities import (
    activities,
    activities_csv,
    activities_xlsx,
    activity,
    search,
)
from spona.plans.views.beginning import adopt, begin, end, settings
from spona.plans.views.figures import figure
from spona.plans.views.importing import import_plan, preview
from spona.plans.views.indicators import indicator, indicators_csv, take_back_reading
from spona.plans.views.lines import line, ours, take_back
from spona.plans.views.pages import history, home, plan, plan_csv, plan_xlsx, table
from spona.plans.views.parts import add_part, drop_part, edit_part, move_line
from spona.plans.views.recording import edit_activity, record, restore_activity, withdraw_activity
from spona.plans.views.reports import filed_report, report, report_file

__all__ = [
    "activities",
    "activities_csv",
    "activities_xlsx",
    "activity",
    "add_part",
    "adopt",
    "begin",
    "drop_part",
    "edit_activity",
    "edit_part",
    "end",
    "figure",
    "filed_report",
    "history",
    "home",
    "import_plan",
    "indicator",
    "indicators_csv",
    "line",
    "move_line",
    "ours",
    "plan",
    "plan_csv",
    "plan_xlsx",
    "preview",
    "record",
    "report",
    "report_file",
    "restore_activity",
    "search",
    "settings",
    "table",
    "take_back",
    "take_back_reading",
    "withdraw_activity",
]
