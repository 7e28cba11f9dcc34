"""The questions that everybody is asked at the end and some months later, with their answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Asked:
    """`words`: answer → what people read, from the best to the worst."""

    name: str
    text: str | Promise
    words: dict[str, str | Promise]


_AGREE: Final[dict[str, str | Promise]] = {
    "yes": pgettext_lazy("agreement", "Yes"),
    "rather": _("Rather yes"),
    "little": _("Rather not"),
    "no": pgettext_lazy("agreement", "No"),
}
FEEDBACK: Final = (
    Asked("useful", _("Can you use at work what you heard?"), _AGREE),
    Asked("clear", _("Was it clear?"), _AGREE),
    Asked("surer", _("Do you know what to do when you notice something?"), _AGREE),
)
FOLLOW_UP: Final = (
    Asked(
        "used",
        _("Have you used at work what you learned?"),
        {
            "often": _("Several times"),
            "once": _("Once"),
            "ready": _("Not yet, but I would know how"),
            "no": pgettext_lazy("agreement", "No"),
        },
    ),
    Asked(
        "knows",
        _("Do you know whom to call when you notice something?"),
        {"yes": pgettext_lazy("agreement", "Yes"), "partly": _("Not quite"),
         "no": pgettext_lazy("agreement", "No")},
    ),
    Asked(
        "needs",
        _("What would help you most now?"),
        {
            "nothing": _("Nothing, I manage"),
            "refresh": _("A short repetition"),
            "colleague": _("Somebody to ask"),
            "material": _("Something to read"),
        },
    ),
)  # fmt: skip
