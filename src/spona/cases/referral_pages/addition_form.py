"""What came up after something was sent: words, and answers to signs or parts of the file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.cases.case.acting_membership import acting_membership
from spona.cases.indicators.answers import NOT_ASKED, answered
from spona.cases.indicators.groups import Group, groups_of, signs_of
from spona.cases.intake.forms.signs import Ask, SignsForm, typed_signs
from spona.cases.referral_pages.compose import addition_of
from spona.cases.referral_pages.forms import stay_field
from spona.cases.referral_pages.opening import Documents
from spona.cases.referral_pages.parts import PARTS
from spona.cases.referrals.packet import Addition, Signs
from spona.directory.models import Institution
from spona.forms.choices import offer_choices, several_field
from spona.reference.models import IndicatorList

# The part of an agreement to which words of one's own belong.
WORDS_ARE: Final = "account"


def _text_field() -> forms.CharField:
    return forms.CharField(
        label=_("What came up since"),
        help_text=_("Facts: what, when, where, and how you know it."),
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": "8000"}),
        max_length=8000,
        required=False,
    )


class ReportAdditionForm(SignsForm):
    """The words, and the whole list on one page. `asks_agreement`: the report rests on it."""

    text = _text_field()
    agreed = forms.BooleanField(
        label=_("The person has agreed that this goes to this institution."), required=False
    )

    def __init__(
        self, *args: Any, chosen: IndicatorList, asks_agreement: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, signs=signs_of(chosen), **kwargs)
        self.chosen = chosen
        if not asks_agreement:
            del self.fields["agreed"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        signs = any(one.get("answer") not in ("", NOT_ASKED) for one in self._typed.values())
        words = str(cleaned.get("text") or "").strip() or "text" in self.errors
        if not words and not signs:
            self.add_error("text", _("Write what you add, or answer a sign."))
        if "agreed" in self.fields and not cleaned.get("agreed"):
            self.add_error(
                "agreed", _("Say that the person has agreed that this goes to this institution.")
            )
        return cleaned

    @property
    def _typed(self) -> dict[str, dict[str, str]]:
        return typed_signs(self) if self.is_bound else {}

    def by_group(self) -> list[tuple[Group, list[Ask], int]]:
        """The signs in their groups, with how many of each are answered."""
        asks = {one.sign.code: one for one in self.asks()}
        return [
            (group, [asks[sign.code] for sign in group.signs], group.answered(self._typed))
            for group in groups_of(self.chosen)
        ]

    def addition(self, by: Actor) -> Addition:
        """As it would go out. Of the signs only those that were answered go."""
        writer = acting_membership(by)
        answers = [one for one in answered(self.chosen, self._typed) if one.answer != NOT_ASKED]
        chosen = self.chosen
        signs = Signs(chosen.words, chosen.version, chosen.source, chosen.certainty, tuple(answers))
        return Addition(
            writer.institution.words,
            writer.person.name,
            writer.position,
            str(self.data.get("text") or "").strip(),
            signs if answers else None,
        )


class ReferralAdditionForm(forms.Form):
    """The words, and parts of the file as they are now: each only where the agreement on which the
    referral rests covers it. `covered` are the parts that may go, `providers` who knows the place.
    """

    text = _text_field()
    parts = several_field(_("Parts of the file, as they are today"))
    stay = stay_field()

    def __init__(
        self,
        *args: Any,
        documents: Documents,
        covered: Collection[str],
        providers: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.documents, self.covered = documents, covered
        # Signs that nobody has answered would go as nothing at all.
        has = set(covered) - (set() if documents["account"].get("signs") else {"signs"})
        offered = [(name, str(words)) for name, words in PARTS.items() if name in has]
        offer_choices(self, "parts", offered)
        offer_choices(self, "stay", providers, _("not said"))
        if WORDS_ARE not in has:
            del self.fields["text"]
        if "stay" not in has:
            del self.fields["stay"]
        if not offered:
            del self.fields["parts"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("parts") or ()
        words = str(cleaned.get("text") or "").strip() or "text" in self.errors
        if not words and not chosen and "parts" not in self.errors:
            first = "text" if "text" in self.fields else "parts"
            self.add_error(
                first if first in self.fields else None,
                _("Write what you add, or tick a part of the file."),
            )
        if "stay" in chosen and not cleaned.get("stay"):
            self.add_error("stay", _("Choose the provider, or untick the place of stay."))
        return cleaned

    def by_group(self) -> list[tuple[Group, list[Ask], int]]:
        """Signs are answered in the file, and go from there."""
        return []

    def addition(self, by: Actor) -> Addition:
        """As it would go out; of what was not offered nothing. Call it when the form is valid."""
        chosen = set(self.cleaned_data.get("parts") or ())
        place = self.cleaned_data.get("stay") if "stay" in chosen else ""
        return addition_of(
            chosen,
            self.documents,
            text=self.cleaned_data.get("text") or "",
            stay=Institution.objects.get(pk=place) if place else None,
            writer=acting_membership(by),
        )
