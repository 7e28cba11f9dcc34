"""What writes a counted record, and what counts them."""

from spona.statistics.actions.making import make_snapshot
from spona.statistics.actions.writing import Mistaken, write_count

__all__ = ["Mistaken", "make_snapshot", "write_count"]
