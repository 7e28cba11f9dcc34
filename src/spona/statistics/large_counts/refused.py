from __future__ import annotations


class Refused(Exception):
    """What is asked for cannot be counted; the message says why, and what to do."""
