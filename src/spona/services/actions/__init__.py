"""Totals are typed and corrected; institutions are asked for them."""

from spona.services.actions.asking import ask
from spona.services.actions.typing_in import type_totals

__all__ = ["ask", "type_totals"]
