"""Step 2: one group of signs. Nothing is required and nothing is added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from spona.cases.indicators.answers import ANSWERS, HOW
from spona.reference.models import Indicator


@dataclass(frozen=True, slots=True)
class Ask:
    """A sign with its three fields, as the page draws them."""

    sign: Indicator
    answer: BoundField
    seen: BoundField
    how: BoundField


class SignsForm(forms.Form):
    """Fields `sign_<code>`, `seen_<code>`, `how_<code>` for each of `signs`."""

    def __init__(self, *args: Any, signs: Iterable[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signs = list(signs)
        for sign in self.signs:
            self.fields[f"sign_{sign.code}"] = forms.ChoiceField(
                label=str(sign.words), choices=ANSWERS, widget=forms.RadioSelect, required=False
            )
            self.fields[f"seen_{sign.code}"] = forms.CharField(
                label=_("What did you see or hear?"),
                help_text=_("Facts: what, when, where. Without names and without a conclusion."),
                widget=forms.Textarea(attrs={"rows": 3}),
                max_length=4000,
                required=False,
            )
            self.fields[f"how_{sign.code}"] = forms.ChoiceField(
                label=_("How do you know?"), choices=HOW, widget=forms.RadioSelect, required=False
            )

    def asks(self) -> list[Ask]:
        return [
            Ask(
                sign,
                self[f"sign_{sign.code}"],
                self[f"seen_{sign.code}"],
                self[f"how_{sign.code}"],
            )
            for sign in self.signs
        ]


def typed_signs(form: SignsForm) -> dict[str, dict[str, str]]:
    """{code: {"answer", "seen", "how"}} of the signs that the page showed."""
    data = form.data
    return {
        sign.code: {
            "answer": data.get(f"sign_{sign.code}", ""),
            "seen": data.get(f"seen_{sign.code}", ""),
            "how": data.get(f"how_{sign.code}", ""),
        }
        for sign in form.signs
        if f"seen_{sign.code}" in data or f"sign_{sign.code}" in data
    }


def initial_signs(typed: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What the fields show of the answers saved so far."""
    return {
        f"{field}_{code}": given.get(name, "")
        for code, given in typed.items()
        for field, name in (("sign", "answer"), ("seen", "seen"), ("how", "how"))
    }
