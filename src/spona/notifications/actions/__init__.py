"""Writing notices, marking them as read, and sending their mail."""

from spona.notifications.actions.delivery import deliver
from spona.notifications.actions.notices import (
    mark_all_read,
    mark_read,
    mark_read_about,
    notify,
)

__all__ = ["deliver", "mark_all_read", "mark_read", "mark_read_about", "notify"]
