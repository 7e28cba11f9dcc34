"""Fields and the choice of a recipient that several forms share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.cases.referral_pages.forms.unlisted_body import ElsewhereForm
from spona.directory.models import ELSEWHERE
from spona.forms.choices import offer_choices

type Choices = Sequence[tuple[str, Any]]

ROWS: Final = {"rows": 3}
CHOOSE: Final = _("Choose to whom you send it.")
NOT_LISTED: Final = _("A body of any town that is not in these lists: I type its name and town")


def message_field(label: Any, *, required: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs=ROWS),
        max_length=2000,
        required=bool(required),
        error_messages={"required": required} if required else None,
    )


class TownForm(forms.Form):
    """The town first, then an institution of its network: one list of a hundred towns would be no
    list. Empty only where nobody could know which: then there are no institutions either.
    """

    network = forms.ChoiceField(
        label=_("In which town"),
        help_text=_("Your own stands first. After choosing another one, show its institutions."),
        required=False,
    )

    def offer_towns(self, networks: Choices) -> None:
        offer_choices(self, "network", networks, _("choose the town …"))


class RecipientForm(TownForm, ElsewhereForm):
    """Town first, then an institution there: (id, words). `elsewhere`: any other body too, typed
    by name and town.
    """

    institution = forms.ChoiceField(
        label=_("To which institution"),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )

    def __init__(
        self,
        *args: Any,
        networks: Choices,
        recipients: Choices,
        elsewhere: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_towns(networks)
        offered = list(recipients)
        if elsewhere:
            offered.append((ELSEWHERE, NOT_LISTED))
            self.offer_elsewhere(self.data or self.initial)
        else:
            self.without_elsewhere()
        offer_choices(self, "institution", offered)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check_elsewhere(cleaned)
        return cleaned
