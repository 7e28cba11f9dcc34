"""A field that is needed for one answer of another field."""

from __future__ import annotations

from typing import Any

from django import forms


class NeededSometimes(forms.CharField):
    """Not marked as optional on the page, and not refused when it is empty.

    Its hint tells the reader when it is needed, and its form judges that.
    """

    def validate(self, value: Any) -> None:
        """Empty is for the form to judge."""
