"""Words of the codes, for forms and pages."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spona.cases.fields.codes import Codes

CHILDREN: Final[Codes] = {
    "yes": pgettext_lazy("answer", "Yes"),
    "no": pgettext_lazy("answer", "No"),
    "not_sure": _("I do not know"),
}
WHO: Final[Codes] = {
    "me": _("This is happening to me"),
    "somebody": _("I see it happening to somebody"),
    "silent": _("I would rather not say"),
}
LANGUAGES: Final[Codes] = {
    "sr": pgettext_lazy("language", "Serbian"),
    "en": pgettext_lazy("language", "English"),
    "hu": pgettext_lazy("language", "Hungarian"),
    "rom": pgettext_lazy("language", "Romani"),
    "sq": pgettext_lazy("language", "Albanian"),
    "other": pgettext_lazy("language", "another language"),
}
OTHER: Final = "other"
REACHED: Final[Codes] = {
    "reached": _("I reached somebody"),
    "not_reached": _("Nobody answered"),
}
FROM_THERE: Final[Codes] = {
    "yes": _("The person works there"),
    "no": _("Nobody there knows the person"),
    "not_asked": _("Not asked"),
}


def language_of_path(path: str) -> str:
    """The language somebody most likely writes in, by the page they read: both scripts are one."""
    return path.partition("-")[0]
