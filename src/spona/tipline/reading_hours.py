"""When a message is read: the day of its deadline, and in which hours somebody looks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.tipline.models import Tip
from spona.tipline.read_by import ReadBy, message, message_if_sent_now
from spona.tipline.route import Tipline


def read_when(tipline: Tipline) -> str:
    """A sentence for who writes now. Nothing is promised that nobody has adopted."""
    return _said(message_if_sent_now(tipline.network, tipline.route))


def sent_is_read_when(tip: Tip) -> str:
    """The same of a message that was just sent, by the deadlines that began with it."""
    return _said(message(tip))


def _said(day: ReadBy) -> str:
    return f"{day.sentence} {_('At night and at weekends nobody may be looking.')}"
