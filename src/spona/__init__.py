"""Spona: the shared workspace of local anti-trafficking networks."""

__version__ = "0.1.0.dev0"
