"""Everything that changes reference rows."""

from spona.reference.actions.load_reference import load_reference

__all__ = ["load_reference"]
