"""Pages of what goes on paper."""

from spona.cases.offline_partners.views.answering import answer, log_call, recall, send_packet
from spona.cases.offline_partners.views.handing import deliver, send_on_paper
from spona.cases.offline_partners.views.printing import (
    print_call,
    print_draft,
    print_draft_call,
    print_report,
)
from spona.cases.offline_partners.views.scans import add_scan, read_scan

__all__ = [
    "add_scan",
    "answer",
    "deliver",
    "log_call",
    "print_call",
    "print_draft",
    "print_draft_call",
    "print_report",
    "read_scan",
    "recall",
    "send_on_paper",
    "send_packet",
]
