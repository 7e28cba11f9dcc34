"""Everything that changes a tip or opens something of it."""

from spona.tipline.actions.answering import close, log_call, reply
from spona.tipline.actions.convert_to_case import begin_report, open_file
from spona.tipline.actions.forgetting import forget
from spona.tipline.actions.reading import open_tip
from spona.tipline.actions.returning import Visit, add_file, come_back, write_more
from spona.tipline.actions.routing import add_to_route, end_on_route
from spona.tipline.actions.sending import send_message, send_report
from spona.tipline.actions.taking import take_over

__all__ = [
    "Visit",
    "add_file",
    "add_to_route",
    "begin_report",
    "close",
    "come_back",
    "end_on_route",
    "forget",
    "log_call",
    "open_file",
    "open_tip",
    "reply",
    "send_message",
    "send_report",
    "take_over",
    "write_more",
]
