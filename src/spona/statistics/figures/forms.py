"""What an analyst says before a year is counted, and the number of what went on paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.directory.models import Member
from spona.forms.choices import offer_choices
from spona.statistics.figures.document import LONGEST_BASIS


class FiguresForm(forms.Form):
    """Cleans to `year`, `second` (the id of a member) and `basis`; `seen` once it was shown."""

    year = forms.TypedChoiceField(
        label=_("Year"), coerce=int,
        error_messages={"required": _("Choose the year."),
                        "invalid_choice": _("Choose a year that is over.")},
    )  # fmt: skip
    second = forms.TypedChoiceField(
        label=_("Second analyst, who counts once more"),
        help_text=_("Only when both have counted the same does it go to the Centre."),
        error_messages={"required": _("Choose the second analyst."),
                        "invalid_choice": _("Choose the second analyst.")},
    )  # fmt: skip
    basis = forms.CharField(
        label=_("Legal basis"),
        help_text=_("The law or agreement by which these figures are handed over, with its "
                    "article. It is sealed with them."),
        max_length=LONGEST_BASIS,
        error_messages={
            "required": _("Write down on which legal basis these figures are handed over."),
            "max_length": _("Write the legal basis in at most 300 characters."),
        },
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    seen = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, years: Iterable[int], seconds: Iterable[Member], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "year", [(str(year), str(year)) for year in years])
        offer_choices(self, "second", [(str(one.pk), one.person.shown_name) for one in seconds])


class PaperForm(forms.Form):
    """The registry number under which the paper went."""

    number = forms.CharField(
        label=_("Registry number of the letter"),
        max_length=60,
        error_messages={
            "required": _(
                "Write the registry number under which it went, in at most 60 characters."
            ),
            "max_length": _(
                "Write the registry number under which it went, in at most 60 characters."
            ),
        },
    )
