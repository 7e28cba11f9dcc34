"""Totals are typed and corrected; services are written, confirmed, full tonight, ended."""

from spona.services.actions.capacity import mark_free, mark_full
from spona.services.actions.confirmation_reminders import ask_to_confirm
from spona.services.actions.figures import keep_figures
from spona.services.actions.offering import (
    bring_back,
    confirm_service,
    end_service,
    write_service,
)
from spona.services.actions.parts import take_out, write_part
from spona.services.actions.placing import end_location, put_at, take_from, write_location
from spona.services.actions.totals_requests import ask
from spona.services.actions.typing_in import type_totals

__all__ = [
    "ask",
    "ask_to_confirm",
    "bring_back",
    "confirm_service",
    "end_location",
    "end_service",
    "keep_figures",
    "mark_free",
    "mark_full",
    "put_at",
    "take_from",
    "take_out",
    "type_totals",
    "write_location",
    "write_part",
    "write_service",
]
