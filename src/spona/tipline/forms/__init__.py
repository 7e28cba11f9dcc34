"""What people type, into the arguments of one action."""

from spona.tipline.forms.answering import CallForm, CloseForm, ReplyForm
from spona.tipline.forms.first_message import FirstMessageForm
from spona.tipline.forms.report import FromForm, ReportForm
from spona.tipline.forms.returning import CodeForm, FileForm, MoreForm
from spona.tipline.forms.routing import KeepingForm

__all__ = [
    "CallForm",
    "CloseForm",
    "CodeForm",
    "FileForm",
    "FirstMessageForm",
    "FromForm",
    "KeepingForm",
    "MoreForm",
    "ReplyForm",
    "ReportForm",
]
