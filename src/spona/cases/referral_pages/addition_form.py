"""What came up after a report was sent: words, and answers to signs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.access.actor import Actor
from spona.cases.case.acting_membership import acting_membership
from spona.cases.indicators.answers import NOT_ASKED, answered
from spona.cases.indicators.groups import Group, groups_of, signs_of
from spona.cases.intake.forms.signs import Ask, SignsForm, typed_signs
from spona.cases.referrals.packet import Addition, Signs
from spona.reference.models import IndicatorList


class AdditionForm(SignsForm):
    """The words, and the whole list on one page. `asks_agreement`: the report rests on it."""

    text = forms.CharField(
        label=_("What came up since"),
        help_text=_("Facts: what, when, where, and how you know it."),
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": "8000"}),
        max_length=8000,
        required=False,
    )
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
