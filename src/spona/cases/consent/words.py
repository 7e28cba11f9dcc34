"""The words of the codes of an agreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HOW: Final[Mapping[str, Promise]] = {
    "signed": _("signed on paper"),
    "spoken": _("spoken, written down by us"),
    "phone": _("by phone"),
    "message": _("in a message"),
}
WHO: Final[Mapping[str, Promise]] = {
    "person": _("the person"),
    "guardian": _("a parent or guardian"),
    "temporary_guardian": _("a temporary or collision guardian"),
}
