"""What is typed on the page of an earlier text."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.casefile.actions.erasing import NO_REASON
from spona.forms.text import text_field

_WORDS: Final = 1000


class ErasureForm(forms.Form):
    """Why an earlier text must not be kept."""

    why = text_field(
        _("Why must it not be kept?"), length=_WORDS, rows=3,
        help_text=_(
            "Say what is wrong with it without repeating it: this reason stays when the text is "
            "gone. Who reads this part of the file reads it."
        ),
        error_messages={"required": NO_REASON},
    )  # fmt: skip
