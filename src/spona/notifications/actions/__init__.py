"""Writing notices, marking them as read, and sending their mail."""

from spona.notifications.actions.delivery import deliver, forget_refused
from spona.notifications.actions.notices import (
    mark_all_read,
    mark_read,
    mark_read_about,
    notify,
)

__all__ = ["deliver", "forget_refused", "mark_all_read", "mark_read", "mark_read_about", "notify"]
