"""When a message is read: the day of its deadline, and in which hours somebody looks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.tipline.read_by import message_if_sent_now
from spona.tipline.route import Tipline


def read_when(tipline: Tipline) -> str:
    """A sentence for the writer. Nothing is promised that nobody has adopted."""
    day = message_if_sent_now(tipline.network, tipline.route).sentence
    return f"{day} {_('At night and at weekends nobody may be looking.')}"
