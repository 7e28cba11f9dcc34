"""How a paper to sign is made: in which language, for whom, and first whether paper is safe."""

from __future__ import annotations

from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.cases.casefile.papers_to_sign import (
    COPIES,
    FOR_FILE,
    FOR_PERSON,
    SIGNS,
    Chosen,
    languages_of_paper,
)
from spona.cases.fields.codes import YES_NO, choices
from spona.documents import Language
from spona.forms.choices import offer_choices

# The button that makes the paper; without it the page is only shown anew.
PRINT: Final = "print"


class PaperForm(forms.Form):
    """A paper that stays with the institution."""

    # One under the other: beside the paper there is no room for a row.
    segmented: frozenset[str] = frozenset()
    language = forms.ChoiceField(
        label=gettext_lazy("In which language?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose a language.")
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "language", languages_of_paper())

    @property
    def chosen(self) -> Chosen:
        """As it was sent, or as it is proposed where nothing that can be read was."""
        said = {name: self._said(name) for name in self.fields}
        return Chosen(
            cast("Language", said["language"]),
            said.get("copy", FOR_FILE),
            said.get("signs", "person"),
        )

    def _said(self, name: str) -> str:
        given = getattr(self, "cleaned_data", {}).get(name) if self.is_bound else None
        return str(given or self.get_initial_for_field(self.fields[name], name) or "")


class PersonPaperForm(PaperForm):
    """A paper of which the person may get a copy, where it is safe for them to carry it."""

    signs = forms.ChoiceField(
        label=gettext_lazy("Who signs it?"),
        choices=choices(SIGNS),
        initial="person",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose who signs it.")
        ),
    )
    copy = forms.ChoiceField(
        label=gettext_lazy("For whom is this copy?"),
        choices=choices(COPIES),
        initial=FOR_FILE,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose for whom it is.")
        ),
    )
    safe = forms.ChoiceField(
        label=gettext_lazy("Is it safe for you to carry paper?"),
        help_text=gettext_lazy(
            "Only for the copy of the person. Ask it aloud, each time. Somebody at home may find "
            "the paper and read it."
        ),
        choices=choices(YES_NO),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose an answer.")},
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if PRINT in self.data and said.get("copy") == FOR_PERSON and "safe" in said:
            if not said["safe"]:
                self.add_error("safe", _("Ask first. “Not sure” is an answer too."))
            elif said["safe"] != "yes":
                self.add_error(
                    "safe",
                    _("Then nothing is printed for them. Read it aloud, and print the other copy."),
                )
        return said
